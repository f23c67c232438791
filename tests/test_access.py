"""Closed by default: every address with every kind of person, and what it must answer.

The expectations are written out here and not read from the program: a change of
permissions has to be made twice, on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from drills import clock
from drills.store.database import db
from drills.store.tables import (
    CorrectiveActionRow,
    ErasureRow,
    EvidenceRow,
    ExportRow,
    FeedRow,
    HoldRow,
    ImportRow,
    LawFileRow,
    MailRow,
    PersonRow,
    RoleBuildingRow,
    RoleRow,
    SessionRow,
    WindowAnswerRow,
)
from drills.web.access import ACCESS, PUBLIC
from tests import make
from tests.conftest import sign_in

ADMINISTRATOR, DIRECTOR, PRINCIPAL, STAFF, OFFICER = (
    "administrator",
    "director",
    "principal",
    "staff",
    "officer",
)
AUDITOR = "auditor"
EVERYBODY = {ADMINISTRATOR, DIRECTOR, PRINCIPAL, STAFF, OFFICER}
LEADERS = {ADMINISTRATOR, DIRECTOR, PRINCIPAL}

# Who may, in a building that they cover; then the endpoints. What is not here is public.
GROUPS: list[tuple[set[str], str]] = [
    (
        EVERYBODY,
        """
        everyone.home everyone.account everyone.change_password everyone.end_session
        everyone.calendars everyone.new_calendar everyone.revoke_calendar everyone.coming
        law.states law.state law.compare law.pack_file
        """,
    ),
    (
        {ADMINISTRATOR, DIRECTOR},
        """
        district.today district.workbook district.export district.export_file
        district.records district.approve
        records.send_back records.approve records.query building.withdraw
        years.years years.year years.close years.building
        removal.queue removal.decide removal.purge removal.hold removal.lift
        removal.hold_record
        """,
    ),
    (
        LEADERS,
        """
        building.page building.why building.law building.answer
        findings.actions findings.action findings.save findings.close findings.reopen
        drills.plan drills.move drills.cancel drills.not_held
        log.start log.planned log.save log.token
        records.page records.edit records.submit records.add_evidence
        records.evidence records.thumbnail records.answer records.answer_question removal.ask
        """,
    ),
    (LEADERS | {OFFICER}, "drills.sheet"),
    (LEADERS, "outside.guests outside.share outside.end"),
    ({ADMINISTRATOR, DIRECTOR}, "outside.questions"),
    (
        {ADMINISTRATOR, DIRECTOR},
        "filings.filings filings.download filings.public_page",
    ),
    ({AUDITOR}, "audit.grid audit.building audit.why audit.exports"),
    ({OFFICER}, "outside.officer outside.sign outside.away outside.comes"),
    (
        {ADMINISTRATOR, DIRECTOR},
        """
        year_plan.start year_plan.settings year_plan.make year_plan.working year_plan.preview
        year_plan.move year_plan.pin year_plan.accept year_plan.drop year_plan.undo
        year_plan.officer year_plan.new_agency year_plan.agency year_plan.no_agency
        year_plan.away year_plan.back year_plan.blackout year_plan.no_blackout
        year_plan.together year_plan.apart
        """,
    ),
    (
        {ADMINISTRATOR, DIRECTOR},
        "setup.calendar setup.add_days setup.remove_days setup.snow_day"
        " law.local law.layer_file law.all_files law.saved_file law.difference law.stricter"
        " law.own_rule law.numbers law.take_out law.take_away law.import_file law.save",
    ),
    (
        {ADMINISTRATOR},
        """
        district.mailbox district.mail
        setup.overview setup.district setup.questions setup.buildings setup.new_building
        setup.building setup.close_building setup.reopen_building
        setup.change_year setup.new_year setup.next_year setup.year_days
        setup.year_buildings setup.year_people setup.drop_own_calendar setup.people
        setup.new_person setup.person setup.invite
        setup.end_account setup.reopen_account setup.import_start setup.import_template
        setup.import_preview setup.import_confirm setup.import_drop
        """,
    ),
]
WHO = {endpoint: who for who, endpoints in GROUPS for endpoint in endpoints.split()}
# Auditors read what was held and its proof, and nothing else of a building.
AUDITORS_TOO = """
    everyone.home everyone.account everyone.change_password everyone.end_session
    everyone.calendars everyone.new_calendar everyone.revoke_calendar
    law.states law.state law.compare law.pack_file
    records.page records.evidence records.thumbnail
