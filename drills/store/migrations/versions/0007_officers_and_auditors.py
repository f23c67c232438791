"""That an officer cannot come; the auditor's role with the school years it covers"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OLD = "role IN ('administrator', 'director', 'principal', 'staff', 'officer')"
NEW = "role IN ('administrator', 'director', 'principal', 'staff', 'officer', 'auditor')"


def upgrade() -> None:
    op.create_table(
        "officer_absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("planned_at", sa.Time(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["drill_id"], ["drill.id"], name=op.f("fk_officer_absence_drill_id_drill")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_officer_absence_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer_absence")),
    )
    op.create_index(op.f("ix_officer_absence_drill_id"), "officer_absence", ["drill_id"])
    with op.batch_alter_table("role") as table:
        table.add_column(sa.Column("years", sa.JSON(), nullable=True))
        table.drop_constraint(op.f("ck_role_role"), type_="check")
        table.create_check_constraint(op.f("ck_role_role"), NEW)


def downgrade() -> None:
    op.execute(
        "DELETE FROM role_building WHERE role_id IN (SELECT id FROM role WHERE role = 'auditor')"
    )
    op.execute("DELETE FROM role WHERE role = 'auditor'")
    with op.batch_alter_table("role") as table:
        table.drop_constraint(op.f("ck_role_role"), type_="check")
        table.create_check_constraint(op.f("ck_role_role"), OLD)
        table.drop_column("years")
    op.drop_index(op.f("ix_officer_absence_drill_id"), table_name="officer_absence")
    op.drop_table("officer_absence")
