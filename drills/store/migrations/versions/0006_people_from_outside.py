"""Links for people from outside, and the evaluations that they sign"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("for_whom", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("maker_name", sa.String(length=120), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('police', 'fire', 'other')", name=op.f("ck_outside_link_kind")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_outside_link_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_outside_link_record_id_record")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_outside_link_made_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_outside_link_secret_hash")),
    )
    op.create_index(op.f("ix_outside_link_district_id"), "outside_link", ["district_id"])
    op.create_index(op.f("ix_outside_link_record_id"), "outside_link", ["record_id"])
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("signer_name", sa.String(length=120), nullable=False),
        sa.Column("signer_title", sa.String(length=120), nullable=False),
        sa.Column("agency", sa.String(length=120), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('police', 'fire', 'other')", name=op.f("ck_evaluation_kind")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_evaluation_record_id_record")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["outside_link.id"], name=op.f("fk_evaluation_link_id_outside_link")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evaluation_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("link_id", name=op.f("uq_evaluation_link_id")),
    )
    op.create_index(op.f("ix_evaluation_record_id"), "evaluation", ["record_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_evaluation_record_id"), table_name="evaluation")
    op.drop_table("evaluation")
    op.drop_index(op.f("ix_outside_link_record_id"), table_name="outside_link")
    op.drop_index(op.f("ix_outside_link_district_id"), table_name="outside_link")
    op.drop_table("outside_link")
