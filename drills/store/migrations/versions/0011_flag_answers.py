"""Answers to plausibility flags; the flags kept beside a building's verdict"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_flag_answer_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "flag_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("sayer_name", sa.String(length=120), nullable=False),
        sa.Column("sayer_title", sa.String(length=120), nullable=False),
        _to("record_id", "record"),
        _to("said_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_answer")),
    )
    op.create_index(op.f("ix_flag_answer_record_id"), "flag_answer", ["record_id"])
    with op.batch_alter_table("kept_verdict") as table:
        table.add_column(sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("kept_verdict") as table:
        table.drop_column("flags")
    op.drop_index(op.f("ix_flag_answer_record_id"), table_name="flag_answer")
    op.drop_table("flag_answer")
