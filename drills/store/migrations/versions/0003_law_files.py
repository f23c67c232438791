"""Files of law that a district saved, and which of them are in force"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "law_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("reviewed", sa.Date(), nullable=True),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_by_name", sa.String(length=120), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "layer IN ('state', 'county', 'city', 'district')", name=op.f("ck_law_file_layer")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_law_file_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["person.id"], name=op.f("fk_law_file_saved_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_file")),
    )
    op.create_index(op.f("ix_law_file_district_id"), "law_file", ["district_id"])
    with op.batch_alter_table("district") as table:
        table.add_column(sa.Column("law", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("district") as table:
        table.drop_column("law")
    op.drop_index(op.f("ix_law_file_district_id"), table_name="law_file")
    op.drop_table("law_file")
