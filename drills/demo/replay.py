"""Does what happened, by the real actions, at the instant it happened.

Who does it: the principal in charge of the building that day; plans and calendar are the
safety director's and the administrator's.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from drills.actions.approve_records import MOST_AT_ONCE, approve_records, why_not
from drills.actions.attach_evidence import Upload, attach_evidence
from drills.actions.calendar_rules import DaysEntry
from drills.actions.cancel_drill import cancel_drill
from drills.actions.cannot_come import Absence, cannot_come
from drills.actions.change import change
from drills.actions.drill_plan import INTENDED, DrillPlan
from drills.actions.lock_records import lock_records
from drills.actions.log_drill import log_drill
from drills.actions.mark_not_held import mark_not_held
from drills.actions.move_drill import move_drill
from drills.actions.plan_drill import plan_drill
from drills.actions.plan_rules import plan_as_it_stands
from drills.actions.reset_password import Letter
from drills.actions.send_back import send_back
from drills.actions.snow_day import close_schools
from drills.demo import papers
from drills.demo.afterwards import Afterwards
from drills.demo.districts import DemoDistrict
from drills.demo.last_year import amend_last_year
from drills.demo.set_up import Known
from drills.demo.standing_in import arrange
from drills.demo.the_plan import Planned
from drills.demo.what_happened import Happening
from drills.demo.written_down import minutes_taken, people_of, written_of
from drills.permissions import Person, the_system
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.files import Files
from drills.store.life import read_waiting
from drills.store.on_record import read_beside
from drills.store.records import read_record
from drills.store.tables import DrillRow

MOST_BYTES = 25 * 1024 * 1024


class Replay:
    """One district's story on its way into the database."""

    def __init__(self, told: DemoDistrict, known: Known, files: Files, today: date) -> None:
        self.told, self.known, self.files, self.today = told, known, files, today
        self.zone = told.zone
        self.drills: dict[tuple[str, str], int] = {}  # a plan's key -> the drill's id
        self.records: dict[tuple[str, str], int] = {}  # building and drill -> the record's id
        self.facts = {b.key: b.facts for b in told.buildings}
        self.afterwards = Afterwards(told, known, self.records)

    def plan(self, plan: list[Planned]) -> None:
        """The whole year's plan, entered by the safety director on two days in July."""
        year = self.known.year
        begun = year.instant(date(year.start, 7, 8), time(9, 0))
        for number, planned in enumerate(plan):
            self._enter(planned, begun + timedelta(minutes=2 * number))

    def do(self, happening: Happening) -> None:
        """One thing of the story."""
        getattr(self, f"_{happening.does}")(happening)

    def _enter(self, planned: Planned, at: datetime) -> None:
        drill = planned.drill
        wanted = {**drill.columns, "law_enforcement": bool(planned.officer)}
        entry = DrillPlan(
            buildings=tuple(self.known.buildings[key] for key in planned.buildings),
            type=drill.type,
            on=planned.day,
            at=planned.at,
            title=drill.title,
            told_beforehand=drill.told or "nobody",
            announced=drill.announced,
            officer_id=self.known.people[planned.officer] if planned.officer else None,
            intended={
                name: value for name, value in INTENDED.values() if wanted.get(name) == value
            },
        )
        made = plan_drill(self.known.person("director"), at, entry, key=str(uuid.uuid4()))
        self.drills[planned.key] = made.drill_id

    def _stand_in(self, happening: Happening) -> None:
        arrange(self.told, self.known, happening.person, happening.at, self.today)

    def _close(self, happening: Happening) -> None:
        by = self.known.person("administrator")
        close_schools(by, happening.at, DaysEntry("closure", happening.day, None, happening.why))

    def _plan(self, happening: Happening) -> None:
        assert happening.planned is not None
        self._enter(happening.planned, happening.at)

    def _row(self, happening: Happening) -> DrillRow:
        assert happening.planned is not None
        row = db.session.get(DrillRow, self.drills[happening.planned.key])
        assert row is not None
        return row

    def _move(self, happening: Happening) -> None:
        assert happening.day is not None
        by, row = self.known.person("director"), self._row(happening)
        moved = replace(
            plan_as_it_stands(row), on=happening.day, at=happening.hour, note=happening.why
        )
        move_drill(by, happening.at, row.id, moved, version=row.version)

    def _cancel(self, happening: Happening) -> None:
        by, row = self.known.person("director"), self._row(happening)
        cancel_drill(by, happening.at, row.id, happening.why, version=row.version)

    def _not_held(self, happening: Happening) -> None:
        by, row = self._principal(happening.building, happening.at.date()), self._row(happening)
        where = [self.known.buildings[happening.building]]
        mark_not_held(by, happening.at, row.id, where, happening.why, version=row.version)

    def _log(self, happening: Happening) -> None:
        held = happening.held
        assert held is not None
        by = self._principal(happening.building, happening.at.date())
        drill_id = self.drills[held.planned.key] if held.planned else None
        pupils = self.facts[held.building]["enrollment"]
        logged = log_drill(
            by,
            happening.at,
            self.known.buildings[held.building],
            written_of(held, pupils, happening.at, self.zone),
            client_key=f"demo-{uuid.uuid4()}",
            drill_id=drill_id,
            submit=not happening.draft,
        )
        self.records[(held.building, held.drill.key)] = logged.record_id

    def _prove(self, happening: Happening) -> None:
        held = happening.held
        assert held is not None
        pupils = self.facts[held.building]["enrollment"]
        facts = papers.Facts(
            self.known.names[held.building],
            held.drill.type.replace("_", " ").capitalize() + " drill",
            held.day,
            held.at,
            people_of(held, pupils),
            f"{minutes_taken(held).total_seconds() / 60:.1f} minutes",
        )
        attach_evidence(
            self._principal(held.building, happening.at.date()),
            happening.at,
            self.records[(held.building, held.drill.key)],
            [Upload(*papers.draw(kind, facts)) for kind in happening.kinds],
            files=self.files,
            most_bytes=MOST_BYTES,
            no_pupils=True,
        )

    def _send_back(self, happening: Happening) -> None:
        held = happening.held
        assert held is not None
        record_id = self.records[(held.building, held.drill.key)]
        record = read_record(record_id, self.known.district_id)
        assert record is not None
        by = self.known.person("director")
        send_back(by, happening.at, record_id, happening.why, version=record.version)

    def _approve(self, happening: Happening) -> None:
        """What came in before the last two days and lacks nothing; older approvals lock."""
        by = self.known.person("director")
        district = read_district(self.known.district_id)
        waiting = read_waiting(self.known.district_id, None, 0, MOST_AT_ONCE)
        beside = read_beside(record.id for record, _ in waiting)
        ready = {
            record.id: record.version
            for record, _ in waiting
            if not why_not(record, district, record.recorded_by == by.id, beside[record.id])
            and record.submitted_at is not None
            and happening.at - record.submitted_at > timedelta(days=2)
        }
        if ready:
            approve_records(by, happening.at, ready)
        with change(the_system(self.known.district_id, self.zone), happening.at) as it:
            lock_records(it, self.known.district_id, happening.at)

    def _amend_last_year(self, happening: Happening) -> None:
        by = self._principal(happening.building, happening.at.date())
        amend_last_year(self.told, self.known, by, happening.at)

    def _share(self, happening: Happening) -> None:
        assert happening.later is not None
        by = self._principal(happening.building, happening.at.date())
        self.afterwards.share(happening.later, by, happening.at)

    def _follow(self, happening: Happening) -> None:
        assert happening.later is not None
        by = self._principal(happening.building, happening.at.date())
        self.afterwards.do(happening.later, by, happening.at)

    def _away(self, happening: Happening) -> None:
        by = self.known.person(happening.person)
        rows = [db.session.get(DrillRow, drill_id) for drill_id in self.drills.values()]
        coming = [
            row
            for row in rows
            if row and row.officer_id == by.id and row.state == "planned"
            if row.planned_on > self.today
        ]
        if coming:
            first = min(coming, key=lambda row: (row.planned_on, row.id))
            cannot_come(by, happening.at, first.id, happening.why, _letter)

    def _principal(self, building: str, day: date) -> Person:
        """Who is in charge of a building on a day."""
        building_id = self.known.buildings[building]
        for person in self.told.people:
            arrived = person.key in self.known.people
            if arrived and person.role == "principal" and building in person.buildings:
                found = self.known.person(person.key)
                if found.may("log_drills", day, building_id):
                    return found
        raise LookupError(f"nobody is in charge of {building} on {day}")


def _letter(said: Absence) -> Letter:
    """The mail to principals and directors, in short: the web's words are not ours."""
    where = ", ".join(said.buildings)
    told = f"{said.officer} cannot come to the drill on {said.plan.day:%B} {said.plan.day.day}."
    return Letter(f"An officer cannot come: {where}", f"{told}\n\nReason: {said.why}\n")
