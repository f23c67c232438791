"""Import a checked template: buildings, people and past drills in one change, or nothing.

What would be added is checked anew inside the write, and must be what the person was shown.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

from drills.actions.allowed import allowed_today
from drills.actions.change import Change, change
from drills.actions.import_check import check_import
from drills.actions.import_found import Checked, NewBuilding, NewPerson, PastDrill
from drills.actions.manage_people import role_row
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.written import Written, answers_of, fill_record
from drills.permissions import Grant, Person
from drills.store.calendars import read_years, year_among, year_label
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.imports import lock_upload, read_upload
from drills.store.people import hold_district
from drills.store.tables import BuildingRow, BuildingYearRow, DrillRow, PersonRow, RecordRow
from drills.workbooks.package import NotATemplate
from drills.workbooks.reading import Filled, read_template


@dataclass(frozen=True, slots=True)
class Imported:
    """How much came in."""

    buildings: int
    people: int
    drills: int


def preview_import(by: Person, now: datetime, import_id: int) -> tuple[str, Checked]:
    """The name of a waiting file and what its import would do.

    Raises NotAllowed, or Refused("imported_already") or Refused("import_…").
    """
    allowed_today(by, now, "set_up")
    name, filled = _waiting(by, import_id)
    return name, check_import(by, now, filled)


def confirm_import(by: Person, now: datetime, import_id: int, seen: str) -> Imported:
    """Import a waiting file. ``seen``: the fingerprint of the preview that is confirmed.

    Raises NotAllowed, Refused where something must be mended, or ChangedMeanwhile where
    the district is no longer as the preview showed it.
    """
    _, filled = _waiting(by, import_id)  # parsed before the write, so that it stays short
    try:
        with change(by, now) as it:
            today = allowed_today(by, now, "set_up")
            hold_district(by.district_id)
            upload = lock_upload(import_id, by.district_id)
            if upload is None:
                raise NotAllowed
            if upload.imported_at is not None:
                raise Refused("imported_already")
            found = check_import(by, now, filled)
            if found.faults:
                raise Refused("import_faults")
            if found.fingerprint != seen:
                raise ChangedMeanwhile("import_changed")
            if not found.adds:
                raise Refused("import_nothing")
            year = year_among(read_years(by.district_id), today) or year_label(today)
            ids = _add_buildings(it, by, year, found.buildings)
            _add_people(it, by, now, found.people, ids)
            _add_drills(it, by, now, found.drills, ids)
            done = Imported(len(found.buildings), len(found.people), len(found.drills))
            it.note(
                "import.confirmed",
                f"import:{upload.id}",
                name=upload.name,
                sha256=hashlib.sha256(upload.content).hexdigest(),
                buildings=done.buildings,
                people=done.people,
                drills=done.drills,
            )
            # What it said is in the rows now; the file itself holds addresses for nothing.
            upload.imported_at, upload.content = now, b""
            it.rejudge({ids.get(d.building, d.building) for d in found.drills} | set(ids.values()))
            return done
    except CLASHES:
        raise ChangedMeanwhile("import_changed") from None


def _waiting(by: Person, import_id: int) -> tuple[str, Filled]:
    upload = read_upload(import_id, by.district_id)
    if upload is None:
        raise NotAllowed
    if upload.imported_at is not None:
        raise Refused("imported_already")
    try:
        return upload.name, read_template(upload.content)
    except NotATemplate as wrong:
        raise Refused(f"import_{wrong.code}") from None


def _add_buildings(
    it: Change, by: Person, year: str, buildings: list[NewBuilding]
) -> dict[int, int]:
    """The rows of the new buildings; gives each ref's id."""
    ids: dict[int, int] = {}
    for new in buildings:
        entry = new.entry
        row = BuildingRow(
            district_id=by.district_id,
            key=entry.key,
            name=entry.name,
            sort_name=entry.name.casefold(),
            address=entry.address,
        )
        db.session.add(row)
        db.session.flush()
        facts = {k: list(v) if isinstance(v, tuple) else v for k, v in sorted(entry.facts.items())}
        begin = entry.records_begin
        db.session.add(
            BuildingYearRow(building_id=row.id, year=year, facts=facts, records_begin=begin)
        )
        ids[new.ref] = row.id
        after = {
            "name": row.name,
            "address": row.address,
            "facts": facts,
            "records_begin": begin.isoformat() if begin else None,
        }
        it.note(
            "building.added",
            f"building:{row.id}",
            key=row.key,
            year=year,
            after=after,
            imported=True,
        )
    return ids


def _add_people(
    it: Change, by: Person, now: datetime, people: list[NewPerson], ids: dict[int, int]
) -> None:
    """People without a password; the invitation is sent by hand, when they are to begin."""
    for new in people:
        entry = new.entry
        grants = [_with_ids(grant, ids) for grant in entry.grants]
        row = PersonRow(
            district_id=by.district_id,
            name=entry.name,
            sort_name=entry.name.casefold(),
            title=entry.title,
            email=entry.email,
            created_at=now,
            roles=[role_row(grant) for grant in grants],
        )
        db.session.add(row)
        db.session.flush()
        it.note(
            "person.added",
            f"person:{row.id}",
            name=entry.name,
            title=entry.title,
            email=entry.email,
            roles=[_said(grant) for grant in grants],
            imported=True,
        )


def _with_ids(grant: Grant, ids: dict[int, int]) -> Grant:
    if grant.buildings is None:
        return grant
    buildings = frozenset(ids.get(ref, ref) for ref in grant.buildings)
    return Grant(grant.role, buildings, grant.starts, grant.ends)


def _said(grant: Grant) -> dict[str, object]:
    return {
        "role": grant.role,
        "buildings": "all" if grant.buildings is None else sorted(grant.buildings),
        "starts": grant.starts.isoformat() if grant.starts else None,
        "ends": grant.ends.isoformat() if grant.ends else None,
    }


def _add_drills(
    it: Change, by: Person, now: datetime, drills: list[PastDrill], ids: dict[int, int]
) -> None:
    """Each past drill as a submitted record that says that it was imported."""
    for past in drills:
        held = past.drill
        written = Written(held, answers_of(held), {}, [], "")
        drill = DrillRow(
            uid=f"{uuid.uuid4()}@drills",
            district_id=by.district_id,
            year=past.year,
            type=held.type,
            title=held.title,
            planned_on=held.date,
            planned_at=held.time,
            announced=held.announced,
            told_beforehand=held.told_beforehand,
            state="held",
            spontaneous=True,
            created_at=now,
            created_by=by.id or None,
            changed_at=now,
        )
        record = RecordRow(
            building_id=ids.get(past.building, past.building),
            client_key=past.key,
            state="submitted",
            imported=True,
            recorded_at=now,
            submitted_at=now,
            submitted_by=by.id or None,
            recorded_by=by.id or None,
            recorder_name=past.recorded_by or by.name,
            recorder_title="" if past.recorded_by else by.title,
        )
        fill_record(record, written)
        drill.records.append(record)
        db.session.add(drill)
        db.session.flush()
        it.note(
            "record.imported",
            f"record:{record.id}",
            drill=drill.id,
            building=record.building_id,
            type=drill.type,
            **written.said(),
        )
