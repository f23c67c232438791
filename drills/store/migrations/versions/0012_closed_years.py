"""Closed school years, kept as they were judged"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
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
        "closed_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        _text("year", 7),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        _text("pack_version", 40),
        sa.Column("law", sa.JSON(), nullable=False),
        _text("reason"),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        _text("closer_name", 120),
        _text("closer_title", 120),
        _text("sha256", 64),
        _to("closed_year", "district_id", "district"),
        _to("closed_year", "closed_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_year")),
        sa.UniqueConstraint(
            "district_id", "year", "number", name=op.f("uq_closed_year_district_id_year_number")
        ),
    )
    op.create_index(op.f("ix_closed_year_district_id"), "closed_year", ["district_id"])
    op.create_table(
        "closed_building",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closed_year_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        _text("name", 120),
        _text("status", 14),
        sa.Column("kept", sa.JSON(), nullable=False),
        _text("sha256", 64),
        _to("closed_building", "closed_year_id", "closed_year"),
        _to("closed_building", "building_id", "building"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_building")),
        sa.UniqueConstraint(
            "closed_year_id",
            "building_id",
            name=op.f("uq_closed_building_closed_year_id_building_id"),
        ),
    )
    for name in ("closed_year_id", "building_id"):
        op.create_index(op.f(f"ix_closed_building_{name}"), "closed_building", [name])
    op.create_table(
        "kept_law",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        _text("sha256", 64),
        _text("text"),
        _to("kept_law", "district_id", "district"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_law")),
        sa.UniqueConstraint("district_id", "sha256", name=op.f("uq_kept_law_district_id_sha256")),
    )
    op.create_index(op.f("ix_kept_law_district_id"), "kept_law", ["district_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_kept_law_district_id"), table_name="kept_law")
    op.drop_table("kept_law")
    for name in ("building_id", "closed_year_id"):
        op.drop_index(op.f(f"ix_closed_building_{name}"), table_name="closed_building")
    op.drop_table("closed_building")
    op.drop_index(op.f("ix_closed_year_district_id"), table_name="closed_year")
    op.drop_table("closed_year")
