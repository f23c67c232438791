"""What accepting a draft would change of what is planned already. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drills.actions.plan_draft import Draft, Entry
from drills.actions.plan_standing import Standing
from drills.facts import SITUATIONS, YES_NO_COLUMNS, Drill


@dataclass(frozen=True)
class Moved:
    """A planned drill that gets another day, hour, officer or quality."""

    was: Standing
    entry: Entry

    @property
    def when(self) -> bool:
        """Whether day or hour differ, which is what people mean by moved."""
        now, before = self.entry.drill, self.was.drill
        return (now.date, now.time) != (before.date, before.time)


@dataclass(frozen=True)
class Difference:
    """The drills that come, move and go; ``same`` is how many stay as they are."""

    made: tuple[Entry, ...]
    moved: tuple[Moved, ...]
    taken: tuple[Standing, ...]
    same: tuple[Entry, ...]


def difference(draft: Draft, standing: Iterable[Standing]) -> Difference:
    """What is planned already against a draft. What no plan may touch is never taken."""
    by_id = {s.id: s for s in standing}
    left = dict(by_id)
    made, moved, same = [], [], []
    for entry in draft.entries:
        was = by_id.get(entry.drill_id or 0)
        if was is None:
            made.append(entry)
            continue
        left.pop(was.id, None)
        if was.fixed or not _differs(was, entry):
            same.append(entry)
        else:
            moved.append(Moved(was, entry))
    taken = tuple(s for s in left.values() if not s.fixed)
    return Difference(tuple(made), tuple(moved), taken, tuple(same))


def intended_of(drill: Drill) -> dict[str, object]:
    """The columns of a drill that a plan keeps as intended."""
    found: dict[str, object] = {
        name: getattr(drill, name) for name in YES_NO_COLUMNS if getattr(drill, name) is not None
    }
    if drill.situation in SITUATIONS:
        found["situation"] = drill.situation
    return found


def _differs(was: Standing, entry: Entry) -> bool:
    now, before = entry.drill, was.drill
    return (
        (now.date, now.time, now.announced) != (before.date, before.time, before.announced)
        or set(entry.officers) != set(was.officers)
        or intended_of(now) != intended_of(before)
    )
