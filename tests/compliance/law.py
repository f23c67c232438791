"""Small packs for tests: one rule or a few, written as a pack writes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from drills.compliance.dating import requirements_for
from drills.compliance.judging import judge
from drills.compliance.loading import read_pack
from drills.compliance.pack import Pack, Requirement
from drills.compliance.verdict import Verdict
from drills.facts import Building, Calendar, Drill, Span, Term

HEAD = """
schema = 1
jurisdiction = "US-EX"
name = "Example"
version = "1"
reviewed = 2026-11-21
applies_to = "All schools."

[[source]]
id = "code"
cite = "Example Code"
url = "https://law.example/"
read = "full"
"""

# Two hundred plain days: no holidays but the winter and spring breaks.
CALENDAR = Calendar(
    first_day=date(2025, 9, 2),
    last_day=date(2026, 6, 12),
    terms=(
        Term("fall", date(2025, 9, 2), date(2026, 1, 23)),
        Term("spring", date(2026, 1, 26), date(2026, 6, 12)),
    ),
    no_school=(
        Span(date(2025, 12, 24), date(2026, 1, 2)),
        Span(date(2026, 4, 6), date(2026, 4, 10)),
    ),
)
END = date(2026, 6, 30)


def rule(version: str, id: str = "rule", more: str = "", accepts: str = '["fire"]') -> str:
    """A requirement's table, around the numbers of one version."""
    return f"""
[[requirement]]
id = "{id}"
name = "{id}"
group = "fire"
summary = "The rule {id}."
accepts = {accepts}
citation = "§ 1"
source = "code"
confidence = "high"
{more}

[[requirement.version]]
{version}
"""


def pack(*rules: str, head: str = HEAD) -> Pack:
    """A pack of such rules. Raises PackError."""
    return read_pack((head + "".join(rules)).encode(), "us-ex.toml")


def setting(id: str, default: str | None = None, options: str = "") -> str:
    """A setting's table, to stand before the rules."""
    lines = [f'[[setting]]\nid = "{id}"\nasks = "How many?"\nwhy = "The law does not say."']
    if default is not None:
        lines.append(f'default = "{default}"')
    if options:
        lines.append(f"options = {options}")
    return "\n" + "\n".join(lines) + "\n"


def building(calendar: Calendar = CALENDAR, **changes: Any) -> Building:
    """A public elementary school."""
    facts: dict[str, Any] = {"ownership": "public", "grades": ("K", "5"), "enrollment": 420}
    return Building("Elm", "US-EX", calendar, **(facts | changes))


def drill(day: str, type: str = "fire", at: str = "", **changes: Any) -> Drill:
    """``drill("2025-09-10", at="10:00")``."""
    found = Drill(date.fromisoformat(day), type, **changes)
    return replace(found, time=time.fromisoformat(at)) if at else found


def dated(law: Pack, school: Building | None = None) -> tuple[Requirement, ...]:
    """The pack's requirements for a building."""
    return requirements_for(law, school or building())


def judged(
    law: Pack,
    drills: list[Drill],
    as_of: date | str = END,
    school: Building | None = None,
    **more: Any,
) -> Verdict:
    """The verdict of a building under a pack."""
    school = school or building()
    day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    begin = school.records_begin
    return judge(
        dated(law, school), drills, day, calendar=school.calendar, records_begin=begin, **more
    )


def spans(requirement: Requirement) -> list[tuple[str, str]]:
    """The windows' days, as text."""
    return [(str(w.opens), str(w.due)) for w in requirement.windows]
