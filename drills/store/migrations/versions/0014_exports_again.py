"""An export that could not be made says when it is tried again"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("export") as table:
        table.add_column(sa.Column("again_at", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("pauses", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("export") as table:
        table.drop_column("pauses")
        table.drop_column("again_at")