"""
WHO |= {endpoint: WHO[endpoint] | {AUDITOR} for endpoint in AUDITORS_TOO.split()}
OPEN_TO_ALL = {
    "static",
    "bootstrap.static",
    "public.health",
    "public.ready",
    "public.robots",
    "public.service_worker",
    "public.manifest",
    "public.language",
    "public.sign_in",
    "public.sign_out",
    "public.forgotten",
    "public.choose_password",
    "public.about",
    "feeds.calendar",
    "outside.evaluate",
    "filings.public",
}
# What is answered where the thing itself is not there: nothing to do with roles.
MAY_BE_ABSENT = {
    "setup.year_days",  # the year that is opened has no dates yet
    "setup.year_buildings",
    "setup.year_people",
    "years.building",  # the year is not closed
    "outside.away",  # somebody else was asked to come
    "outside.comes",
    "records.evidence",
    "records.thumbnail",
    "records.add_evidence",
    "district.mailbox",
    "district.mail",
    "year_plan.move",
    "year_plan.pin",
    "year_plan.officer",
    "year_plan.agency",
    "year_plan.no_agency",
    "district.export",
    "district.export_file",
    "setup.import_preview",
    "setup.import_confirm",
    "setup.import_drop",
    "law.layer_file",
}
ROLES = [ADMINISTRATOR, DIRECTOR, PRINCIPAL, STAFF, OFFICER, AUDITOR]


@dataclass
class Scene:
    """A district with two buildings, a person of each role in the first, and one thing of
    each sort that an address can name, in either building."""

    app: Flask
    people: dict[str, PersonRow] = field(default_factory=dict)
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)


def things_of(building, owner: PersonRow) -> dict[str, Any]:
    """A value for each name that stands in an address, all of this building."""
    planned = make.add_drill([building], "2026-12-08", "fire", state="planned")
    held = make.add_drill([building], "2026-11-10", "lockdown")
    record = held.records[0]
    evidence = EvidenceRow(
        record_id=record.id,
        sha256="0" * 64,
        original_sha256="1" * 64,
        thumbnail_sha256="2" * 64,
        kind="image/jpeg",
        name="roster.jpg",
        size=1,
        represents_on=make.day("2026-11-10"),
        uploaded_at=make.NOON,
    )
    feed = FeedRow(
        district_id=building.district_id,
        person_id=owner.id,
        secret_hash=f"feed of {building.id}"[:64],
        building_id=building.id,
        types=[],
        audience="planners",
        created_at=make.NOON,
    )
    upload = ImportRow(
        district_id=building.district_id,
        person_id=owner.id,
        name="template.xlsx",
        content=b"not a workbook",
        uploaded_at=make.NOON,
    )
    mail = MailRow(
        key=f"mail of {building.id}",
        district_id=building.district_id,
        to="somebody@example.org",
        subject="A subject",
        body="Words",
        created_at=make.NOON,
    )
    export = ExportRow(
        district_id=building.district_id,
        person_id=owner.id,
        kind="workbook",
        year="2026-27",
        as_of=make.day("2026-11-24"),
        asked_at=make.NOON,
    )
    session = SessionRow(
        secret_hash=f"session {building.id}",
        person_id=owner.id,
        created_at=make.NOON,
        last_seen_at=make.NOON,
        expires_at=clock.now() + timedelta(days=1),
    )
    law_file = LawFileRow(
        district_id=building.district_id,
        layer="district",
        name="Its own",
        text="schema = 1",
        sha256="3" * 64,
        version="2026.11.1",
        reviewed=make.day("2026-11-10"),
        saved_by_name=owner.name,
        saved_at=make.NOON,
        note="",
    )
    answer = WindowAnswerRow(
        district_id=building.district_id,
        building_id=building.id,
        year="2026-27",
        requirement="fire-monthly",
        opens=make.day("2026-09-02"),
        due=make.day("2026-09-30"),
        kind="answered",
        words="The alarm was being repaired.",
        given_on=make.day("2026-10-05"),
        given_at=make.NOON,
        giver_name="Dana Whitfield",
    )
    action = CorrectiveActionRow(
        district_id=building.district_id,
        building_id=building.id,
        record_id=record.id,
        problem="too_slow",
        found_on=make.day("2026-11-10"),
        due_on=make.day("2026-12-10"),
        opened_at=make.NOON,
    )
    erasure = ErasureRow(
        district_id=building.district_id,
        building_id=building.id,
        record_id=record.id,
        what="words",
        reason="A name.",
        asked_at=make.NOON,
        asker_name="Pat Principal",
    )
    hold = HoldRow(
        district_id=building.district_id,
        building_id=building.id,
        why="A claim.",
        placed_at=make.NOON,
        placer_name="Dana Whitfield",
    )
    db.session.add_all([answer, action, erasure, hold])
    db.session.add_all([evidence, feed, upload, mail, session, law_file, export])
    db.session.flush()
    return {
        "building_id": building.id,
        "drill_id": planned.id,
        "record_id": record.id,
        "evidence_id": evidence.id,
        "feed_id": feed.id,
        "import_id": upload.id,
        "export_id": export.id,
        "erasure_id": erasure.id,
        "hold_id": hold.id,
        "mail_id": mail.id,
        "person_id": owner.id,
        "session_id": session.id,
        "number": 1,
        "agency_id": 1,
        "requirement_id": "fire-monthly",
        "slug": "a-page-that-is-not-there",
        "year": "2026-27",
        "name": "fire-log",
        "answer_id": answer.id,
        "action_id": action.id,
        "jurisdiction": "US-CT",
        "layer": "district",
        "file_id": law_file.id,
        "secret": "a-secret-that-nobody-has",
        "filename": "site.css",
    }


def build_scene(app: Flask) -> Scene:
    """The scene, committed."""
    scene = Scene(app)
    district = make.add_district()
    mine = make.add_building(district, "Coleman Elementary")
    other = make.add_building(district, "Hill Middle")
    for role in ROLES:
        whole = role in (ADMINISTRATOR, DIRECTOR)
        scene.people[role] = make.add_person(district, role, None if whole else [mine])
    ends = clock.today(district.zone) + timedelta(days=30)
    audits = scene.people[AUDITOR].roles[0]
    audits.years, audits.ends = ["2026-27"], ends
    scene.people["former principal"] = former = make.add_person(district, PRINCIPAL, [mine])
    former.roles[0].ends = clock.today(district.zone) - timedelta(days=1)
    scene.people["principal to come"] = coming = make.add_person(district, PRINCIPAL, [mine])
    coming.roles[0].starts = clock.today(district.zone) + timedelta(days=1)
    abroad = make.add_district("Elsewhere Schools", "US-CT")
    there = make.add_building(abroad, "Elsewhere High")
    for role in (ADMINISTRATOR, DIRECTOR, PRINCIPAL):
        scene.people[f"{role} elsewhere"] = make.add_person(
            abroad, role, None if whole else [there]
        )
    owner = make.add_person(district, STAFF, [mine], name="Somebody else")
    owner.roles.append(RoleRow(role=STAFF, buildings=[RoleBuildingRow(building_id=other.id)]))
    db.session.flush()
    scene.arguments = {"mine": things_of(mine, owner), "other": things_of(other, owner)}
    db.session.commit()
    return scene


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every address with each method it takes, what only reads first."""
    found = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=lambda f: (f[1] != "GET", "drop" in f[0].endpoint, f[0].endpoint))


