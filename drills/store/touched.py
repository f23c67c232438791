"""Which rows of the chain's tables the running transaction has touched.

Listens to the session, so that an action cannot forget to say so. What becomes of them is
audit.py's.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from drills.store.audited import covered_tables, primary
from drills.store.database import db

TOUCHED = "touched rows"
# A statement with this option changes columns outside the chain only.
OUTSIDE_CHAIN = {"outside_chain": True}


def touched(session: Session | Any) -> set[str]:
    """The keys (``record:17``) of rows made, changed or deleted since forget_touched."""
    found: set[str] = session.info.setdefault(TOUCHED, set())
    return found


def forget_touched(session: Session | Any) -> None:
    """A new write begins."""
    session.info[TOUCHED] = set()


@event.listens_for(db.session, "after_flush")
def _note_flushed(session: Session, _context: Any) -> None:
    keys = touched(session)
    tables = covered_tables()
    changed = [row for row in session.dirty if session.is_modified(row)]
    for row in (*session.new, *changed, *session.deleted):
        state = inspect(row)
        name = state.mapper.local_table.name
        if name in tables:
            keys.add(f"{name}:{state.mapper.primary_key_from_instance(row)[0]}")


@event.listens_for(db.session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """A statement that changes many rows at once; which they are is asked before."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    if state.execution_options.get("outside_chain"):
        return
    table = covered_tables().get(state.statement.table.name)  # type: ignore[attr-defined]
    if table is None:
        return
    if state.is_insert:
        raise RuntimeError(
            f"rows of {table.name} are added as objects, so that the chain sees them"
        )
    where = state.statement.whereclause  # type: ignore[attr-defined]
    ids = select(primary(table))
    for id_ in state.session.execute(ids if where is None else ids.where(where)).scalars().all():
        touched(state.session).add(f"{table.name}:{id_}")
