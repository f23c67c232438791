"""Rows of the chain hold hashes of their details and of the rows they speak of"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit") as table:
        table.add_column(
            sa.Column("details_sha256", sa.String(length=64), server_default="", nullable=False)
        )
        table.add_column(sa.Column("spoke_of", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("audit") as table:
        table.drop_column("spoke_of")
        table.drop_column("details_sha256")
