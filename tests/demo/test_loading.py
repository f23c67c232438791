"""The demo as loaded on several days: what it shows, that it holds together, who gets in."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from drills.actions.keep_verdicts import judge_district
from drills.actions.refused import Refused
from drills.actions.year_documents import judged_years
from drills.app import create_app
from drills.demo.loading import load_demo
from drills.demo.set_up import PASSWORD
from drills.demo.sign_ins import sign_ins
from drills.store.absences import read_absences
from drills.store.audit import first_broken_row
from drills.store.closed_years import read_closed_buildings, read_closings
from drills.store.database import db
from drills.store.districts import read_districts
from drills.store.files import FolderFiles
from drills.store.people import person_from_row, read_by_email
from drills.store.snapshot import snapshot
from drills.store.tables import (
    AuditRow,
    CorrectiveActionRow,
    DayOffRow,
    DrillRow,
    ErasureRow,
    EvaluationRow,
    EvidenceRow,
    FlagAnswerRow,
    HoldRow,
    KeptVerdictRow,
    LawFileRow,
    RecordRow,
)
from drills.store.verdicts import read_page
from drills.store.verify import faults_of
from tests.conftest import test_config

pytestmark = pytest.mark.slow

ZONE = ZoneInfo("America/New_York")
BEFORE, DURING, JULY, LATER = (
    ("sqlite", day) for day in ("2026-08-03", "2026-11-25", "2027-07-10", "2033-02-02")
)
DURING_TOO = ("postgres", "2026-11-25")
LOADS = [
    *(pytest.param(load, id=load[1]) for load in (BEFORE, DURING, JULY, LATER)),
    pytest.param(DURING_TOO, id="postgres", marks=pytest.mark.postgres),
]


def only(load: tuple[str, str]):
    """A test of one loading only."""
    return pytest.mark.parametrize("loaded", [load], ids=[load[1]], indirect=True, scope="module")


@pytest.fixture(scope="module", params=LOADS)
def loaded(request, tmp_path_factory):
    """The app with the demo as of noon of a day, and that day."""
    kind, text = request.param
    folder, url = tmp_path_factory.mktemp("demo"), None
    if kind == "postgres":
        server = request.getfixturevalue("postgres")
        name = f"t{secrets.token_hex(6)}"
        server.create_database(name)
        url = server.url(name)
    app = create_app(test_config(folder, url, DRILLS_DEMO="yes"))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    now = datetime.combine(date.fromisoformat(text), time(12), ZONE)
    with app.app_context():
        db.create_all()
        load_demo(now, FolderFiles(folder / "evidence"))
        yield app, now.date(), folder
        db.session.remove()
        db.engine.dispose()


def statuses(jurisdiction: str) -> dict[str, str]:
    district = next(d for d in read_districts() if d.jurisdiction == jurisdiction)
    return {b.key: kept.status for b, kept in read_page(district.id, 0, 50)}


def test_fourteen_schools_of_two_districts_have_todays_verdict(loaded):
    districts = read_districts()
    assert [len(read_page(d.id, 0, 50)) for d in districts] == [8, 6]
    assert {row.as_of for row in db.session.query(KeptVerdictRow)} == {loaded[1]}


def test_kept_verdicts_are_what_judging_finds(loaded):
    for district in read_districts():
        kept = {b.id: (k.status, k.rank, k.cells) for b, k in read_page(district.id, 0, 50)}
        found = judge_district(district.id, loaded[1])
        assert {f["building_id"]: (f["status"], f["rank"], f["cells"]) for f in found} == kept


def test_the_chain_of_changes_holds_and_is_in_order(loaded):
    for district in read_districts():
        assert first_broken_row(district.id) is None
        with snapshot() as connection:
            assert list(faults_of(connection, district.id, None)) == []
        rows = db.session.query(AuditRow).filter_by(district_id=district.id)
        instants = [row.at for row in rows.order_by(AuditRow.number)]
        assert instants == sorted(instants)


def test_what_lies_before_today_is_written_down_and_the_rest_is_planned(loaded):
    today = loaded[1]
    for record in db.session.query(RecordRow):
        drill = record.drill
        if record.state == "expected" and drill.state != "cancelled":
            assert drill.planned_on >= today
        if record.held_on is not None:
            assert record.held_on < today
            assert record.recorded_at.date() <= today


def test_every_piece_of_evidence_is_on_disk(loaded):
    files = FolderFiles(loaded[2] / "evidence")
    for row in db.session.query(EvidenceRow):
        assert files.holds(row.sha256)


def test_a_second_loading_is_refused(loaded):
    now = datetime.combine(loaded[1], time(13), ZONE)
    with pytest.raises(Refused, match="not_empty"):
        load_demo(now, FolderFiles(loaded[2] / "evidence"))


def test_every_sign_in_works_at_the_page_and_has_a_role(loaded, on_day):
    app, today, _ = loaded
    on_day(today.isoformat(), "12:30")
    shown = [one for people in sign_ins().values() for one in people]
    assert len(shown) == 16
    for one in shown:
        browser = app.test_client()
        answer = browser.post("/sign-in", data={"email": one.email, "password": PASSWORD})
        assert answer.status_code == 303, one
        row = read_by_email(one.email)
        assert person_from_row(row).roles_on(today), one


@only(BEFORE)
def test_before_school_everything_is_planned_and_nothing_is_late(loaded):
    assert set(statuses("US-CT").values()) == {"open"}
    held = db.session.query(RecordRow).filter(RecordRow.held_on.isnot(None))
    assert {r.drill.type for r in held if r.drill.year == "2026-27"} == {"tabletop"}


@only(DURING)
def test_in_november_some_are_in_order_and_each_trouble_has_its_school(loaded):
    assert statuses("US-CT") == {
        "anchor-middle": "open",
        "breakwater": "open",
        "compass-middle": "open",
        "gull-cove": "missed",
        "harbor-high": "open",
        "lighthouse": "open",
        "salt-marsh": "open",
        "tidewater": "missed",
    }
    assert statuses("US-NY") == {
        "cider-brook": "needs_decision",
        "meadow-middle": "open",
        "millstone": "missed",
        "orchard": "open",
        "stone-bridge": "open",
        "valley-high": "open",
    }
    ranks = Counter(row.rank for row in db.session.query(KeptVerdictRow))
    assert ranks == {0: 3, 1: 1, 2: 2, 3: 8}


@only(DURING)
def test_in_november_there_is_one_of_everything(loaded):
    records = list(db.session.query(RecordRow))
    states = Counter(record.state for record in records)
    assert (states["draft"], states["sent_back"], states["not_held"]) == (1, 1, 1)
    assert all(states[state] for state in ("submitted", "approved", "locked"))
    assert {r.held_as for r in records} == {"drill", "false_alarm"}
    assert any(r.problems for r in records)
    drills = list(db.session.query(DrillRow))
    assert sum(drill.state == "cancelled" for drill in drills) == 1
    assert sum(len(drill.records) > 1 and drill.state == "held" for drill in drills) == 1
    moved = db.session.query(AuditRow).filter_by(did="drill.moved").count()
    assert moved >= 4
    closures = db.session.query(DayOffRow).filter_by(kind="closure").count()
    assert closures == 3
    kinds = {row.kind for row in db.session.query(EvidenceRow)}
    assert kinds == {"image/jpeg", "application/pdf"}


@only(DURING)
def test_in_november_outsiders_signed_questions_were_asked_and_things_wait(loaded):
    signed = db.session.query(EvaluationRow)
    assert Counter((row.kind, row.link_id is not None) for row in signed) == {
        ("police", True): 1,
        ("fire", True): 1,
        ("police", False): 1,
    }
    kept = [flag for row in db.session.query(KeptVerdictRow) for flag in row.flags]
    answers = {row.code for row in db.session.query(FlagAnswerRow)}
    assert Counter(flag["code"] for flag in kept) == {"not_a_school_day": 2, "recorded_late": 1}
    assert answers == {"not_a_school_day", "recorded_late"}
    assert [row.state for row in db.session.query(ErasureRow)] == ["asked"]
    assert [row.lifted_at for row in db.session.query(HoldRow)] == [None]
    actions = list(db.session.query(CorrectiveActionRow))
    assert {row.state for row in actions} == {"open", "closed"}
    assert any(row.state == "open" and row.due_on < loaded[1] for row in actions)
    coming = [row.id for row in db.session.query(DrillRow) if row.planned_on > loaded[1]]
    assert len(read_absences(coming)) == 1
    assert [row.layer for row in db.session.query(LawFileRow)] == ["district"]


@only(LATER)
def test_last_year_is_closed_and_one_record_was_amended_since(loaded):
    district = next(d for d in read_districts() if d.jurisdiction == "US-CT")
    [closing] = read_closings(district.id, "2031-32")
    there = {row.building_id: row for row in read_closed_buildings(closing.id)}
    assert Counter(row.status for row in there.values()) == {"met": 7, "missed": 1}
    now = judged_years(district.id, "2031-32", closing.as_of)
    assert [one.name for one in now if one.document != there[one.building_id].kept] == [
        "Tidewater Elementary"
    ]


@only(JULY)
def test_in_july_the_year_is_over_and_shows_how_it_went(loaded):
    found = Counter(statuses("US-CT").values())
    assert found == {"met": 5, "missed": 3}
    assert statuses("US-NY")["orchard"] == "met"
    assert statuses("US-NY")["stone-bridge"] == "needs_decision"


@only(LATER)
def test_another_year_has_its_days_moved_and_stands_the_same(loaded):
    found = statuses("US-CT")
    assert found["lighthouse"] == "open" and found["gull-cove"] == "missed"
    assert {drill.year for drill in db.session.query(DrillRow)} == {"2031-32", "2032-33"}
