"""Who comes to drills, and when nobody should drill: read as values, changed one by one.

Officers are people with that role, by the buildings that it covers, and agencies such as a
fire department, which have no account. Their ids are ``person:5`` and ``agency:2``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.plan_settings import KINDS
from drills.actions.refused import NotAllowed, Refused
from drills.facts import Span
from drills.permissions import OFFICER, Person
from drills.store.buildings import read_building_rows
from drills.store.database import db
from drills.store.people import person_from_row, read_people, read_person
from drills.store.planning import (
    read_away,
    read_blackout,
    read_officer_of,
    read_officer_row,
    read_officer_rows,
)
from drills.store.tables import BlackoutRow, OfficerAwayRow, OfficerRow, PersonRow

LONGEST_NAME = 120
LONGEST_WHY = 200
LONGEST_STRETCH = 400  # days


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which an officer cannot come."""

    id: int
    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody who comes to drills. ``covers`` None: all buildings of the district."""

    id: str
    name: str
    kind: str
    covers: frozenset[int] | None
    per_day: int | None = None
    away: tuple[Away, ...] = ()
    row_id: int | None = None
    person_id: int | None = None


def read_attending(district_id: int, today: date) -> list[Attending]:
    """Everybody who comes to drills from a day on: people by name, then agencies."""
    rows = read_officer_rows(district_id)
    known = {row.person_id: row for row in rows if row.person_id is not None}
    found = []
    for person in read_people(district_id):
        covers = _covers(person, today)
        if covers is None or covers:
            found.append(_person(person, covers, known.get(person.id)))
    for row in rows:
        if row.person_id is None and not row.gone:
            covers = None if row.building_ids is None else frozenset(row.building_ids)
            found.append(
                Attending(
                    f"agency:{row.id}", row.name, row.kind, covers, row.per_day, _away(row), row.id
                )
            )
    return found


def save_officer(by: Person, now: datetime, person_id: int, kind: str, per_day: int | None) -> None:
    """What kind of officer a person is, and at how many drills a day. Raises NotAllowed,
    Refused."""
    _check(kind, per_day)
    with change(by, now) as it:
        allowed_today(by, now, "plan_year")
        row = _row_of(by, person_id)
        if (row.kind, row.per_day) != (kind, per_day):
            row.kind, row.per_day = kind, per_day
            it.note("officer.saved", f"person:{person_id}", kind=kind, per_day=per_day)


def save_agency(
    by: Person,
    now: datetime,
    agency_id: int | None,
    name: str,
    kind: str,
    building_ids: Iterable[int] | None,
    per_day: int | None,
) -> int:
    """Add an agency that comes to drills, or change it; gives its id.

    ``building_ids`` None: it comes to all. Raises NotAllowed, or Refused by field.
    """
    said = " ".join(name.split())
    if not said or len(said) > LONGEST_NAME:
        raise Refused(name="officer_name_long" if said else "officer_name_missing")
    _check(kind, per_day)
    chosen = None if building_ids is None else sorted(set(building_ids))
    with change(by, now) as it:
        allowed_today(by, now, "plan_year")
        if chosen is not None:
            if not chosen:
                raise Refused(buildings="officer_buildings_missing")
            if len(read_building_rows(by.district_id, chosen)) != len(chosen):
                raise Refused(buildings="building_unknown")
        row = OfficerRow(district_id=by.district_id)
        if agency_id is not None:
            row = _agency(by, agency_id)
        row.name, row.kind, row.building_ids, row.per_day = said, kind, chosen, per_day
        db.session.add(row)
        db.session.flush()
        it.note("agency.saved", f"officer:{row.id}", kind=kind, buildings=chosen, per_day=per_day)
        return row.id


def end_agency(by: Person, now: datetime, agency_id: int) -> None:
    """An agency comes to drills no longer. Raises NotAllowed."""
    with change(by, now) as it:
        allowed_today(by, now, "plan_year")
        row = _agency(by, agency_id)
        row.gone = True
        it.note("agency.ended", f"officer:{row.id}")


def add_away(by: Person, now: datetime, officer: str, starts: date, ends: date, why: str) -> None:
    """Note days on which an officer (``person:5``, ``agency:2``) cannot come.

    Raises NotAllowed, or Refused by field.
    """
    reason = _stretch(starts, ends, why)
    with change(by, now) as it:
        allowed_today(by, now, "plan_year")
        sort, _, number = officer.partition(":")
        if sort not in ("person", "agency") or not number.isdecimal():
            raise Refused(officer="officer_wrong")
        row = _row_of(by, int(number)) if sort == "person" else _agency(by, int(number))
        row.away.append(OfficerAwayRow(starts=starts, ends=ends, why=reason))
        it.note("officer.away", officer, starts=starts.isoformat(), ends=ends.isoformat())


def remove_away(by: Person, now: datetime, away_id: int) -> None:
    """Take such days out again; a second time does nothing. Raises NotAllowed."""
    with change(by, now) as it:
        allowed_today(by, now, "plan_year")
        row = read_away(away_id, by.district_id)
        if row is not None:
            said = {"starts": row.starts.isoformat(), "ends": row.ends.isoformat()}
            it.note("officer.back", f"officer:{row.officer_id}", **said)
            db.session.delete(row)


def add_blackout(
    by: Person, now: datetime, building_id: int | None, starts: date, ends: date, why: str
) -> None:
    """Plan no drill on these days, in one building or in all. Raises NotAllowed, Refused."""
    reason = _stretch(starts, ends, why)
    with change(by, now) as it:
        allowed_today(by, now, "plan_year")
        if building_id is not None and not read_building_rows(by.district_id, [building_id]):
            raise Refused(building="building_unknown")
        row = BlackoutRow(
            district_id=by.district_id,
            building_id=building_id,
            starts=starts,
            ends=ends,
            why=reason,
        )
        db.session.add(row)
        db.session.flush()
        it.note(
            "blackout.added",
            f"blackout:{row.id}",
            starts=starts.isoformat(),
            ends=ends.isoformat(),
            building=building_id,
        )


def remove_blackout(by: Person, now: datetime, blackout_id: int) -> None:
    """Open these days again; a second time does nothing. Raises NotAllowed."""
    with change(by, now) as it:
        allowed_today(by, now, "plan_year")
        row = read_blackout(blackout_id, by.district_id)
        if row is not None:
            said = {"starts": row.starts.isoformat(), "ends": row.ends.isoformat()}
            it.note("blackout.removed", f"blackout:{row.id}", **said)
            db.session.delete(row)


def row_for(by: Person, officer: str) -> OfficerRow:
    """The row of an officer by id, made where there is none yet. Inside a change."""
    sort, _, number = officer.partition(":")
    return _row_of(by, int(number)) if sort == "person" else _agency(by, int(number))


def _covers(person: PersonRow, today: date) -> frozenset[int] | None:
    """The buildings that a person comes to as an officer, now or later; empty: none."""
    if person.left_on is not None and person.left_on <= today:
        return frozenset()
    covers: frozenset[int] = frozenset()
    for grant in person_from_row(person).grants:
        if grant.role == OFFICER and (grant.ends is None or grant.ends >= today):
            if grant.buildings is None:
                return None
            covers |= grant.buildings
    return covers


def _person(person: PersonRow, covers: frozenset[int] | None, row: OfficerRow | None) -> Attending:
    return Attending(
        f"person:{person.id}",
        person.name,
        row.kind if row else KINDS[0],
        covers,
        row.per_day if row else None,
        _away(row) if row else (),
        row.id if row else None,
        person.id,
    )


def _away(row: OfficerRow) -> tuple[Away, ...]:
    return tuple(Away(one.id, Span(one.starts, one.ends), one.why) for one in row.away)


def _row_of(by: Person, person_id: int) -> OfficerRow:
    person = read_person(person_id, by.district_id)
    if person is None or not any(role.role == OFFICER for role in person.roles):
        raise NotAllowed
    row = read_officer_of(person_id)
    if row is None:
        row = OfficerRow(district_id=by.district_id, person_id=person_id, kind=KINDS[0])
        db.session.add(row)
        db.session.flush()
    return row


def _agency(by: Person, agency_id: int) -> OfficerRow:
    row = read_officer_row(agency_id, by.district_id)
    if row is None or row.person_id is not None:
        raise NotAllowed
    return row


def _check(kind: str, per_day: int | None) -> None:
    if kind not in KINDS:
        raise Refused(kind="officer_kind_wrong")
    if per_day is not None and not 1 <= per_day <= 50:
        raise Refused(per_day="officer_per_day_wrong")


def _stretch(starts: date, ends: date, why: str) -> str:
    if ends < starts:
        raise Refused(ends="span_backwards")
    if (ends - starts).days > LONGEST_STRETCH:
        raise Refused(ends="span_long")
    reason = " ".join(why.split())
    if len(reason) > LONGEST_WHY:
        raise Refused(why="why_long")
    return reason
