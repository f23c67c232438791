"""The address of a district's public page of past drills"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("district") as table:
        table.add_column(sa.Column("public_slug", sa.String(length=60), nullable=True))
        table.create_unique_constraint(op.f("uq_district_public_slug"), ["public_slug"])


def downgrade() -> None:
    with op.batch_alter_table("district") as table:
        table.drop_constraint(op.f("uq_district_public_slug"), type_="unique")
        table.drop_column("public_slug")
