"""Buildings and the district: saved whole or not at all, judged again, nobody's save lost."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import available_timezones

import pytest
from sqlalchemy import select

from drills.actions import save_building as building_action
from drills.actions import set_up_district as district_action
from drills.actions.building_rules import BuildingEntry, checked_building, key_from
from drills.actions.close_building import close_building, reopen_building
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.save_building import add_building, save_building
from drills.actions.set_up_district import DistrictEntry, set_up_district
from drills.store.audit import first_broken_row
from drills.store.buildings import read_building_years, read_buildings, read_district
from drills.store.database import db
from drills.store.people import person_from_row
from drills.store.tables import AuditRow, BuildingRow, BuildingYearRow, KeptVerdictRow
from tests import make
from tests.make import FACTS, NOON, day

ZONES = available_timezones()
PLAIN = BuildingEntry("Long Lots Elementary", "13 Hyde Lane", facts=dict(FACTS))
DISTRICT = DistrictEntry("Example Public Schools", "America/New_York", "en")


class Scene:
    """A district with a school and its administrator."""

    def __init__(self) -> None:
        self.district = make.add_district()
        self.building = make.add_building(self.district, "Coleman Elementary")
        admin = make.add_person(self.district, "administrator")
        director = make.add_person(self.district, "director")
        db.session.commit()
        self.id = self.district.id
        self.admin, self.director = person_from_row(admin), person_from_row(director)

    def seen(self, year: str = "2026-27") -> str:
        facts = read_building_years([self.building.id], year).get(self.building.id)
        return building_action.fingerprint(self.building, facts)

    def district_seen(self) -> str:
        return district_action.fingerprint(read_district(self.id))

    def chain(self) -> list[AuditRow]:
        db.session.rollback()
        rows = select(AuditRow).where(AuditRow.district_id == self.id).order_by(AuditRow.number)
        return list(db.session.scalars(rows))


@pytest.fixture
def scene(any_database) -> Scene:
    return Scene()


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (replace(PLAIN, name=" "), {"name": "building_name_missing"}),
        (replace(PLAIN, name="x" * 121), {"name": "building_name_long"}),
        (replace(PLAIN, key="Long Lots"), {"key": "key_wrong"}),
        (replace(PLAIN, name="学校"), {"key": "key_missing"}),
        (replace(PLAIN, address="x" * 201), {"address": "address_long"}),
        (replace(PLAIN, facts={"grades": ("5", "K")}), {"grades": "grades_wrong"}),
        (replace(PLAIN, facts={"grades": ("K", "14")}), {"grades": "grades_wrong"}),
        (replace(PLAIN, facts={"enrollment": -1}), {"enrollment": "enrollment_far"}),
        (replace(PLAIN, facts={"enrollment": 20_001}), {"enrollment": "enrollment_far"}),
        (replace(PLAIN, facts={"enrollment": "many"}), {"enrollment": "enrollment_wrong"}),
        (replace(PLAIN, facts={"sprinklers": "some"}), {"sprinklers": "fact_wrong"}),
        (replace(PLAIN, facts={"aed": "yes"}), {"aed": "fact_wrong"}),
        (replace(PLAIN, records_begin=day("1970-01-01")), {"records_begin": "day_far"}),
    ],
)
def test_a_building_that_does_not_fit_says_where(entry, found):
    with pytest.raises(Refused) as refused:
        checked_building(entry)
    assert refused.value.errors == found


@pytest.mark.parametrize("pupils", [0, 1, 20_000])
def test_any_plausible_enrollment_is_taken(pupils):
    assert checked_building(replace(PLAIN, facts={"enrollment": pupils})).facts


def test_the_key_comes_from_the_name():
    assert key_from("P.S. 12 — José Martí") == "p-s-12-jose-marti"
    assert checked_building(PLAIN).key == "long-lots-elementary"


def test_unknown_facts_stay_unknown():
    entry = checked_building(replace(PLAIN, facts={"aed": None, "dormitory": False}))
    assert entry.facts == {"dormitory": False}


def test_a_building_is_added_and_judged(scene):
    id_ = add_building(scene.admin, NOON, "2026-27", PLAIN)
    found = read_buildings(scene.id, "2026-27")[id_]
    assert (found.name, found.grades, found.enrollment) == ("Long Lots Elementary", ("K", "5"), 420)
    assert db.session.get(KeptVerdictRow, id_) is not None
    note = scene.chain()[-1]
    assert (note.did, note.details["key"]) == ("building.added", "long-lots-elementary")
    assert first_broken_row(scene.id) is None


def test_a_name_or_key_is_taken_once(scene):
    with pytest.raises(Refused) as refused:
        add_building(scene.admin, NOON, "2026-27", replace(PLAIN, name="coleman  elementary"))
    assert refused.value.errors == {"name": "building_name_taken"}
    with pytest.raises(Refused) as refused:
        add_building(scene.admin, NOON, "2026-27", replace(PLAIN, key="coleman-elementary"))
    assert refused.value.errors == {"key": "key_taken"}
    assert scene.chain() == []


def test_facts_are_those_of_their_school_year(scene):
    entry = BuildingEntry("Coleman Elementary", facts={**FACTS, "enrollment": 510})
    save_building(scene.admin, NOON, scene.building.id, "2027-28", entry, scene.seen("2027-28"))
    rows = {
        row.year: row.facts["enrollment"]
        for row in db.session.scalars(
            select(BuildingYearRow).where(BuildingYearRow.building_id == scene.building.id)
        )
    }
    assert rows == {"2026-27": 420, "2027-28": 510}


def test_saving_what_is_there_changes_nothing(scene):
    entry = BuildingEntry("Coleman Elementary", facts=dict(FACTS))
    save_building(scene.admin, NOON, scene.building.id, "2027-28", entry, scene.seen("2027-28"))
    assert scene.chain() == []
    assert len(read_building_years([scene.building.id], "2027-28")) == 1


def test_a_fact_that_is_not_known_makes_a_rule_wait(scene):
    facts = {k: v for k, v in FACTS.items() if k != "ownership"}
    entry = BuildingEntry("Coleman Elementary", facts=facts)
    save_building(scene.admin, NOON, scene.building.id, "2026-27", entry, scene.seen())
    kept = db.session.get(KeptVerdictRow, scene.building.id)
    assert kept.status == "needs_decision"
    note = scene.chain()[-1]
    assert "ownership" in note.details["before"]["facts"]
    assert "ownership" not in note.details["after"]["facts"]


def test_records_begin_takes_the_autumn_out(scene):
    entry = BuildingEntry("Coleman Elementary", facts=dict(FACTS))
    save_building(
        scene.admin,
        NOON,
        scene.building.id,
        "2026-27",
        replace(entry, address="1 Main St"),
        scene.seen(),
    )
    assert db.session.get(KeptVerdictRow, scene.building.id).status == "missed"
    late = replace(entry, records_begin=day("2026-11-01"))
    db.session.expire_all()
    save_building(scene.admin, NOON, scene.building.id, "2026-27", late, scene.seen())
    assert db.session.get(KeptVerdictRow, scene.building.id).status != "missed"


def test_the_second_of_two_who_save_a_building_is_told(scene):
    seen = scene.seen()
    entry = BuildingEntry("Coleman Elementary", "1 Main St", facts=dict(FACTS))
    save_building(scene.admin, NOON, scene.building.id, "2026-27", entry, seen)
    other = replace(entry, address="2 Main St")
    with pytest.raises(ChangedMeanwhile):
        save_building(scene.admin, NOON, scene.building.id, "2026-27", other, seen)
    assert db.session.get(BuildingRow, scene.building.id).address == "1 Main St"


def test_a_closed_building_is_judged_no_more(scene):
    close_building(scene.admin, NOON, scene.building.id)
    assert db.session.get(BuildingRow, scene.building.id).closed_on == day("2026-11-24")
    assert db.session.get(KeptVerdictRow, scene.building.id) is None
    reopen_building(scene.admin, NOON, scene.building.id)
    assert db.session.get(KeptVerdictRow, scene.building.id) is not None
    assert [r.did for r in scene.chain()] == ["building.closed", "building.reopened"]


def test_the_district_is_saved_with_its_own_words_and_choices(scene):
    entry = replace(
        DISTRICT,
        name="  Example   Schools ",
        labels={"secure": "Code yellow", "hold": " "},
        settings={"crisis_anchor": "8", "skip_first_month": "no"},
        options={"staff_drill_windows": True, "unknown": True},
    )
    set_up_district(scene.admin, NOON, entry, scene.district_seen(), ZONES)
    row = read_district(scene.id)
    assert (row.name, row.labels) == ("Example Schools", {"secure": "Code yellow"})
    assert row.settings == {"crisis_anchor": "8"}  # what the pack presumes is not written down
    assert row.options == {"staff_drill_windows": True, "lock_records_after_days": 30}
    assert row.jurisdiction == "US-CT"
    note = scene.chain()[-1]
    assert note.details["before"]["settings"] == {}
    assert note.details["after"]["settings"] == {"crisis_anchor": "8"}
    assert db.session.get(KeptVerdictRow, scene.building.id) is not None


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"name": ""}, {"name": "district_missing"}),
        ({"name": "x" * 121}, {"name": "district_long"}),
        ({"name": "noise central schools"}, {"name": "district_taken"}),
        ({"zone": "Mars/Olympus"}, {"zone": "zone_unknown"}),
        ({"language": "fr"}, {"language": "language_missing"}),
        ({"labels": {"fire": "x" * 41}}, {"labels-fire": "label_long"}),
        ({"labels": {"fire": "Red", "hold": "red"}}, {"labels-hold": "label_twice"}),
        ({"settings": {"crisis_anchor": "12"}}, {"settings-crisis_anchor": "setting_wrong"}),
    ],
)
def test_a_district_that_does_not_fit_says_where(scene, changes, found):
    with pytest.raises(Refused) as refused:
        set_up_district(
            scene.admin, NOON, replace(DISTRICT, **changes), scene.district_seen(), ZONES
        )
    assert refused.value.errors == found
    assert scene.chain() == []


def test_the_second_of_two_who_save_the_district_is_told(scene):
    seen = scene.district_seen()
    set_up_district(scene.admin, NOON, replace(DISTRICT, language="es"), seen, ZONES)
    with pytest.raises(ChangedMeanwhile):
        set_up_district(scene.admin, NOON, DISTRICT, seen, ZONES)
    assert read_district(scene.id).language == "es"


def test_only_an_administrator_of_the_district_sets_it_up(scene):
    other = make.add_building(make.add_district("Elsewhere Schools"), "Elsewhere High")
    db.session.commit()
    with pytest.raises(NotAllowed):
        add_building(scene.director, NOON, "2026-27", PLAIN)
    with pytest.raises(NotAllowed):
        set_up_district(scene.director, NOON, DISTRICT, scene.district_seen(), ZONES)
    for act in (close_building, reopen_building):
        with pytest.raises(NotAllowed):
            act(scene.admin, NOON, other.id)
    with pytest.raises(NotAllowed):
        save_building(scene.admin, NOON, other.id, "2026-27", PLAIN, "")
    assert scene.chain() == []
