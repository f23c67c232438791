"""Evidence is found by the hash of what was uploaded: the same file on two drills"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("evidence") as table:
        table.create_index(op.f("ix_evidence_original_sha256"), ["original_sha256"])


def downgrade() -> None:
    with op.batch_alter_table("evidence") as table:
        table.drop_index(op.f("ix_evidence_original_sha256"))
