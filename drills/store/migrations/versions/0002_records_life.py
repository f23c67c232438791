"""The record's life: approval, locking, versions, remarks, answered windows, actions"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD = "state IN ('expected', 'draft', 'submitted', 'sent_back', 'not_held')"
NEW = "state IN ('expected', 'draft', 'submitted', 'approved', 'locked', 'sent_back', 'not_held')"
PEOPLE = ("submitted_by", "approved_by")


def _text(name: str, size: int | None = None) -> sa.Column:
    kind = sa.Text() if size is None else sa.String(length=size)
    return sa.Column(name, kind, nullable=False)


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_person")
    return sa.ForeignKeyConstraint([column], ["person.id"], name=name)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("submitted_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("approved_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("approved_by", sa.Integer(), nullable=True))
        for name in ("approver_name", "approver_title"):
            batch_op.add_column(
                sa.Column(name, sa.String(length=120), nullable=False, server_default="")
            )
        batch_op.add_column(
            sa.Column("own_approval", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("locked_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(), nullable=True))
        for column in PEOPLE:
            batch_op.create_foreign_key(
                op.f(f"fk_record_{column}_person"), "person", [column], ["id"]
            )
        batch_op.drop_constraint(op.f("ck_record_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_record_state"), NEW)
        batch_op.create_index("ix_record_state", ["state"], unique=False)
    with op.batch_alter_table("record", schema=None) as batch_op:
        for name in ("approver_name", "approver_title", "own_approval"):
            batch_op.alter_column(name, server_default=None)

    op.create_table(
        "record_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("state", 9),
        sa.Column("said", sa.JSON(), nullable=False),
        _text("reason"),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        _text("changer_name", 120),
        _text("changer_title", 120),
        _to("record_version", "record_id", "record"),
        _person("record_version", "changed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_version")),
        sa.UniqueConstraint("record_id", "number", name=op.f("uq_record_version_record_id_number")),
    )
    op.create_index("ix_record_version_record_id", "record_version", ["record_id"])

    op.create_table(
        "record_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        _text("kind", 6),
        _text("words"),
        sa.Column("said_at", sa.DateTime(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        _text("sayer_name", 120),
        _text("sayer_title", 120),
        sa.CheckConstraint("kind IN ('query', 'answer')", name=op.f("ck_record_remark_kind")),
        _to("record_remark", "record_id", "record"),
        _person("record_remark", "said_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_remark")),
    )
    op.create_index("ix_record_remark_record_id", "record_remark", ["record_id"])

    op.create_table(
        "window_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        _text("year", 7),
        _text("requirement", 80),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        _text("kind", 8),
        _text("excuse", 60),
        _text("law", 300),
        _text("words"),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        _text("giver_name", 120),
        _text("giver_title", 120),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        _text("withdrawn_why"),
        sa.CheckConstraint(
            "kind IN ('excused', 'made_up', 'answered')", name=op.f("ck_window_answer_kind")
        ),
        _to("window_answer", "district_id", "district"),
        _to("window_answer", "building_id", "building"),
        _to("window_answer", "record_id", "record"),
        _person("window_answer", "given_by"),
        _person("window_answer", "withdrawn_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_answer")),
    )
    op.create_index("ix_window_answer_district_id", "window_answer", ["district_id"])
    op.create_index("ix_window_answer_building_year", "window_answer", ["building_id", "year"])

    op.create_table(
        "corrective_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        _text("problem", 30),
        sa.Column("found_on", sa.Date(), nullable=False),
        _text("words"),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        _text("state", 7),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        _text("closer_name", 120),
        _text("closer_title", 120),
        _text("closing_words"),
        sa.Column("proof_evidence_id", sa.Integer(), nullable=True),
        sa.Column("proof_record_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'dropped')", name=op.f("ck_corrective_action_state")
        ),
        _to("corrective_action", "district_id", "district"),
        _to("corrective_action", "building_id", "building"),
        _to("corrective_action", "record_id", "record"),
        _person("corrective_action", "owner_id"),
        _person("corrective_action", "closed_by"),
        _to("corrective_action", "proof_evidence_id", "evidence"),
        _to("corrective_action", "proof_record_id", "record"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrective_action")),
        sa.UniqueConstraint(
            "record_id", "problem", name=op.f("uq_corrective_action_record_id_problem")
        ),
    )
    op.create_index("ix_corrective_action_owner_id", "corrective_action", ["owner_id"])
    op.create_index(
        "ix_corrective_action_district_state",
        "corrective_action",
        ["district_id", "state", "due_on"],
    )
    op.create_index(
        "ix_corrective_action_building_state", "corrective_action", ["building_id", "state"]
    )


def downgrade() -> None:
    for table in ("corrective_action", "window_answer", "record_remark", "record_version"):
        op.drop_table(table)
    op.execute("UPDATE record SET state = 'submitted' WHERE state IN ('approved', 'locked')")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index("ix_record_state")
        batch_op.drop_constraint(op.f("ck_record_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_record_state"), OLD)
        for column in PEOPLE:
            batch_op.drop_constraint(op.f(f"fk_record_{column}_person"), type_="foreignkey")
        for name in (
            "submitted_by",
            "approved_at",
            "approved_by",
            "approver_name",
            "approver_title",
            "own_approval",
            "locked_at",
            "asked_at",
        ):
            batch_op.drop_column(name)