def ask(scene: Scene, who: str | None, rule: Rule, method: str, where: str) -> TestResponse:
    """The answer to a person at an address of one of the two buildings."""
    client = scene.app.test_client()
    if who is not None:
        sign_in(client, db.session.merge(scene.people[who]))
    values = {name: scene.arguments[where][name] for name in rule.arguments}
    with scene.app.test_request_context():
        path = scene.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
    answer = client.open(path, method=method)
    db.session.rollback()
    return answer


def refused(answer: TestResponse) -> bool:
    """Whether the answer shows and does nothing of what was asked for."""
    if answer.status_code in (301, 302, 303, 308):
        return "/sign-in" in (answer.location or "")
    return answer.status_code in (401, 403, 404)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return build_scene(app)


def test_every_address_stands_in_the_table_and_in_this_test(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints - set(ACCESS) == set(), "an address that the table does not know"
    assert set(ACCESS) - endpoints == set(), "the table names what is not there"
    assert set(WHO) | OPEN_TO_ALL == endpoints
    assert {e for e, ability in ACCESS.items() if ability == PUBLIC} == OPEN_TO_ALL


def test_nobody_gets_in_without_signing_in(scene):
    wrong = [
        (rule.rule, method, answer.status_code)
        for rule, method in routes(scene.app)
        if rule.endpoint in WHO and not refused(answer := ask(scene, None, rule, method, "mine"))
    ]
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_should_and_nothing_else(scene, role):
    wrong = []
    for rule, method in routes(scene.app):
        if rule.endpoint not in WHO:
            continue
        answer = ask(scene, role, rule, method, "mine")
        if role in WHO[rule.endpoint]:
            absent = rule.endpoint in MAY_BE_ABSENT and answer.status_code == 404
            if (refused(answer) and not absent) or answer.status_code >= 500:
                wrong.append((rule.rule, method, answer.status_code, "should open"))
        elif not refused(answer):
            wrong.append((rule.rule, method, answer.status_code, "should be refused"))
    assert wrong == []


@pytest.mark.parametrize("role", [PRINCIPAL, STAFF, OFFICER, AUDITOR])
def test_a_building_outside_the_role_is_not_there(scene, role):
    named = {"building_id", "drill_id", "record_id", "evidence_id"}
    wrong = [
        (rule.rule, method, answer.status_code)
        for rule, method in routes(scene.app)
        if rule.endpoint in WHO
        and rule.arguments & named
        and not refused(answer := ask(scene, role, rule, method, "other"))
    ]
    assert wrong == []


@pytest.mark.parametrize("who", ["former principal", "principal to come"])
def test_a_role_outside_its_dates_opens_nothing(scene, who):
    own = {e for e in WHO if e.startswith("everyone.")}
    wrong = [
        (rule.rule, method, answer.status_code)
        for rule, method in routes(scene.app)
        if rule.endpoint in WHO
        and rule.endpoint not in own
        and not refused(answer := ask(scene, who, rule, method, "mine"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "who", ["administrator elsewhere", "director elsewhere", "principal elsewhere"]
)
def test_another_district_is_not_there_at_all(scene, who):
    things = set(scene.arguments["mine"]) - {
        "requirement_id",
        "jurisdiction",
        "layer",
        "name",
        "slug",
        "year",
        "secret",
        "filename",
    }
    wrong = []
    for rule, method in routes(scene.app):
        if rule.endpoint not in WHO or not rule.arguments & things:
            continue
        answer = ask(scene, who, rule, method, "mine")
        if not refused(answer):
            wrong.append((rule.rule, method, answer.status_code))
    assert wrong == []
