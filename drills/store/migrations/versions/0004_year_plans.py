"""The year planner: settings, who comes to drills, black-outs, drafts and accepted plans"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_settings",
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("per_day", sa.Integer(), nullable=True),
        sa.Column("per_building_per_week", sa.Integer(), nullable=True),
        sa.Column("min_days_between", sa.Integer(), nullable=True),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("attend", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("together", sa.JSON(), nullable=False),
        sa.Column("advisory", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_plan_settings_district_id_district")
        ),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_plan_settings")),
    )
    op.create_table(
        "accepted_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(length=7), nullable=False),
        sa.Column("mode", sa.String(length=6), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("problem_sha256", sa.String(length=64), nullable=False),
        sa.Column("plan_sha256", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("accepted_by_name", sa.String(length=120), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["person.id"], name=op.f("fk_accepted_plan_accepted_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_accepted_plan_district_id_district")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_plan")),
    )
    op.create_index(op.f("ix_accepted_plan_district_id"), "accepted_plan", ["district_id"])

    op.create_table(
        "blackout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_blackout_order")),
        sa.ForeignKeyConstraint(
            ["building_id"], ["building.id"], name=op.f("fk_blackout_building_id_building")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_blackout_district_id_district")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blackout")),
    )
    op.create_index(op.f("ix_blackout_district_id"), "blackout", ["district_id"])

    op.create_table(
        "officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("building_ids", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("per_day", sa.Integer(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_officer_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_officer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("person_id", name=op.f("uq_officer_person_id")),
    )
    op.create_index(op.f("ix_officer_district_id"), "officer", ["district_id"])

    op.create_table(
        "plan_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("mode", sa.String(length=6), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("problem_sha256", sa.String(length=64), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("heard_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("mode IN ('keep', 'little', 'anew')", name=op.f("ck_plan_draft_mode")),
        sa.CheckConstraint(
            "state IN ('running', 'ready', 'failed')", name=op.f("ck_plan_draft_state")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_plan_draft_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_plan_draft_made_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_draft")),
        sa.UniqueConstraint("district_id", "year", name=op.f("uq_plan_draft_district_id_year")),
    )
    op.create_index(op.f("ix_plan_draft_district_id"), "plan_draft", ["district_id"])

    op.create_table(
        "officer_away",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_officer_away_order")),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["officer.id"],
            name=op.f("fk_officer_away_officer_id_officer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_away")),
    )
    op.create_index(op.f("ix_officer_away_officer_id"), "officer_away", ["officer_id"])

    with op.batch_alter_table("drill") as table:
        table.add_column(sa.Column("attending", sa.JSON(), server_default="[]", nullable=False))
        table.add_column(
            sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("drill") as table:
        table.drop_column("pinned")
        table.drop_column("attending")

    op.drop_index(op.f("ix_officer_away_officer_id"), table_name="officer_away")
    op.drop_table("officer_away")
    op.drop_index(op.f("ix_plan_draft_district_id"), table_name="plan_draft")
    op.drop_table("plan_draft")
    op.drop_index(op.f("ix_officer_district_id"), table_name="officer")
    op.drop_table("officer")
    op.drop_index(op.f("ix_blackout_district_id"), table_name="blackout")
    op.drop_table("blackout")
    op.drop_index(op.f("ix_accepted_plan_district_id"), table_name="accepted_plan")
    op.drop_table("accepted_plan")
    op.drop_table("plan_settings")
