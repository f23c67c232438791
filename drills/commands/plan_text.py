"""A plan as a text for people in a terminal: what is planned, month by month, and what is not.

Layout only; words for days and drills are check_words.py's and plain_words.py's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import click

from drills.commands.check_words import several
from drills.commands.planned import Planned
from drills.commands.terminal import width, wrapped
from drills.compliance.plain_words import WITH_QUALITY, listed, type_words
from drills.facts import Drill
from drills.planner import Placement, Unplaced
from drills.planner.wishes import COLUMNS, KIND_OF_COLUMN

SETTLED = frozenset({"undecided", "closed", "unrecorded"})
MOST_BUILDINGS = 60  # more are counted by month, and the drills left to --format csv
NAME = 26  # letters of a building's name


def as_text(planned: Planned) -> str:
    """The whole text, at most 100 columns wide. Colours are click's to keep or drop."""
    columns = width()
    few = len(planned.problem.places) <= MOST_BUILDINGS
    parts = [
        _headline(planned, columns),
        _months(planned, columns) if few else _counted(planned),
        _not_placed(planned, columns),
        _waiting(planned, columns),
        _notes(planned, columns),
        _load(planned),
        _proof(planned, columns),
    ]
    return "\n\n".join(part for part in parts if part)


def _headline(planned: Planned, columns: int) -> str:
    plan, problem = planned.plan, planned.problem
    left = [u for u in plan.unplaced if u.conflicts[0].code not in SETTLED]
    word = "PLANNED" if not left else "NOT ALL PLANNED"
    years = sorted({p.building.calendar.school_year for p in problem.places})
    drills = several(len(plan.placements), "drill")
    where = several(len(problem.places), "building")
    said = f"{drills} for {where} of {problem.name} in {listed(years)}."
    if not left:
        said += " Everything that the law asks for has its day."
    else:
        short = several(len(left), "window")
        said += f" {short} of the law cannot be met as things stand; why is said below."
    text = wrapped(f"{word}: {said}", "", "", columns)
    return text.replace(word, click.style(word, fg="red" if left else "green", bold=True), 1)


def _months(planned: Planned, columns: int) -> str:
    names = {p.id: p.building.name for p in planned.problem.places}
    officers = {o.id: o for o in planned.problem.officers}
    by_month: dict[tuple[int, int], list[Placement]] = defaultdict(list)
    for one in planned.plan.placements:
        by_month[one.drill.date.year, one.drill.date.month].append(one)
    blocks = []
    for (year, month), rows in sorted(by_month.items()):
        first = date(year, month, 1)
        lines = [click.style(f"{first:%B} {year}", bold=True)]
        before: date | None = None
        for one in rows:
            drill = one.drill
            day = f"{drill.date:%a} {drill.date.day:>2}" if drill.date != before else ""
            before = drill.date
            at = f"{drill.time:%H:%M}" if drill.time else "     "
            name = _cut(names[one.building], NAME)
            there = [officers[o] for o in one.officers if o in officers]
            kinds = {o.kind for o in there}
            extra = [*_qualities(drill, kinds), *(f"with {o.name}" for o in there)]
            if one.pinned:
                extra.append("pinned")
            words = ", ".join([_drill(drill), *extra])
            start = f"  {day:<6}  {at}  {name:<{NAME}}  "
            lines.append(wrapped(words, start, columns=columns))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _counted(planned: Planned) -> str:
    """Where there are many buildings: how many drills a month, and on the fullest day."""
    days = Counter(p.drill.date for p in planned.plan.placements)
    months: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in days:
        months[day.year, day.month].append(day)
    lines = [click.style("Drills a month (each of them: --format csv)", bold=True)]
    for (year, month), mine in sorted(months.items()):
        total, most = sum(days[d] for d in mine), max(days[d] for d in mine)
        lines.append(
            f"  {date(year, month, 1):%B %Y}".ljust(20) + f"{total:>7,}  at most {most} a day"
        )
    return "\n".join(lines)


