"""Keeps today's verdict of each building, so that a page reads and does not judge.

Called from a change, before its commit, and by the nightly job. Never commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from drills.actions.flag_rules import Asking
from drills.actions.law import law_of
from drills.compliance.dating import requirements_for
from drills.compliance.judging import judge
from drills.compliance.pack import Pack, Requirement
from drills.compliance.verdict import (
    MET,
    MISSED,
    NEEDS_DECISION,
    OPEN,
    UPCOMING,
    RequirementVerdict,
    Verdict,
)
from drills.facts import Building, Calendar, Waiver
from drills.store.buildings import read_buildings
from drills.store.calendars import year_on
from drills.store.records import read_held
from drills.store.verdicts import replace_kept
from drills.store.window_answers import answered_windows, read_answers, waivers_of

AT_RISK_SCHOOL_DAYS = 10
RANK_MISSED, RANK_DECIDE, RANK_AT_RISK, RANK_OPEN, RANK_MET, RANK_ANSWERED = range(6)
NOTHING: Mapping[tuple[str, date, date], str] = {}


def like(building: Building) -> tuple[Any, ...]:
    """What makes two buildings alike before the law: all but name, size and records_begin."""
    facts = {
        name: value
        for name, value in vars(building).items()
        if name not in ("name", "calendar", "records_begin", "enrollment", "settings")
    }
    return (
        id(building.calendar),
        tuple(sorted(facts.items(), key=str)),
        tuple(sorted(building.settings.items())),
    )


def keep_verdicts(
    district_id: int, today: date, now: datetime, only: Iterable[int] | None = None
) -> int:
    """Judge buildings as of today and keep what was found. Returns how many were judged.

    ``only`` narrows to these ids. The number of queries does not grow with buildings.
    """
    wanted = None if only is None else set(only)
    rows = [
        {
            "building_id": found["building_id"],
            "district_id": district_id,
            "as_of": today,
            "judged_at": now,
            **{key: found[key] for key in KEPT},
        }
        for found in judge_district(district_id, today, wanted, asking=True)
    ]
    replace_kept(district_id, wanted, rows)
    return len(rows)


KEPT = ("year", "status", "rank", "next_due", "pack_version", "cells", "flags")


def judge_district(
    district_id: int,
    as_of: date,
    only: Iterable[int] | None = None,
    year: str | None = None,
    pack: Pack | None = None,
    asking: bool = False,
) -> list[dict[str, Any]]:
    """Each building of the district judged as of a day, by name: building_id, name, and
    what summarise gives. Like buildings share their requirements. The school year is that
    of the day, and the law the district's own, unless others are given. ``asking``: with
    the plausibility flags of each, as flags."""
    year = year or year_on(district_id, as_of)
    if year is None:
        return []
    buildings = read_buildings(district_id, year, only)
    pack = pack or law_of(district_id)
    held = read_held(buildings, year, from_january=pack.looks_back)
    answers = read_answers(buildings, year)
    asks = Asking(district_id, buildings, year, pack) if asking else None
    made: dict[tuple[Any, ...], tuple[Requirement, ...]] = {}
    found = []
    for building_id, building in buildings.items():
        key = like(building)
        if key not in made:
            made[key] = requirements_for(pack, building)
        verdict = judge(
            made[key],
            held.get(building_id, ()),
            as_of,
            calendar=building.calendar,
            records_begin=building.records_begin,
            waivers=waivers_of(answers.get(building_id, ())),
        )
        found.append(
            {
                "building_id": building_id,
                "name": building.name,
                "year": year,
                "pack_version": pack.version,
                **summarise(
                    verdict,
                    building.calendar,
                    answered_windows(answers.get(building_id, ())),
                ),
                "flags": asks.kept(building, held.get(building_id, ()), made[key]) if asks else [],
            }
        )
    return found


def summarise(
    verdict: Verdict, calendar: Calendar, answers: Mapping[tuple[str, date, date], str] = NOTHING
) -> dict[str, Any]:
    """The columns status, rank, next_due and cells of a kept verdict. ``answers`` are the
    windows that were made up or answered for: they stay missed and press no more."""
    cells = [_cell(r, verdict.as_of, calendar, answers) for r in verdict.requirements]
    deciding = [c for c, r in zip(cells, verdict.requirements, strict=True) if r.decides]
    dues = [c["next_due"] for c in deciding if c["next_due"]]
    at_risk = any(c["at_risk"] for c in deciding)
    rank = {MISSED: RANK_MISSED, NEEDS_DECISION: RANK_DECIDE, OPEN: RANK_OPEN}.get(
        verdict.status, RANK_MET
    )
    if rank == RANK_MISSED and not any(unanswered(c) for c in deciding):
        asked = any(r.status == NEEDS_DECISION for r in verdict.requirements if r.decides)
        rank = RANK_DECIDE if asked else RANK_AT_RISK if at_risk else RANK_ANSWERED
    if rank == RANK_OPEN and at_risk:
        rank = RANK_AT_RISK
    return {
        "status": verdict.status,
        "rank": rank,
        "next_due": date.fromisoformat(min(dues)) if dues else None,
        "cells": cells,
    }


def unanswered(cell: dict[str, Any]) -> list[dict[str, Any]]:
    """The windows of a cell that were missed, and that nobody has answered for."""
    return [window for window in cell["missed"] if not window.get("answered")]


def _cell(
    requirement: RequirementVerdict,
    today: date,
    calendar: Calendar,
    answers: Mapping[tuple[str, date, date], str],
) -> dict[str, Any]:
    due = requirement.next_due
    left = None
    if due is not None:
        left = calendar.school_days_between(today, due)
    next_ones = [w for w in requirement.windows if w.due == due and w.status in (OPEN, UPCOMING)]
    short = next((w for w in next_ones if w.status == OPEN), None)
    return {
        "id": requirement.id,
        "status": requirement.status,
        "counted": requirement.counted,
        "needed": requirement.needed,
        "advisory": requirement.advisory,
        "next_due": due.isoformat() if due else None,
        "school_days_left": left,
        "at_risk": bool(
            short is not None
            and left is not None
            and left <= AT_RISK_SCHOOL_DAYS
            and requirement.status != MET
        ),
        # How many the next last day still wants.
        "short": max((w.needed or 1) - w.counted for w in next_ones) if next_ones else 0,
        "comparator": requirement.comparator,
        "missing": list(requirement.missing),
        "missed": [
            {
                "opens": w.opens.isoformat(),
                "due": w.due.isoformat(),
                "needed": w.needed,
                "counted": w.counted,
                "label": w.label,
                "answered": answers.get((requirement.id, w.opens, w.due), ""),
            }
            for w in requirement.windows
            if w.status == MISSED
        ],
    }


def judge_building(
    pack: Pack,
    building: Building,
    held: Iterable[Any],
    as_of: date,
    waivers: Sequence[Waiver] = (),
) -> tuple[tuple[Requirement, ...], Verdict]:
    """One building judged by a law as of any day, with its dated requirements, for a page."""
    requirements = requirements_for(pack, building)
    verdict = judge(
        requirements,
        held,
        as_of,
        calendar=building.calendar,
        records_begin=building.records_begin,
        waivers=waivers,
    )
    return requirements, verdict
