"""Lawful removal by two people, holds, and the tombstones of evidence"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _text(name: str, size: int | None = None) -> sa.Column:
    kind = sa.Text() if size is None else sa.String(length=size)
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        _text("year", 7),
        _text("what", 5),
        _text("reason"),
        _text("state", 8),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        _text("asker_name", 120),
        _text("asker_title", 120),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        _text("decider_name", 120),
        _text("decider_title", 120),
        _text("decided_words"),
        _text("sha256", 64),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("what IN ('file', 'words', 'years')", name=op.f("ck_erasure_what")),
        sa.CheckConstraint("state IN ('asked', 'done', 'declined')", name=op.f("ck_erasure_state")),
        _to("erasure", "district_id", "district"),
        _to("erasure", "building_id", "building"),
        _to("erasure", "record_id", "record"),
        _to("erasure", "evidence_id", "evidence"),
        _to("erasure", "asked_by", "person"),
        _to("erasure", "decided_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_district_state", "erasure", ["district_id", "state"])
    op.create_index(op.f("ix_erasure_building_id"), "erasure", ["building_id"])
    op.create_index(op.f("ix_erasure_record_id"), "erasure", ["record_id"])
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        _text("why"),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("placed_by", sa.Integer(), nullable=True),
        _text("placer_name", 120),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        _text("lifter_name", 120),
        _text("lifted_why"),
        _to("hold", "district_id", "district"),
        _to("hold", "building_id", "building"),
        _to("hold", "record_id", "record"),
        _to("hold", "placed_by", "person"),
        _to("hold", "lifted_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index(op.f("ix_hold_district_id"), "hold", ["district_id"])
    with op.batch_alter_table("evidence") as table:
        table.add_column(sa.Column("erased_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("evidence") as table:
        table.drop_column("erased_at")
    op.drop_index(op.f("ix_hold_district_id"), table_name="hold")
    op.drop_table("hold")
    for name in ("record_id", "building_id"):
        op.drop_index(op.f(f"ix_erasure_{name}"), table_name="erasure")
    op.drop_index("ix_erasure_district_state", table_name="erasure")
    op.drop_table("erasure")