def _drill(drill: Drill) -> str:
    words = type_words(drill.type) if drill.type != "other" else drill.title
    return words[:1].upper() + words[1:]


def _qualities(drill: Drill, kinds: set[str]) -> list[str]:
    """What must be so for the drill to count, in words, where it is out of the ordinary.

    An officer who is named says by coming that police or fire are there.
    """
    said = []
    for name, (column, value) in COLUMNS.items():
        if name in ("whole_building", "alarm_sounded", "on_the_grounds"):
            continue
        if KIND_OF_COLUMN.get(column) in kinds:
            continue
        if name == "lunch_or_assembly" and drill.situation == "lunch":
            said.append("at lunch")
            continue
        if getattr(drill, column) == value and name in WITH_QUALITY:
            said.append(WITH_QUALITY[name])
    if drill.situation == "passing":
        said.append("while pupils change rooms")
    return said


def _not_placed(planned: Planned, columns: int) -> str:
    left = [u for u in planned.plan.unplaced if u.conflicts[0].code not in SETTLED]
    if not left:
        return ""
    proven = " (no plan can)" if all(u.proven for u in left) else ""
    lines = [click.style(f"Cannot be placed{proven}", fg="red", bold=True)]
    for one in left:
        lines.append(wrapped(_unplaced(planned, one), "  - ", columns=columns))
    return "\n".join(lines)


def _waiting(planned: Planned, columns: int) -> str:
    """What no plan can mend: windows that closed before, and facts that are missing."""
    left = [u for u in planned.plan.unplaced if u.conflicts[0].code in SETTLED]
    if not left:
        return ""
    lines = [click.style("Not for a plan to mend", bold=True)]
    for one in left:
        lines.append(wrapped(_unplaced(planned, one), "  - ", columns=columns))
    return "\n".join(lines)


def _unplaced(planned: Planned, one: Unplaced) -> str:
    place = next(p for p in planned.problem.places if p.id == one.building)
    rule = planned.problem.packs[place.building.jurisdiction].rule(one.requirement)
    count = "" if one.needed is None else f" ({one.placed} of {one.needed})"
    return f"{place.building.name}, {rule.name}{count}: {one.why}"


def _notes(planned: Planned, columns: int) -> str:
    notes = planned.plan.notes
    if not notes:
        return ""
    lines = [click.style("Pinned all the same", bold=True)]
    for note in notes:
        text = f"{note.names[0]}: {note.sentence}."
        lines.append(wrapped(text, "  - ", columns=columns))
    return "\n".join(lines)


def _load(planned: Planned) -> str:
    """How much each officer has, and when most."""
    officers = planned.problem.officers
    if not officers:
        return ""
    lines = [click.style("Who is where", bold=True)]
    longest = min(NAME, max(len(o.name) for o in officers))
    for officer in officers:
        days = Counter(
            (p.drill.date, p.drill.time)
            for p in planned.plan.placements
            if officer.id in p.officers
        )
        drills = len(days)
        on = len({day for day, _ in days})
        told = f"{several(drills, 'drill')} on {several(on, 'day')}" if drills else "no drill"
        lines.append(f"  {_cut(officer.name, longest):<{longest}}  {told}")
    return "\n".join(lines)


def _proof(planned: Planned, columns: int) -> str:
    """What the solver says about the best that any plan could do."""
    bound = planned.bound
    if bound is None:
        return ""
    if not bound.plan:
        text = "Proven: nothing is left short, so no plan places more."
    elif bound.proven:
        text = f"Proven: every plan leaves {several(bound.plan, 'drill')} short, window by window."
    else:
        text = (
            f"This plan leaves {several(bound.plan, 'drill')} short, window by window; the "
            f"solver proves that every plan leaves {bound.at_least} or more."
        )
    if planned.gap is not None:
        text += (
            f" What was wished for costs it {planned.gap.points:,} points; every plan of "
            f"these drills costs {planned.gap.at_least:,} or more."
        )
    return wrapped(text, columns=columns)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
