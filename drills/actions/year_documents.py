"""A building's school year as one document: its facts, calendar and excuses (the keys of
building.yaml), the drills that count, what each rule came to, what was said of windows.

Closing a year keeps these documents, and reading the year again makes them anew; what
differs between two is year_difference.py's. Notes are left out: their words may have to be
removed lawfully, and no rule reads them. Drills go by their calendar's UID, which is the same
in every installation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from drills.actions.flag_rules import Asking, asked_from
from drills.actions.keep_verdicts import like, summarise, unanswered
from drills.actions.law import law_of
from drills.compliance.dating import requirements_for
from drills.compliance.judging import judge
from drills.compliance.pack import Requirement
from drills.compliance.verdict import NEEDS_DECISION, RequirementVerdict
from drills.exchange.building_file import building_values
from drills.exchange.log_columns import LOG_COLUMNS
from drills.facts import Drill
from drills.store.buildings import read_buildings
from drills.store.calendars import read_calendars
from drills.store.closed_years import read_uids
from drills.store.flagged import read_flag_answers
from drills.store.records import read_held
from drills.store.tables import WindowAnswerRow
from drills.store.window_answers import EXCUSED, answered_windows, read_answers, waivers_of

NOT_KEPT = ("notes",)


@dataclass(frozen=True, slots=True)
class JudgedYear:
    """A building's year, judged. ``missed``: windows that nobody answered for; ``decide``:
    rules that wait for a fact or a recorded value. ``records``: record by the drill's UID.
    ``questions``: plausibility flags that nobody answered, where they were asked for."""

    building_id: int
    name: str
    status: str
    document: dict[str, Any]
    missed: int
    decide: int
    records: Mapping[str, int]
    questions: int = 0


def judged_years(
    district_id: int,
    year: str,
    as_of: date,
    only: int | None = None,
    *,
    asking: bool = False,
) -> list[JudgedYear]:
    """Every building of a school year as it reads now, as of a day, by name; ``only``
    narrows to one, ``asking`` counts the open questions. The number of queries does not grow
    with buildings."""
    common = read_calendars(district_id, year).common
    if common is None:
        return []
    pack = law_of(district_id)
    ids = None if only is None else [only]
    buildings = read_buildings(district_id, year, ids, closed_since=common.last_day)
    held = read_held(buildings, year, from_january=pack.looks_back)
    answers = read_answers(buildings, year)
    uids = read_uids(int(drill.ref or 0) for drills in held.values() for drill in drills)
    asks = Asking(district_id, buildings, year, pack) if asking else None
    said = read_flag_answers(uids) if asking else {}
    made: dict[Any, tuple[Requirement, ...]] = {}  # like buildings share their requirements
    found = []
    for id_, building in buildings.items():
        key = like(building)
        if key not in made:
            made[key] = requirements_for(pack, building)
        requirements = made[key]
        drills, rows = held.get(id_, []), answers.get(id_, [])
        waivers = waivers_of(rows)
        verdict = judge(
            requirements,
            drills,
            as_of,
            calendar=building.calendar,
            records_begin=building.records_begin,
            waivers=waivers,
        )
        cells = summarise(verdict, building.calendar, answered_windows(rows))["cells"]
        deciding = [c for c, r in zip(cells, verdict.requirements, strict=True) if r.decides]
        document = {
            "building": plain(building_values(building, waivers)),
            "log": [drill_words(drill, uids.get(int(drill.ref or 0), "")) for drill in drills],
            "status": verdict.status,
            "requirements": [
                rule_words(requirement, one)
                for requirement, one in zip(requirements, verdict.requirements, strict=True)
            ],
            "answers": [answer_words(row) for row in rows if row.kind != EXCUSED],
        }
        records = {uids[int(drill.ref or 0)]: int(drill.ref or 0) for drill in drills}
        missed = sum(len(unanswered(cell)) for cell in deciding)
        decide = sum(cell["status"] == NEEDS_DECISION for cell in deciding)
        flags = asked_from(asks.kept(building, drills, requirements), said) if asks else []
        questions = sum(not flag.answered for flag in flags)
        found.append(
            JudgedYear(
                id_, building.name, verdict.status, document, missed, decide, records, questions
            )
        )
    return found


def drill_words(drill: Drill, uid: str) -> dict[str, Any]:
    """A drill as the columns of a log that say something, with its UID."""
    values = {c.name: getattr(drill, c.name) for c in LOG_COLUMNS if c.name not in NOT_KEPT}
    return {"uid": uid, **{n: plain(v) for n, v in values.items() if v is not None and v != ""}}


def drill_of(words: Mapping[str, Any]) -> Drill:
    """The drill that drill_words told."""
    values = {name: value for name, value in words.items() if name != "uid"}
    values["date"] = date.fromisoformat(values["date"])
    if "time" in values:
        values["time"] = time.fromisoformat(values["time"])
    if "parents_notified_on" in values:
        values["parents_notified_on"] = date.fromisoformat(values["parents_notified_on"])
    return Drill(**values)


def rule_words(requirement: Requirement, found: RequirementVerdict) -> dict[str, Any]:
    """What a rule came to, with its windows."""
    return {
        "id": found.id,
        "name": requirement.rule.name,
        "citation": requirement.rule.citation,
        "status": found.status,
        "counted": found.counted,
        "needed": found.needed,
        "advisory": found.advisory,
        "missing": list(found.missing),
        "windows": [
            {
                "opens": window.opens.isoformat(),
                "due": window.due.isoformat(),
                "needed": window.needed,
                "counted": window.counted,
                "status": window.status,
                "drills": [drill.date.isoformat() for drill in window.drills],
            }
            for window in found.windows
        ],
    }


def answer_words(row: WindowAnswerRow) -> dict[str, Any]:
    """A window that was made up or answered for."""
    return {
        "requirement": row.requirement,
        "opens": row.opens.isoformat(),
        "due": row.due.isoformat(),
        "kind": row.kind,
        "words": row.words,
        "by": row.giver_name,
    }


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(one) for one in value]
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value
