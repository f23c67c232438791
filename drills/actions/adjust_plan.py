"""Adjust a draft by hand: move one drill, give it another officer, pin it or let it go.

What speaks against a move is asked of the planner and told, never refused: a person may
know better. Nothing else moves by it; what the plan then leaves short is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from drills.actions.change import small_write
from drills.actions.plan_draft import Draft, Entry, from_json, to_json
from drills.actions.plan_problem import YearToPlan, read_year_to_plan
from drills.actions.plan_standing import Standing
from drills.actions.plan_year import first_day, ready_draft
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.permissions import Person
from drills.planner import Conflict, Desk, Fixed, Move, Placement, Problem, Unplaced, plan
from drills.store.clashes import CLASHES
from drills.store.tables import PlanDraftRow

SHORT = "left_short"  # a conflict of ours: a person's move left a window without its drill


@dataclass(frozen=True)
class DraftedYear:
    """A ready draft with all that it was made from."""

    row: PlanDraftRow
    draft: Draft
    year: YearToPlan

    @property
    def is_stale(self) -> bool:
        """Whether calendar, drills, law or limits have changed since it was made."""
        return self.year.sha256 != self.row.problem_sha256

    def stands(self, entry: Entry) -> Standing | None:
        """The planned drill that an entry goes on with."""
        return next((s for s in self.year.standing if s.id == entry.drill_id), None)

    def may_move(self, entry: Entry) -> bool:
        """Whether a person may move an entry: not what has begun or is held jointly by hand."""
        one = self.stands(entry)
        return one is None or not one.fixed or one.pinned


def read_drafted(by: Person, now: datetime, year: str, version: int | None = None) -> DraftedYear:
    """The ready draft of a year. Raises Refused or ChangedMeanwhile as ready_draft."""
    row = ready_draft(by, year, version)
    read = read_year_to_plan(by.district_id, year, first_day(by, now))
    if read is None:
        raise Refused("no_year")
    return DraftedYear(row, from_json(row.plan), read)


def desk_of(it: DraftedYear) -> Desk:
    """The draft laid out, for questions about moves."""
    problem = replace(it.year.problem, pinned=())
    return Desk(problem, it.draft.plan())


def against(
    it: DraftedYear,
    number: int,
    day: date,
    at: time | None,
    officers: tuple[str, ...],
    desk: Desk | None = None,
) -> tuple[Conflict, ...]:
    """What speaks against a drill of the draft on another day, hour or with others.

    Only what does not stand already: a conflict that the drill has where it is now is no news.
    """
    entry = it.draft.entry(number)
    if entry is None:
        raise NotAllowed
    desk = desk or desk_of(it)
    first = it.draft.first_of(number)
    move = Move(first, day, at, officers)
    return desk.legal(move)


def days_free(it: DraftedYear, number: int, desk: Desk | None = None) -> tuple[date, ...]:
    """The days to which a drill of the draft can go without breaking anything."""
    return (desk or desk_of(it)).days(it.draft.first_of(number))


def move_in_draft(
    by: Person,
    now: datetime,
    year: str,
    version: int,
    number: int,
    day: date,
    at: time | None,
    officers: tuple[str, ...],
) -> None:
    """Move a drill of the draft and pin it there. Raises NotAllowed, Refused,
    ChangedMeanwhile."""
    it = read_drafted(by, now, year, version)
    entry = it.draft.entry(number)
    if entry is None or not it.may_move(entry):
        raise NotAllowed
    if day < it.year.first:
        raise Refused(date="day_past")
    drill = replace(entry.drill, date=day, time=at)
    moved = tuple(replace(p, drill=drill, officers=officers, pinned=True) for p in entry.placements)
    entries = [
        replace(e, placements=moved, pin=True) if e.number == number else e
        for e in it.draft.entries
    ]
    _keep(by, year, version, recounted(it.year, replace(it.draft, entries=tuple(entries))))


def pin_in_draft(
    by: Person, now: datetime, year: str, version: int, number: int, pin: bool
) -> None:
    """Pin a drill of the draft where it stands, or let it go. Raises as above."""
    row = ready_draft(by, year, version)
    draft = from_json(row.plan)
    if draft.entry(number) is None:
        raise NotAllowed
    entries = tuple(replace(e, pin=pin) if e.number == number else e for e in draft.entries)
    _keep(by, year, version, replace(draft, entries=entries))


def recounted(year: YearToPlan, draft: Draft) -> Draft:
    """The same drills, with what each counts for now and what is left short."""
    problem = replace(
        year.problem,
        pinned=tuple(Fixed(p.building, p.drill, p.officers) for p in draft.plan().placements),
    )
    made = plan(problem)
    found: dict[tuple[object, ...], list[Placement]] = {}
    more: list[Placement] = []
    for p in made.placements:
        if p.pinned:
            found.setdefault(_key(p), []).append(p)
        else:
            more.append(p)
    entries = []
    for entry in draft.entries:
        placements = []
        for p in entry.placements:
            same = found.get(_key(p))
            counted = same.pop(0) if same else p
            kept = counted.drill if counted.drill.ref == p.drill.ref else p.drill
            placements.append(
                replace(p, drill=kept, serves=counted.serves, opens=counted.opens, due=counted.due)
            )
        entries.append(replace(entry, placements=tuple(placements)))
    entries.sort(key=lambda e: (e.drill.date, e.drill.time or time.min, e.buildings))
    left = (*made.unplaced, *_short(problem, more))
    return replace(draft, entries=tuple(entries), unplaced=left, notes=made.notes)


def _short(problem: Problem, more: Sequence[Placement]) -> list[Unplaced]:
    """What the planner would have to add, as what the plan leaves short."""
    names = {p.id: p.building.name for p in problem.places}
    return [
        Unplaced(
            p.building, name, None, 0, p.opens, p.due, (Conflict(SHORT, (names[p.building],)),)
        )
        for p in more
        for name in p.serves
    ]


def _key(p: Placement) -> tuple[object, ...]:
    d = p.drill
    return p.building, d.date, d.time, d.type, d.title


def _keep(by: Person, year: str, version: int, draft: Draft) -> None:
    kept = to_json(draft)
    try:
        with small_write():
            row = ready_draft(by, year, version)
            row.plan = kept
    except CLASHES:
        raise ChangedMeanwhile("draft_changed") from None
