"""Contents of a workbook made of values alone, for golden grids: one district, two buildings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from drills.actions.keep_verdicts import judge_building, summarise
from drills.compliance.loading import load_pack
from drills.compliance.reasons import explain
from drills.facts import Building, Drill
from drills.workbooks.contents import (
    Batch,
    CalendarLine,
    Contents,
    EvidenceEntry,
    JudgedBuilding,
    JudgedRequirement,
    LogEntry,
    Witness,
)
from tests import make

AS_OF = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 12, 5)  # noqa: DTZ001 - a cell knows no zone
NASTY_NOTE = '=HYPERLINK("http://evil.example";"x")\r\nniños 🔥 _x000D_ \x07' + "muy largo " * 900
SHA = "ab" * 32
EVERYWHERE = "All buildings"


def judged(building: Building, drills: list[Drill], as_of: date = AS_OF) -> JudgedBuilding:
    """A building judged as the action judges it."""
    requirements, verdict = judge_building(
        load_pack(building.jurisdiction), building, drills, as_of
    )
    kept = summarise(verdict, building.calendar)
    risky = {cell["id"] for cell in kept["cells"] if cell["at_risk"]}
    rows = tuple(
        JudgedRequirement(
            r, v, explain(r, v, drills, as_of, building.calendar), at_risk=v.id in risky
        )
        for r, v in zip(requirements, verdict.requirements, strict=True)
    )
    return JudgedBuilding(building, verdict, rows, kept["next_due"])


def good_drills() -> list[Drill]:
    """A Connecticut autumn that is in order up to November 24."""
    return [
        make.make_drill("2026-09-10"),
        make.make_drill("2026-10-06", at="13:10"),
        make.make_drill("2026-10-20", "lockdown", at="09:40"),
        make.make_drill("2026-11-05", at="11:00", notes=NASTY_NOTE),
    ]


def late_drills() -> list[Drill]:
    """September missed; one drill on a Saturday; November not held yet."""
    return [
        make.make_drill("2026-10-06"),
        make.make_drill("2026-11-07"),
        make.make_drill("2026-11-10", "lockdown", at=None),
    ]


def contents(**changes: Any) -> Contents:
    """Bedford in order, =Coleman not, with a log, two files and a calendar."""
    good = make.make_building(name="Bedford Middle", grades=("6", "8"))
    late = make.make_building(name="=Coleman Elementary")
    log = [
        LogEntry(b.name, d, number, "submitted", "Robin Example, Principal", AT, False, 0)
        for number, (b, d) in enumerate(
            [*((good, d) for d in good_drills()), *((late, d) for d in late_drills())], 1
        )
    ]
    file = EvidenceEntry(
        building=good.name,
        record=4,
        held_on=date(2026, 11, 5),
        type="fire",
        name="#N/A roster.jpg",
        kind="image/jpeg",
        size=118_540,
        pages=None,
        represents_on=date(2026, 11, 5),
        uploaded_at=AT,
        uploaded_by="Robin Example",
        sha256=SHA,
        original_sha256="cd" * 32,
    )
    values: dict[str, Any] = {
        "district": "Westbrook & Söhne",
        "state": "US-CT",
        "zone": "America/New_York",
        "year": "2026-27",
        "as_of": AS_OF,
        "exported_by": "Dana Whitfield, Director",
        "exported_at": AT,
        "pack": load_pack("US-CT"),
        "witness": Witness(17, "9f" * 32),
        "calendar": (
            CalendarLine(EVERYWHERE, "School year", date(2026, 9, 2), date(2027, 6, 11), "", 180),
            CalendarLine(
                EVERYWHERE, "No school", date(2026, 11, 26), date(2026, 11, 27), "+Thanksgiving"
            ),
        ),
        "settings": {},
    }
    parts = {
        "buildings": (judged(good, good_drills()), judged(late, late_drills())),
        "log": tuple(log),
        "evidence": (file,),
    }
    parts |= {name: changes.pop(name) for name in Batch.__dataclass_fields__ if name in changes}
    batch = Batch(**parts)
    values |= {"batches": (batch,), "total": len(batch.buildings)}
    return Contents(**{**values, **changes})
