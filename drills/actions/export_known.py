"""What was known by an earlier day beside what is known now, for one batch of buildings.

Records count as they did by the end of that day, with the words that they had then, and
excuses as far as they were given. Law, calendar and facts are those of the export: only what
people wrote down is turned back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from drills.actions.export_story import by, changed
from drills.actions.keep_verdicts import judge_building
from drills.compliance.pack import Pack
from drills.compliance.plain_words import type_words
from drills.facts import COUNTING, Drill, Waiver
from drills.store.records import drill_from_record
from drills.store.tables import DrillRow, RecordRow, RecordVersionRow, WindowAnswerRow
from drills.store.window_answers import waivers_of
from drills.store.year_story import read_counted_since, read_every_answer, read_versions_of
from drills.workbooks.contents import JudgedBuilding, LaterEntry

Pair = tuple[RecordRow, DrillRow]


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day is over in the district."""
    return datetime.combine(day + timedelta(1), time(), zone).astimezone(UTC)


class KnownThen:
    """The records and answers of some buildings, as they stood at the end of a day."""

    def __init__(
        self,
        district_id: int,
        building_ids: list[int],
        records: list[Pair],
        year: str,
        day: date,
        zone: ZoneInfo,
    ) -> None:
        self.end, self.zone = end_of(day, zone), zone
        ids = [record.id for record, _ in records]
        self.versions = read_versions_of(ids)
        self.events = read_counted_since(district_id, ids)
        self.answers = {
            id_: [row for row, _ in rows]
            for id_, rows in read_every_answer(building_ids, year).items()
        }
        self.records: dict[int, list[Pair]] = {}
        for record, drill in records:
            self.records.setdefault(record.building_id, []).append((record, drill))

    def later(
        self, pack: Pack, building_id: int, one: JudgedBuilding, as_of: date
    ) -> Iterator[LaterEntry]:
        """What differs of a building: verdicts first, then what brought it about."""
        pairs = self.records.get(building_id, [])
        own = {str(record.id) for record, _ in pairs}
        # Drills of the year before, for rules of the calendar year, are taken as they are.
        then = [drill for drill in one.drills if drill.ref not in own]
        then += [drill for pair in pairs if (drill := self._drill(pair)) is not None]
        waivers = self._waivers(building_id)
        if (sorted_by_ref(then), waivers) == (sorted_by_ref(one.drills), one.waivers):
            return
        _, verdict = judge_building(pack, one.building, then, as_of, waivers)
        for row, before in zip(one.rows, verdict.requirements, strict=True):
            now = row.verdict
            if (before.status, before.counted) != (now.status, now.counted):
                rule = row.requirement.rule
                yield LaterEntry(
                    one.name,
                    "requirement",
                    rule.name,
                    _standing(before.status, before.counted, before.needed),
                    _standing(now.status, now.counted, now.needed),
                )
        for pair in pairs:
            yield from self._record(one.name, pair)
        for answer in self.answers.get(building_id, ()):
            if answer.kind == "excused" and answer.given_at >= self.end:
                which = f"{answer.requirement}, {answer.opens} to {answer.due}"
                said_by = by(answer.giver_name, answer.giver_title)
                at = self._local(answer.given_at)
                yield LaterEntry(one.name, "excuse", which, "not given", answer.words, at, said_by)

    def _counted(self, record: RecordRow) -> bool:
        """Whether the record counted at the end of the day."""
        events = self.events.get(record.id)
        if events:
            return next((counts for at, counts in reversed(events) if at < self.end), False)
        since = record.submitted_at or record.recorded_at
        return record.state in COUNTING and since is not None and since < self.end

    def _version(self, record: RecordRow) -> RecordVersionRow | None:
        """What the record said then, where it was changed afterwards."""
        rows = self.versions.get(record.id, ())
        return next((row for row in rows if row.changed_at >= self.end), None)

    def _drill(self, pair: Pair) -> Drill | None:
        record, drill = pair
        if not self._counted(record):
            return None
        version = self._version(record)
        return drill_said(version.said, record) if version else drill_from_record(record, drill)

    def _waivers(self, building_id: int) -> tuple[Waiver, ...]:
        def given(row: WindowAnswerRow) -> bool:
            withdrawn = row.withdrawn_at is not None and row.withdrawn_at < self.end
            return row.given_at < self.end and not withdrawn

        return waivers_of(row for row in self.answers.get(building_id, ()) if given(row))

    def _record(self, building: str, pair: Pair) -> Iterator[LaterEntry]:
        record, drill = pair
        counted, counts = self._counted(record), record.state in COUNTING
        held = drill_from_record(record, drill)
        which = f"record {record.id}: {held.date}, {type_words(held.type)}"
        recorder = by(record.recorder_name, record.recorder_title)
        if counted != counts:
            since = record.submitted_at if counts else record.amended_at
            words = ("counted" if counted else "did not count", record.state.replace("_", " "))
            yield LaterEntry(building, "record", which, *words, self._local(since), recorder)
        version = self._version(record)
        if version is not None and counted:
            now = {**_said_now(held), "notes": record.notes}
            before = {name: version.said.get(name) for name in now}
            said_by = by(version.changer_name, version.changer_title)
            at = self._local(version.changed_at)
            what = changed(before, now) or "changed and changed back"
            yield LaterEntry(building, "amended record", which, "as before", what, at, said_by)

    def _local(self, at: datetime | None) -> datetime | None:
        return at.astimezone(self.zone).replace(tzinfo=None, microsecond=0) if at else None


def drill_said(said: Mapping[str, Any], record: RecordRow) -> Drill:
    """The drill that a version of a record told."""
    values = {name: said[name] for name in Drill.__dataclass_fields__ if name in said}
    for name in ("parents_notified_on",):
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    held_at = said.get("held_at")
    values |= {
        "date": date.fromisoformat(said["held_on"]),
        "time": time.fromisoformat(held_at) if held_at else None,
        "ref": str(record.id),
    }
    return Drill(**{name: value for name, value in values.items() if value is not None})


def sorted_by_ref(drills: Any) -> list[Drill]:
    """Drills in an order that says nothing."""
    return sorted(drills, key=lambda drill: drill.ref or "")


def _said_now(drill: Drill) -> dict[str, Any]:
    names = [n for n in Drill.__dataclass_fields__ if n not in ("date", "time", "ref", "notes")]
    found = {name: getattr(drill, name) for name in names}
    if drill.parents_notified_on:
        found["parents_notified_on"] = drill.parents_notified_on.isoformat()
    found["held_on"] = drill.date.isoformat()
    found["held_at"] = drill.time.isoformat() if drill.time else None
    return found


def _standing(status: str, counted: int | None, needed: int | None) -> str:
    words = status.replace("_", " ")
    if counted is None:
        return words
    return f"{words}, {counted} counted" + (f" of {needed}" if needed is not None else "")
