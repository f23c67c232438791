"""A school year's plan from rows to drills and back: drafts, accepting, undoing, repair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import select

from drills.actions.accept_plan import Accepted, accept_plan, told_beforehand
from drills.actions.add_days_off import add_days_off
from drills.actions.adjust_plan import (
    DraftedYear,
    against,
    days_free,
    move_in_draft,
    pin_in_draft,
    read_drafted,
)
from drills.actions.calendar_rules import DaysEntry
from drills.actions.cancel_drill import cancel_drill
from drills.actions.drill_plan import DrillPlan
from drills.actions.move_drill import move_drill
from drills.actions.plan_difference import difference
from drills.actions.plan_draft import from_json, to_json
from drills.actions.plan_officers import (
    add_away,
    add_blackout,
    read_attending,
    remove_away,
    remove_blackout,
    save_agency,
    save_officer,
)
from drills.actions.plan_problem import read_year_to_plan, years_to_plan
from drills.actions.plan_rules import plan_as_it_stands
from drills.actions.plan_settings import (
    PlanSettings,
    let_drill_apart,
    let_drill_together,
    save_plan_settings,
    settings_of,
)
from drills.actions.plan_standing import staffed
from drills.actions.plan_year import begin_plan, carry_out, drop_plan
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.snow_day import close_schools
from drills.actions.undo_plan import Undone, undo_plan
from drills.compliance.dating import requirements_for
from drills.compliance.judging import judge
from drills.facts import Drill
from drills.permissions import Person
from drills.store.audit import first_broken_row, read_history
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.planning import read_accepted, read_blackouts, read_draft
from drills.store.tables import BuildingRow, DistrictRow, DrillRow, OfficerAbsenceRow
from tests import make
from tests.make import NOON, day

YEAR = "2026-27"


@dataclass
class Scene:
    """Two schools of Connecticut on November 24, their director, and a shared officer."""

    district: DistrictRow
    adams: BuildingRow
    baker: BuildingRow
    director: Person
    principal: Person
    officer: Person

    def plan(self, mode: str = "keep", now: datetime = NOON, **options) -> DraftedYear:
        carry_out(begin_plan(self.director, now, YEAR, mode, **options), lambda: now)
        return self.draft(now)

    def draft(self, now: datetime = NOON) -> DraftedYear:
        return read_drafted(self.director, now, YEAR)

    def accept(self, now: datetime = NOON) -> Accepted:
        version = self.draft(now).row.version
        return accept_plan(self.director, now, YEAR, version, taken_because="The plan changed.")

    def undo(self, plan_id: int, now: datetime = NOON) -> Undone:
        return undo_plan(self.director, now, plan_id, taken_because="Taken back.")

    def planned(self) -> list[DrillRow]:
        """The planned drills of both schools, by day."""
        db.session.expire_all()
        rows = select(DrillRow).where(
            DrillRow.district_id == self.district.id, DrillRow.state == "planned"
        )
        return list(db.session.scalars(rows.order_by(DrillRow.planned_on, DrillRow.id)))

    def where(self) -> dict[int, tuple[date, time | None, str]]:
        return {d.id: (d.planned_on, d.planned_at, d.state) for d in self.planned()}


@pytest.fixture
def scene(app: Flask) -> Scene:
    """On SQLite alone: planning itself knows no database."""
    return a_scene()


@pytest.fixture
def anywhere(any_database: Flask) -> Scene:
    """The same on both databases, for what is written and read back."""
    return a_scene()


def a_scene() -> Scene:
    """Its rows, committed."""
    district = make.add_district()
    adams, baker = make.add_building(district, "Adams"), make.add_building(district, "Baker")
    people = [
        make.add_person(district, "director", name="Dana"),
        make.add_person(district, "principal", [adams], name="Robin"),
        make.add_person(district, "officer", [adams, baker], name="Sam"),
    ]
    db.session.commit()
    return Scene(district, adams, baker, *(person_from_row(row) for row in people))


def snow(scene: Scene, on: date, now: datetime = NOON) -> None:
    close_schools(scene.director, now, DaysEntry("closure", on, None, "Snow", None))


# --- drafts ---------------------------------------------------------------------------


def test_a_draft_is_no_drill(scene):
    it = scene.plan()
    assert it.draft.entries
    assert scene.planned() == []
    assert read_history(scene.district.id, [f"plan:{it.row.id}"]) == []


def test_the_same_rows_give_the_same_draft(scene):
    first = to_json(scene.plan("anew").draft)
    sha256 = scene.draft().row.problem_sha256
    assert to_json(scene.plan("anew").draft) == first
    assert scene.draft().row.problem_sha256 == sha256


def test_a_draft_is_kept_as_it_was_made(anywhere):
    draft = anywhere.plan().draft
    assert from_json(to_json(draft)) == draft


def test_what_is_placed_is_what_the_law_asks_for(scene):
    it = scene.plan()
    for place in it.year.problem.places:
        mine = [e.drill for e in it.draft.entries for p in e.placements if p.building == place.id]
        rules = requirements_for(it.year.pack, place.building)
        verdict = judge(rules, mine, day("2027-07-01"), calendar=place.building.calendar)
        left = {u.requirement for u in it.draft.unplaced if u.building == place.id}
        short = {r.id for r in verdict.requirements if r.decides and r.status == "missed"}
        assert short <= left


def test_only_who_plans_for_the_whole_district_may(scene):
    for who in (scene.principal, scene.officer):
        with pytest.raises(NotAllowed):
            begin_plan(who, NOON, YEAR, "keep")
    some = make.add_person(scene.district, "director", [scene.adams])
    db.session.commit()
    with pytest.raises(NotAllowed):
        begin_plan(person_from_row(some), NOON, YEAR, "keep")


def test_a_year_without_a_calendar_is_refused(scene):
    with pytest.raises(Refused) as refused:
        begin_plan(scene.director, NOON, "2031-32", "keep")
    assert refused.value.errors == {"": "no_year"}


def test_a_plan_under_way_is_not_begun_twice(scene):
    begin_plan(scene.director, NOON, YEAR, "keep")
    with pytest.raises(Refused) as refused:
        begin_plan(scene.director, NOON, YEAR, "keep")
    assert refused.value.errors == {"": "running"}


def test_a_draft_thrown_away_leaves_nothing(scene):
    scene.plan()
    drop_plan(scene.director, NOON, YEAR)
    assert read_draft(scene.district.id, YEAR) is None


def test_another_districts_officers_and_buildings_are_not_in_it(scene):
    it = scene.plan()
    assert set(it.year.names.values()) == {"Adams", "Baker"}
    assert [o.name for o in it.year.officers] == ["Sam"]


# --- accepting ------------------------------------------------------------------------


def test_accepting_writes_the_drills_in_one_change(anywhere):
    draft = anywhere.plan().draft
    done = anywhere.accept()
    rows = anywhere.planned()
    assert done.made == len(rows) == len(draft.entries)
    told = {(r.planned_on, r.planned_at, r.type) for r in rows}
    assert told == {(e.drill.date, e.drill.time, e.drill.type) for e in draft.entries}
    assert read_draft(anywhere.district.id, YEAR) is None
    (note,) = read_history(anywhere.district.id, [f"plan:{done.plan_id}"])
    assert (note.did, note.details["made"]) == ("plan.accepted", done.made)
    assert first_broken_row(anywhere.district.id) is None


def test_a_draft_is_accepted_once(scene):
    version = scene.plan().row.version
    scene.accept()
    with pytest.raises(Refused):
        accept_plan(scene.director, NOON, YEAR, version, taken_because="")


def test_a_draft_that_somebody_changed_is_not_accepted_unseen(scene):
    it = scene.plan()
    version, number = it.row.version, it.draft.entries[0].number
    pin_in_draft(scene.director, NOON, YEAR, version, number, True)
    with pytest.raises(ChangedMeanwhile):
        accept_plan(scene.director, NOON, YEAR, version, taken_because="")


@pytest.mark.parametrize("what", ["snow", "drill", "limit", "away"])
def test_a_draft_is_out_of_date_once_anything_it_was_made_from_changes(scene, what):
    version = scene.plan().row.version
    if what == "snow":
        snow(scene, day("2027-02-03"))
    elif what == "drill":
        make.add_drill([scene.adams], "2026-11-23", "lockdown")
        db.session.commit()
    elif what == "limit":
        save_plan_settings(scene.director, NOON, PlanSettings(per_day=3))
    else:
        officer = f"person:{scene.officer.id}"
        add_away(scene.director, NOON, officer, day("2027-01-04"), day("2027-01-05"), "")
    with pytest.raises(Refused) as refused:
        accept_plan(scene.director, NOON, YEAR, version, taken_because="")
    assert refused.value.errors == {"": "plan_stale"}
    assert scene.planned() == []


@pytest.mark.parametrize(
    ("announced", "type_", "told", "knows"),
    [
        (None, "fire", (), "nobody"),
        (None, "fire", ("fire",), "staff"),
        ("none", "fire", ("fire",), "nobody"),
        ("all", "lockdown", (), "staff"),
    ],
)
def test_who_is_told_beforehand(announced, type_, told, knows):
    assert told_beforehand(Drill(day("2027-01-05"), type_, announced=announced), told) == knows


def test_what_is_planned_already_stays_and_counts(scene):
    mine = make.add_drill([scene.adams], "2026-12-10", "fire", state="planned")
    db.session.commit()
    it = scene.plan("keep")
    kept = next(e for e in it.draft.entries if e.drill_id == mine.id)
    assert kept.drill.date == day("2026-12-10")
    assert kept.serves
    scene.accept()
    assert (mine.planned_on, mine.sequence) == (day("2026-12-10"), 0)


def test_planned_anew_a_drill_of_the_same_kind_goes_on_with_its_uid(scene):
    mine = make.add_drill([scene.adams], "2026-12-10", "fire", state="planned")
    db.session.commit()
    uid = mine.uid
    it = scene.plan("anew")
    goes_on = [e for e in it.draft.entries if e.drill_id == mine.id]
    assert len(goes_on) == 1
    scene.accept()
    db.session.expire_all()
    assert mine.uid == uid
    assert mine.planned_on == goes_on[0].drill.date


def test_a_drill_that_makes_way_is_cancelled_and_was_never_called_off(scene):
    mine = make.add_drill([scene.adams], "2026-12-10", "earthquake", state="planned")
    db.session.commit()
    scene.plan("anew")
    assert scene.accept().taken == 1
    db.session.expire_all()
    assert (mine.state, mine.cancel_reason) == ("cancelled", "The plan changed.")
    assert scene.plan("keep").year.problem.cancelled == ()


# --- undoing --------------------------------------------------------------------------


def test_undoing_takes_back_what_nobody_has_touched(anywhere):
    mine = make.add_drill([anywhere.adams], "2026-12-10", "fire", state="planned")
    gone = make.add_drill([anywhere.adams], "2026-12-17", "earthquake", state="planned")
    db.session.commit()
    before = anywhere.where()
    anywhere.plan("anew")
    done = anywhere.accept()
    assert anywhere.where() != before
    undone = anywhere.undo(done.plan_id)
    assert undone.left == 0
    assert anywhere.where() == before
    assert {mine.state, gone.state} == {"planned"}


def test_a_drill_changed_since_stays_when_the_plan_is_undone(scene):
    scene.plan()
    done = scene.accept()
    touched = scene.planned()[3]
    plan = plan_as_it_stands(touched)
    later = DrillPlan(plan.buildings, plan.type, plan.on, time(11, 10), note="In the hall")
    move_drill(scene.director, NOON, touched.id, later, version=touched.version)
    undone = scene.undo(done.plan_id)
    assert (undone.left, undone.back) == (1, done.made - 1)
    assert [d.id for d in scene.planned()] == [touched.id]


def test_only_the_newest_plan_is_undone_and_only_once(scene):
    scene.plan()
    first = scene.accept()
    scene.plan("anew", seed=3)
    second = scene.accept()
    with pytest.raises(Refused):
        scene.undo(first.plan_id)
    scene.undo(second.plan_id)
    with pytest.raises(Refused):
        scene.undo(second.plan_id)
    scene.undo(first.plan_id)
    assert scene.planned() == []


def test_another_districts_plan_is_not_there(scene):
    scene.plan()
    done = scene.accept()
    stranger = make.add_person(make.add_district("Elsewhere"), "director")
    db.session.commit()
    with pytest.raises(NotAllowed):
        undo_plan(person_from_row(stranger), NOON, done.plan_id, taken_because="")


# --- moving by hand -------------------------------------------------------------------


def test_a_lawful_move_says_nothing_and_is_pinned(scene):
    it = scene.plan()
    entry = it.draft.entries[2]
    free = [d for d in days_free(it, entry.number) if d != entry.drill.date]
    assert against(it, entry.number, free[0], entry.drill.time, entry.officers) == ()
    at = entry.drill.time
    move_in_draft(
        scene.director, NOON, YEAR, it.row.version, entry.number, free[0], at, entry.officers
    )
    moved = scene.draft().draft.entry(entry.number)
    assert moved is not None
    assert (moved.drill.date, moved.pin) == (free[0], True)
    assert moved.serves == entry.serves


def test_a_move_that_breaks_something_says_what(scene):
    it = scene.plan()
    entry = next(e for e in it.draft.entries if e.drill.date.month == 1)
    codes = {c.code for c in against(it, entry.number, day("2027-02-17"), time(10), ())}
    assert "no_school" in codes
    codes = {c.code for c in against(it, entry.number, day("2027-03-02"), time(10), ())}
    assert "loses" in codes


def test_moved_all_the_same_it_leaves_its_window_short_and_says_so(scene):
    it = scene.plan()
    entry = next(e for e in it.draft.entries if e.drill.date.month == 1)
    short = len(it.draft.unplaced)
    move_in_draft(
        scene.director, NOON, YEAR, it.row.version, entry.number, day("2027-03-02"), time(10), ()
    )
    after = scene.draft().draft
    assert len(after.entries) == len(it.draft.entries)
    assert len(after.unplaced) > short
    assert any(c.code == "left_short" for u in after.unplaced for c in u.conflicts)


def test_planned_again_the_moved_drill_stays_and_its_window_is_filled(scene):
    it = scene.plan()
    entry = next(e for e in it.draft.entries if e.drill.date.month == 1)
    move_in_draft(
        scene.director, NOON, YEAR, it.row.version, entry.number, day("2027-03-02"), time(10), ()
    )
    again = scene.plan(again=True)
    moved = again.draft.entry(entry.number)
    assert moved is not None
    assert (moved.drill.date, moved.pin) == (day("2027-03-02"), True)
    assert len(again.draft.unplaced) == len(it.draft.unplaced)


def test_a_pin_is_kept_on_the_drill_and_holds_in_the_next_plan(scene):
    it = scene.plan()
    number = it.draft.entries[4].number
    pin_in_draft(scene.director, NOON, YEAR, it.row.version, number, True)
    scene.accept()
    (pinned,) = [d for d in scene.planned() if d.pinned]
    where = (pinned.planned_on, pinned.planned_at)
    scene.plan("anew", seed=5)
    scene.accept()
    db.session.expire_all()
    assert (pinned.planned_on, pinned.planned_at, pinned.state) == (*where, "planned")


# --- repair ---------------------------------------------------------------------------


def test_a_snow_day_moves_only_the_drills_on_it(anywhere):
    anywhere.plan()
    anywhere.accept()
    closed = next(d.planned_on for d in anywhere.planned() if d.planned_on.month == 2)
    on_it = {d.id for d in anywhere.planned() if d.planned_on == closed}
    snow(anywhere, closed)
    it = anywhere.plan("little")
    changes = difference(it.draft, it.year.standing)
    assert {m.was.id for m in changes.moved} == on_it
    assert not changes.made
    assert not changes.taken
    anywhere.accept()
    assert all(d.planned_on != closed for d in anywhere.planned())


def test_practice_on_a_snow_day_moves_too_and_is_not_lost(scene):
    mine = make.add_drill([scene.adams], "2027-01-13", "earthquake", state="planned")
    db.session.commit()
    snow(scene, day("2027-01-13"))
    scene.plan("little")
    assert scene.accept().taken == 0
    db.session.expire_all()
    assert mine.state == "planned"
    assert mine.planned_on != day("2027-01-13")


def test_a_drill_outside_the_hours_of_planning_stays_where_a_person_put_it(scene):
    mine = make.add_drill([scene.adams], "2027-01-13", "fire", at="15:20", state="planned")
    db.session.commit()
    scene.plan("little")
    scene.accept()
    db.session.expire_all()
    assert (mine.planned_on, mine.planned_at) == (day("2027-01-13"), time(15, 20))


def test_a_cancelled_drill_is_planned_again(scene):
    scene.plan()
    scene.accept()
    lost = next(d for d in scene.planned() if d.planned_on.month == 2)
    cancel_drill(scene.director, NOON, lost.id, "No heating", version=lost.version)
    it = scene.plan("little")
    changes = difference(it.draft, it.year.standing)
    assert len(changes.made) == 1
    assert not changes.moved
    assert changes.made[0].drill.date.month == 2
    assert len(it.year.problem.cancelled) == 1


def test_an_officers_illness_moves_the_drills_of_those_days(scene):
    save_plan_settings(scene.director, NOON, PlanSettings(attend={"fire": "police"}))
    scene.plan()
    scene.accept()
    drill = next(d for d in scene.planned() if d.officer_id == scene.officer.id)
    where = drill.planned_on
    add_away(scene.director, NOON, f"person:{scene.officer.id}", where, where, "Ill")
    it = scene.plan("little")
    changes = difference(it.draft, it.year.standing)
    assert drill.id in {m.was.id for m in changes.moved}
    assert all(e.drill.date != where for e in it.draft.entries if e.officers)


def test_a_drill_that_names_nobody_asks_a_free_officer_and_keeps_its_hour(scene):
    hours = ("10:00", "10:10", "10:30")
    alone, beside, after = (
        make.add_drill([b], "2027-01-13", "fire", at=at, state="planned")
        for b, at in zip((scene.adams, scene.baker, scene.adams), hours, strict=True)
    )
    beside.officer_id = scene.officer.id
    db.session.commit()
    save_plan_settings(scene.director, NOON, PlanSettings(attend={"fire": "police"}))
    year = read_year_to_plan(scene.district.id, YEAR, day("2026-11-25"))
    assert year is not None
    found = {s.id: s.officers for s in staffed(year.problem, year.standing)}
    officer = (f"person:{scene.officer.id}",)
    # Ten minutes apart the same officer cannot be at both; twenty after neither.
    assert found == {alone.id: (), beside.id: officer, after.id: ()}
    after.planned_at = time(10, 40)
    db.session.commit()
    year = read_year_to_plan(scene.district.id, YEAR, day("2026-11-25"))
    assert year is not None
    found = {s.id: s.officers for s in staffed(year.problem, year.standing)}
    assert found[after.id] == officer


def test_an_officer_who_cannot_come_to_a_drill_is_away_that_day(scene):
    save_plan_settings(scene.director, NOON, PlanSettings(attend={"fire": "police"}))
    scene.plan()
    scene.accept()
    drill = next(d for d in scene.planned() if d.officer_id == scene.officer.id)
    db.session.add(
        OfficerAbsenceRow(
            drill_id=drill.id,
            person_id=scene.officer.id,
            person_name="Sam",
            planned_on=drill.planned_on,
            planned_at=drill.planned_at,
            why="In court",
            said_at=NOON,
        )
    )
    db.session.commit()
    it = scene.plan("little")
    assert drill.id in {m.was.id for m in difference(it.draft, it.year.standing).moved}


def test_a_held_or_joint_drill_is_no_plans_to_move(scene):
    joint = make.add_drill([scene.adams, scene.baker], "2026-12-09", "fire", state="planned")
    db.session.commit()
    it = scene.plan("anew")
    entry = next(e for e in it.draft.entries if e.drill_id == joint.id)
    assert entry.drill.date == day("2026-12-09")
    assert not it.may_move(entry)
    with pytest.raises(NotAllowed):
        move_in_draft(
            scene.director, NOON, YEAR, it.row.version, entry.number, day("2026-12-10"), None, ()
        )


# --- who comes, when not, together ------------------------------------------------------


def test_an_agency_comes_where_a_kind_of_drill_asks_for_it(anywhere):
    save_agency(anywhere.director, NOON, None, "Fire department", "fire", None, 1)
    save_plan_settings(anywhere.director, NOON, PlanSettings(attend={"fire": "fire"}))
    it = anywhere.plan()
    fires = [e for e in it.draft.entries if e.drill.type == "fire"]
    assert all(e.officers for e in fires)
    assert len({e.drill.date for e in fires}) == len(fires)  # one a day
    anywhere.accept()
    rows = [d for d in anywhere.planned() if d.type == "fire"]
    assert all(d.attending and d.officer_id is None for d in rows)
    assert {e.officers for e in anywhere.plan("keep").draft.entries if e.drill.type == "fire"} == {
        fires[0].officers
    }


def test_officers_are_known_by_their_roles_and_by_what_was_saved(scene):
    save_officer(scene.director, NOON, scene.officer.id, "other", 2)
    (sam,) = read_attending(scene.district.id, day("2026-11-24"))
    assert (sam.kind, sam.per_day) == ("other", 2)
    assert sam.covers == {scene.adams.id, scene.baker.id}
    with pytest.raises(NotAllowed):
        save_officer(scene.director, NOON, scene.principal.id, "police", None)


def test_days_away_are_added_and_taken_out(anywhere):
    officer = f"person:{anywhere.officer.id}"
    add_away(anywhere.director, NOON, officer, day("2027-01-04"), day("2027-01-05"), "Course")
    (sam,) = read_attending(anywhere.district.id, day("2026-11-24"))
    remove_away(anywhere.director, NOON, sam.away[0].id)
    db.session.expire_all()
    (sam,) = read_attending(anywhere.district.id, day("2026-11-24"))
    assert sam.away == ()


def test_nothing_is_placed_on_a_blackout(anywhere):
    first, last = day("2027-02-01"), day("2027-02-12")
    add_blackout(anywhere.director, NOON, None, first, last, "Concerts")
    it = anywhere.plan()
    assert not [e for e in it.draft.entries if first <= e.drill.date <= last]
    (row,) = it.year.problem.blackouts
    assert row.why == "Concerts"


def test_a_blackout_of_a_month_says_what_would_free_it_and_does(scene):
    add_blackout(scene.director, NOON, None, day("2027-03-01"), day("2027-03-31"), "Works")
    it = scene.plan()
    short = [u for u in it.draft.unplaced if u.conflicts[0].code == "blackout"]
    assert {u.building for u in short} == {str(scene.adams.id), str(scene.baker.id)}
    remove_blackout(scene.director, NOON, read_blackouts(scene.district.id)[0].id)
    assert not [u for u in scene.plan("anew").draft.unplaced if u.conflicts[0].code == "blackout"]


def test_buildings_that_drill_as_one_have_one_drill_with_two_records(anywhere):
    let_drill_together(anywhere.director, NOON, (anywhere.adams.id, anywhere.baker.id))
    anywhere.plan()
    anywhere.accept()
    assert all(len(d.records) == 2 for d in anywhere.planned())
    again = anywhere.plan("little")
    assert not difference(again.draft, again.year.standing).moved
    let_drill_apart(anywhere.director, NOON, anywhere.adams.id)
    assert settings_of(anywhere.district.id).together == ()


def test_settings_are_kept_and_a_second_save_of_the_same_is_none(anywhere):
    wanted = PlanSettings(per_day=2, weights={"early": 2.0}, told=("fire",))
    save_plan_settings(anywhere.director, NOON, wanted)
    kept = settings_of(anywhere.district.id)
    assert (kept.per_day, kept.weights, kept.told) == (2, {"early": 2.0}, ("fire",))
    save_plan_settings(anywhere.director, NOON, kept)
    assert settings_of(anywhere.district.id).version == kept.version
    with pytest.raises(ChangedMeanwhile):
        save_plan_settings(anywhere.director, NOON, PlanSettings(per_day=3, version=99))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"per_day": 0}, "per_day"),
        ({"per_building_per_week": 6}, "per_building_per_week"),
        ({"min_days_between": 61}, "min_days_between"),
        ({"ends": time(8, 59)}, "ends"),
        ({"told": ("picnic",)}, "told"),
        ({"weights": {"early": 7.0}}, ""),
        ({"attend": {"fire": "clown"}}, ""),
    ],
)
def test_settings_that_cannot_be_are_refused_by_field(scene, changes, field):
    with pytest.raises(Refused) as refused:
        save_plan_settings(scene.director, NOON, PlanSettings(**changes))
    assert field in refused.value.errors


def test_limits_hold(scene):
    save_plan_settings(scene.director, NOON, PlanSettings(per_day=1))
    days = [e.drill.date for e in scene.plan().draft.entries]
    assert len(days) == len(set(days))


def test_half_days_added_are_left_out(scene):
    entry = DaysEntry("half", day("2027-02-01"), day("2027-02-10"), "Conferences", None)
    add_days_off(scene.director, NOON, YEAR, entry)
    days = [e.drill.date for e in scene.plan().draft.entries]
    assert not [d for d in days if day("2027-02-01") <= d <= day("2027-02-10")]


def test_years_that_are_over_are_not_planned(scene):
    assert years_to_plan(scene.district.id, day("2026-11-24")) == [YEAR]
    assert read_year_to_plan(scene.district.id, "2020-21", day("2026-11-25")) is None
    assert read_accepted(scene.district.id, YEAR) == []
