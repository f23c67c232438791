"""How a closed year stood: for one batch of buildings of the workbook each rule as closed,
beside the same rule as the export reads it; and for a bundle what was kept, as files."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from drills.actions.export_story import by as told_by
from drills.actions.year_documents import drill_of
from drills.compliance.verdict import OUTSIDE_THE_VERDICT
from drills.exchange import bundle
from drills.exchange.building_file import written_values
from drills.exchange.drill_log import write_log
from drills.store.buildings import read_building_rows
from drills.store.closed_years import read_closed_buildings, read_closings, read_kept_law
from drills.store.tables import ClosedYearRow
from drills.workbooks.contents import ClosedEntry, Closing, JudgedBuilding
from drills.workbooks.phrases import count_words

AT_ONCE = 50  # buildings in memory


def closing_to_tell(district_id: int, year: str, as_of: date) -> ClosedYearRow | None:
    """The last closing of the year; None where the export judges as of a day before it."""
    closings = read_closings(district_id, year)
    return closings[-1] if closings and closings[-1].as_of <= as_of else None


def closing_told(row: ClosedYearRow, zone: ZoneInfo) -> Closing:
    """What the workbook says of a closing."""
    at: datetime = row.closed_at.astimezone(zone).replace(tzinfo=None, microsecond=0)
    by = told_by(row.closer_name, row.closer_title)
    return Closing(row.number, at, by, row.as_of, row.sha256, row.reason)


def as_closed(
    closing: ClosedYearRow, judged: Mapping[int, JudgedBuilding]
) -> Iterator[ClosedEntry]:
    """The rules of some buildings, as closed and as read now. One query."""
    for row in read_closed_buildings(closing.id, judged):
        one = judged[row.building_id]
        now = {r.verdict.id: r for r in one.rows}
        then = {rule["id"]: rule for rule in row.kept["requirements"]}
        for id_ in dict.fromkeys([*then, *now]):
            was, new = then.get(id_), now.get(id_)
            statuses = {was["status"] if was else None, new.verdict.status if new else None}
            if statuses <= {*OUTSIDE_THE_VERDICT, None}:
                continue
            yield ClosedEntry(
                one.name,
                was["name"] if was else new.requirement.rule.name,  # type: ignore[union-attr]
                id_,
                was["status"] if was else None,
                _counted(was),
                new.verdict.status if new else None,
                count_words(new.verdict.counted, new.verdict.needed) if new else "",
            )


def _counted(rule: Mapping[str, Any] | None) -> str:
    return count_words(rule["counted"], rule["needed"]) if rule else ""


def closed_files(
    district_id: int,
    year: str,
    number: int,
    jurisdiction: str,
    only: Collection[int] | None = None,
) -> Iterator[tuple[str, str]]:
    """What a closing kept, as paths and texts of a bundle: building.yaml and log.csv, by which
    `flask check` repeats the verdict, the verdict itself, and the files of law. ``only``
    narrows to some buildings."""
    row = read_closings(district_id, year)[number - 1]
    laws = read_kept_law(district_id, [sha256 for _, sha256 in row.law])
    for layer, sha256 in row.law:
        yield f"closed/{bundle.law_path(layer, jurisdiction)}", laws[sha256]
    rows = read_building_rows(district_id, with_closed=True)
    keys = {building.id: building.key for building in rows}
    ids = [
        one.building_id
        for one in read_closed_buildings(row.id, whole=False)
        if only is None or one.building_id in only
    ]
    for start in range(0, len(ids), AT_ONCE):
        for one in read_closed_buildings(row.id, ids[start : start + AT_ONCE]):
            folder = bundle.closed_folder(keys[one.building_id])
            yield f"{folder}/building.yaml", written_values(one.kept["building"])
            yield f"{folder}/log.csv", write_log(map(drill_of, one.kept["log"]))
            verdict = {
                "as_of": row.as_of.isoformat(),
                "closed": row.number,
                "sha256": one.sha256,
                **{name: one.kept[name] for name in ("status", "requirements", "answers")},
            }
            yield f"{folder}/verdict.json", json.dumps(verdict, indent=1, ensure_ascii=False)
