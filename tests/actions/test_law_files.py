"""A district's own law: previewed, refused where laxer, saved with its history, judged by."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import select

from drills.actions import law
from drills.actions.keep_verdicts import judge_district
from drills.actions.law import law_faults, law_of
from drills.actions.refused import ChangedMeanwhile, NotAllowed, Refused
from drills.actions.save_law_file import (
    LawRefused,
    law_history,
    law_seen,
    preview_law_file,
    preview_taking_away,
    save_law_file,
    take_away_law_file,
)
from drills.actions.set_up_district import DistrictEntry, fingerprint, set_up_district
from drills.compliance.laxer import Laxer
from drills.compliance.loading import PACKS, load_pack
from drills.compliance.local_law import shipped_local
from drills.store.audit import first_broken_row
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.law_files import read_law_file
from drills.store.people import person_from_row
from drills.store.tables import AuditRow, KeptVerdictRow
from tests import make
from tests.make import NOON
from tests.web.scenes import counted_queries

NEWTOWN = shipped_local()["newtown-ct"].read_text(encoding="utf-8")
STATE = (PACKS / "us-ct.toml").read_text(encoding="utf-8")
VERSION = load_pack("US-CT").version
LAXER = NEWTOWN.replace("within = 10", "within = 45", 1)


class Scene:
    """A Connecticut district with two schools, both of which met their first fire drill."""

    def __init__(self) -> None:
        district = make.add_district()
        one = make.add_building(district, "Coleman Elementary")
        two = make.add_building(district, "Hill Middle", grades=("6", "8"))
        make.add_drill([one], "2026-09-10")
        make.add_drill([two], "2026-09-20", "fire")
        make.add_drill([two], "2026-09-21", "fire")
        people = {
            role: make.add_person(district, role, None if role != "principal" else [one])
            for role in ("administrator", "director", "principal")
        }
        db.session.commit()
        self.id, self.one, self.two = district.id, one.id, two.id
        self.admin, self.director, self.principal = map(person_from_row, people.values())

    def row(self):
        return read_district(self.id)

    def save(self, layer: str = "district", text: str = NEWTOWN, **more):
        more.setdefault("seen", law_seen(self.row()))
        return save_law_file(self.director, NOON, layer, text, **more)


@pytest.fixture
def scene(any_database) -> Scene:
    return Scene()


def test_without_files_the_law_is_the_states_pack(scene):
    assert law_of(scene.id) is load_pack("US-CT")
    assert law_history(scene.id) == []


def test_a_preview_says_whose_verdicts_would_change_and_how_and_writes_nothing(scene):
    found = preview_law_file(scene.director, NOON, "district", NEWTOWN)
    assert [c["name"] for c in found.changes] == ["Coleman Elementary", "Hill Middle"]
    rules = {rule["id"]: rule for rule in found.changes[1]["rules"]}
    assert rules["fire-first-30-days"]["was"][0] == "met"
    assert rules["fire-first-30-days"]["now"][0] == "missed"
    assert rules["newtown-lockdown-30-days"] == {
        "id": "newtown-lockdown-30-days",
        "was": None,
        "now": ["missed", 0, 1],
    }
    assert "fire-first-30-days" not in {r["id"] for r in found.changes[0]["rules"]}
    assert law_history(scene.id) == [] and law_of(scene.id).layers == ()


def test_a_saved_file_is_the_law_at_once_with_its_audit_row_and_history(scene):
    scene.save(note="  The board's vote of  November 20. ")
    kept = db.session.get(KeptVerdictRow, scene.two)
    assert "newtown-lockdown-30-days" in {cell["id"] for cell in kept.cells}
    assert [layer.name for layer in law_of(scene.id).layers] == ["Connecticut", "Newtown"]
    (saved,) = law_history(scene.id)
    assert (saved.layer, saved.name, saved.version) == ("district", "Newtown", "2026.11.1")
    assert (saved.saved_by, saved.note) == ("A director", "The board's vote of November 20.")
    assert saved.sha256 == hashlib.sha256(NEWTOWN.encode()).hexdigest()
    assert read_law_file(saved.id, scene.id).text == NEWTOWN
    audit = db.session.scalars(select(AuditRow).where(AuditRow.did == "law.saved")).one()
    assert audit.details["after"] == saved.sha256 and len(audit.details["verdicts"]) == 2
    assert first_broken_row(scene.id) is None


def test_the_same_file_again_is_no_new_save(scene):
    scene.save()
    assert scene.save(text=NEWTOWN.replace("\n", "\r\n")).same
    assert len(law_history(scene.id)) == 1


def test_taking_a_file_away_is_a_save_too(scene):
    scene.save()
    found = preview_taking_away(scene.admin, NOON, "district")
    rules = {rule["id"]: rule["now"] for rule in found.changes[1]["rules"]}
    assert rules["newtown-lockdown-30-days"] is None
    take_away_law_file(scene.admin, NOON, "district", seen=found.seen)
    assert law_of(scene.id) is load_pack("US-CT")
    assert [saved.taken_away for saved in law_history(scene.id)] == [True, False]
    kept = db.session.get(KeptVerdictRow, scene.two)
    assert "newtown-lockdown-30-days" not in {cell["id"] for cell in kept.cells}
    with pytest.raises(LawRefused) as caught:
        preview_taking_away(scene.admin, NOON, "district")
    assert caught.value.errors == {"": "law_not_there"}


def test_what_is_laxer_is_refused_with_its_reasons_and_nothing_is_written(scene):
    with pytest.raises(LawRefused) as caught:
        scene.save(text=LAXER)
    (reason,) = caught.value.faults
    assert isinstance(reason, Laxer)
    assert (reason.subject, reason.code) == ("fire-first-30-days", "later")
    assert law_history(scene.id) == []


@pytest.mark.parametrize(
    ("layer", "text", "code"),
    [
        ("district", "name = ", "law_faulty"),
        ("district", STATE, "law_not_local"),
        ("city", NEWTOWN, "law_other_layer"),
        ("district", NEWTOWN.replace("US-CT", "US-MI"), "law_other_state"),
        ("village", NEWTOWN, "layer_unknown"),
        ("district", " ", "law_not_there"),
        ("state", NEWTOWN, "law_not_state"),
        ("state", STATE, "law_not_newer"),
        ("state", STATE.replace("US-CT", "US-MI"), "law_other_state"),
        ("state", STATE + "# " + "x" * 500_000, "law_long"),
    ],
)
def test_other_files_are_refused(scene, layer, text, code):
    with pytest.raises(LawRefused) as caught:
        preview_law_file(scene.director, NOON, layer, text)
    assert caught.value.errors == {"": code}


def test_a_newer_pack_of_the_state_is_imported_apart_from_a_release(scene, monkeypatch):
    newer = STATE.replace(VERSION, "2026.12.1").replace("within = 30", "within = 8", 1)
    found = preview_law_file(scene.director, NOON, "state", newer)
    changed = {c["name"]: [r["id"] for r in c["rules"]] for c in found.changes}
    assert changed == {"Hill Middle": ["fire-first-30-days"]}
    scene.save("state", newer)
    assert law_of(scene.id).version == "2026.12.1"
    assert db.session.get(KeptVerdictRow, scene.one).pack_version == "2026.12.1"
    # A later release brings the same law: its own pack holds again.
    monkeypatch.setattr(law, "_laid", {})
    monkeypatch.setattr(
        law, "load_pack", lambda _: replace(load_pack("US-CT"), version="2026.12.1")
    )
    assert law_of(scene.id).rule("fire-first-30-days").shape_on(NOON.date()).bounds.within == 30


def test_a_stricter_state_law_may_come_over_what_the_district_saved(scene):
    scene.save()
    newer = STATE.replace(VERSION, "2026.12.1").replace("within = 30", "within = 8", 1)
    found = preview_law_file(scene.director, NOON, "state", newer)
    assert [fault.code for fault in found.left_out] == ["later"]
    scene.save("state", newer)
    assert [fault.code for fault in law_faults(scene.id)] == ["later"]
    rule = law_of(scene.id).rule("fire-first-30-days")
    assert rule.changed_by == () and law_of(scene.id).rule("newtown-secure-30-days")


def test_a_save_over_somebody_elses_is_refused(scene):
    seen = law_seen(scene.row())
    scene.save(seen=seen)
    with pytest.raises(ChangedMeanwhile):
        scene.save(text=NEWTOWN.replace("2026.11.1", "2026.11.2"), seen=seen)


def test_a_note_is_not_too_long(scene):
    scene.save(note="n" * 300)
    with pytest.raises(Refused) as caught:
        scene.save(text=NEWTOWN.replace("2026.11.1", "2026.11.2"), note="n" * 301)
    assert caught.value.errors == {"note": "note_long"}


def test_a_principal_may_not_change_the_law(scene):
    seen = law_seen(scene.row())
    with pytest.raises(NotAllowed):
        preview_law_file(scene.principal, NOON, "district", NEWTOWN)
    with pytest.raises(NotAllowed):
        save_law_file(scene.principal, NOON, "district", NEWTOWN, seen=seen)


def test_a_district_never_sees_anothers_law(scene):
    scene.save()
    other = make.add_district("Another District")
    db.session.commit()
    assert law_of(other) is load_pack("US-CT")
    (saved,) = law_history(scene.id)
    assert read_law_file(saved.id, other.id) is None and law_history(other.id) == []


def test_asking_for_the_law_costs_no_query_once_it_is_known(scene):
    scene.save()
    law_of(scene.id)
    row = scene.row()
    assert row.law
    with counted_queries() as sent:
        assert law_of(row).layers
        judged = judge_district(scene.id, NOON.date(), pack=law_of(row))
    assert judged and not [statement for statement in sent if "law_file" in statement]


@pytest.mark.parametrize(
    ("number", "errors"),
    [("7", {"settings-additional_9to12": "setting_by_law"}), ("8", {}), ("9", {})],
)
def test_a_district_does_not_choose_less_than_its_own_law_set(any_database, number, errors):
    text = shipped_local()["south-portland-me"].read_text(encoding="utf-8")
    district = make.add_district(jurisdiction="US-ME")
    high = make.add_building(district, "Harbor High", grades=("9", "12"))
    by = person_from_row(make.add_person(district, "administrator"))
    db.session.commit()
    ids = (district.id, high.id)
    save_law_file(by, NOON, "district", text, seen=law_seen(district))
    row = read_district(ids[0])
    chosen = {"additional_9to12": number}
    entry = DistrictEntry(row.name, row.zone, "en", settings=chosen)
    try:
        set_up_district(by, NOON, entry, fingerprint(row), {row.zone})
    except Refused as refused:
        assert refused.errors == errors
    else:
        assert not errors
    kept = db.session.get(KeptVerdictRow, ids[1])
    needed = next(c["needed"] for c in kept.cells if c["id"] == "additional-4-9to12")
    assert needed == max(8, int(number))
