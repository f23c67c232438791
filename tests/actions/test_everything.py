"""A whole district goes out of one installation and into another, and is the same there."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import JSON, select

from drills.actions.change import change
from drills.actions.export_everything import export_everything
from drills.actions.import_everything import CannotImport, import_everything
from drills.actions.keep_verdicts import judge_district
from drills.permissions import the_system
from drills.store.audit import first_broken_row
from drills.store.audited import rows_of_district
from drills.store.database import db
from drills.store.districts import district_named
from drills.store.files import FolderFiles
from drills.store.people import person_from_row
from drills.store.tables import (
    AuditRow,
    DistrictRow,
    EvidenceRow,
    FeedRow,
    ImportRow,
    KeptVerdictRow,
    OfficerRow,
    PersonRow,
    RecordVersionRow,
    WindowAnswerRow,
)
from drills.store.whole_district import (
    HOLD_NUMBERS,
    LEFT_OUT,
    NOT_MADE_AGAIN,
    carried_tables,
    plain_rows,
)
from tests import make
from tests.make import NOON

PAPER = b"%PDF-1.7 a roster"
DIGEST = hashlib.sha256(PAPER).hexdigest()
NAME = "Westbrook Public Schools"
# JSON columns that were looked at and hold no number of a row.
NO_NUMBERS = {
    *(("district", name) for name in ("labels", "settings", "options", "law")),
    *(("plan_settings", name) for name in ("weights", "told")),
    *(("record", name) for name in ("answers", "problems", "stamps")),
    *(("school_year", name) for name in ("terms", "breaks")),
    ("accepted_plan", "changes"),  # is not made again
    ("building_year", "facts"),
    ("closed_building", "kept"),  # drills by their UID, buildings by their name
    ("closed_year", "law"),
    ("drill", "intended"),
    ("evaluation", "answers"),
    ("feed", "types"),
    ("record_version", "said"),
    ("role", "years"),
}


@pytest.fixture
def files(tmp_path) -> FolderFiles:
    store = FolderFiles(tmp_path / "evidence")
    store.put(PAPER)
    return store


@pytest.fixture
def district_id(any_database, files) -> int:
    """Two buildings, people, records with a file, a version, an answer, a feed, an officer."""
    district = make.add_district(NAME)
    bedford = make.add_building(district, "Bedford Middle")
    hill = make.add_building(district, "Hill Middle")
    director = make.add_person(district, "director", name="Dana Whitfield", password_hash="x")
    make.add_person(district, "principal", [hill], email="robin@example.org")
    held = make.add_drill([bedford], "2026-10-06", answers={"participants": 400})
    make.add_drill([bedford, hill], "2026-11-05")
    planned = make.add_drill([hill], "2026-12-08", "lockdown", state="planned")
    officer = OfficerRow(district_id=district.id, name="Police", kind="police")
    db.session.add(officer)
    db.session.flush()
    officer.building_ids = [hill.id]
    planned.attending = [officer.id]
    record = held.records[0]
    db.session.add_all(
        [
            EvidenceRow(
                record_id=record.id,
                sha256=DIGEST,
                original_sha256=DIGEST,
                kind="application/pdf",
                name="roster.pdf",
                size=len(PAPER),
                represents_on=make.day("2026-10-06"),
                uploaded_at=NOON,
                uploaded_by=director.id,
            ),
            RecordVersionRow(
                record_id=record.id,
                number=1,
                state="draft",
                said={"type": "fire"},
                changed_at=NOON,
                changed_by=director.id,
            ),
            WindowAnswerRow(
                district_id=district.id,
                building_id=bedford.id,
                year="2026-27",
                requirement="fire-monthly",
                opens=make.day("2026-09-02"),
                due=make.day("2026-09-30"),
                kind="made_up",
                record_id=record.id,
                given_on=make.day("2026-10-06"),
                given_at=NOON,
                giver_name="Dana Whitfield",
            ),
            FeedRow(
                district_id=district.id,
                person_id=director.id,
                secret_hash="f" * 64,
                building_id=hill.id,
                types=["fire"],
                audience="planners",
                created_at=NOON,
            ),
            ImportRow(
                district_id=district.id,
                person_id=director.id,
                name="template.xlsx",
                content=b"\x00\xff",
                uploaded_at=NOON,
            ),
        ]
    )
    db.session.commit()
    with change(the_system(district.id, district.zone), NOON) as it:
        it.note("district.saved", f"district:{district.id}", before={}, after={})
    return district.id


def exported(district_id: int, files: FolderFiles) -> BytesIO:
    out = BytesIO()
    export_everything(the_system(district_id, "America/New_York"), NOON, out, files)
    return out


def gone(district_id: int) -> None:
    """The other installation knows nothing of the district: its rows are taken out of the
    way, since two installations share one database here."""
    for table in reversed(list(carried_tables().values())):
        keys = [row[0] for row in db.session.execute(rows_of_district(table, district_id))]
        key = next(iter(table.primary_key.columns))
        if table.name == "district":
            db.session.execute(AuditRow.__table__.delete().where(AuditRow.district_id == keys[0]))
            kept = KeptVerdictRow.__table__
            db.session.execute(kept.delete().where(kept.c.district_id == keys[0]))
        db.session.connection().execute(table.delete().where(key.in_(keys)))
    db.session.commit()
    db.session.expire_all()


def told(district_id: int) -> dict[str, list[dict]]:
    """All rows of a district, with what a number points to in place of the number."""
    found: dict[str, list[dict]] = {}
    places: dict[str, dict[int, int]] = {}
    for name, table in carried_tables().items():
        rows = list(plain_rows(table, district_id))
        places[name] = {row["id"]: place for place, row in enumerate(rows) if "id" in row}
        for row in rows:
            row.pop("id", None)
            row.pop("version", None)  # counts anew
            for column in table.columns:
                target = next((k.column.table.name for k in column.foreign_keys), "")
                if target and row.get(column.name) is not None:
                    row[column.name] = (target, places[target][row[column.name]])
        found[name] = rows
    for row in found["drill"]:
        row["attending"] = [places["officer"][i] for i in row["attending"]]
    for row in found["officer"]:
        row["building_ids"] = row["building_ids"] and [
            places["building"][i] for i in row["building_ids"]
        ]
    return found


def test_the_district_is_the_same_in_another_installation(district_id, files, tmp_path):
    before = told(district_id)
    page = [(b["name"], b["status"], b["cells"]) for b in judge_district(district_id, NOON.date())]
    chain = db.session.scalars(
        select(AuditRow.hash).where(AuditRow.district_id == district_id)
    ).all()
    out = exported(district_id, files)
    gone(district_id)
    make.add_district("Somebody Else")  # so that the numbers are others
    db.session.commit()
    elsewhere = FolderFiles(tmp_path / "elsewhere")

    done = import_everything(NOON, out, elsewhere)

    assert done.name == NAME and done.files == 1 and done.not_there == 0
    assert told(done.district_id) == before
    assert elsewhere.read(DIGEST) == PAPER
    now = judge_district(done.district_id, NOON.date())
    assert [(b["name"], b["status"], b["cells"]) for b in now] == page
    rows = db.session.scalars(
        select(AuditRow).where(AuditRow.district_id == done.district_id).order_by(AuditRow.number)
    ).all()
    assert rows[0].did == "district.imported" and first_broken_row(done.district_id) is None
    assert rows[0].details["chain_newest_hash"] == chain[-1]
    # The log of the other installation is kept, and holds by itself.
    kept = elsewhere.read(rows[0].details["chain_sha256"]).decode().splitlines()
    assert hashlib.sha256(kept[-1].encode()).hexdigest() == chain[-1]


def test_no_password_goes_out_and_the_export_is_noted(district_id, files):
    archive = ZipFile(exported(district_id, files))
    assert b"password" not in archive.read("tables/person.jsonl")
    assert b"Noise" not in b"".join(archive.read(name) for name in archive.namelist())
    told_rows = json.loads(archive.read("MANIFEST.json"))["tables"]
    assert (told_rows["building"], told_rows["record"]) == (2, 4)
    note = db.session.scalars(select(AuditRow).where(AuditRow.did == "export.everything")).one()
    digest = hashlib.sha256(archive.read("MANIFEST.json")).hexdigest()
    assert note.details["manifest_sha256"] == digest


def rewritten(out: BytesIO, path: str, content: bytes | None, fit: bool = False) -> BytesIO:
    """The same ZIP with another part, or without it; ``fit``: the manifest knows of it."""
    old, new = ZipFile(out), BytesIO()
    with ZipFile(new, "w", ZIP_DEFLATED) as archive:
        for name in old.namelist():
            part = content if name == path else old.read(name)
            if name == "MANIFEST.json" and fit and content is not None:
                manifest = json.loads(part)
                for entry in manifest["files"]:
                    if entry["path"] == path:
                        entry["sha256"] = hashlib.sha256(content).hexdigest()
                part = json.dumps(manifest).encode()
            if part is not None:
                archive.writestr(name, part)
    return new


@pytest.mark.parametrize(
    ("path", "content", "fit", "code"),
    [
        ("tables/drill.jsonl", b"{}\n", False, "altered"),
        ("tables/drill.jsonl", None, False, "missing"),
        ("MANIFEST.json", b"{}", False, "broken"),
        ("MANIFEST.json", b'{"format": "drills-district/9"}', False, "format"),
        ("tables/building.jsonl", b'{"id": 1, "colour": "red"}\n', True, "newer"),
        ("tables/district.jsonl", b"", True, "broken"),
    ],
)
def test_what_was_changed_or_is_not_understood_is_refused_whole(
    app, files, path, content, fit, code
):
    district = make.add_district(NAME)
    make.add_building(district)
    db.session.commit()
    out = rewritten(exported(district.id, files), path, content, fit)
    before = db.session.query(DistrictRow).count()
    with pytest.raises(CannotImport) as wrong:
        import_everything(NOON, out, files)
    assert wrong.value.code == code
    assert db.session.query(DistrictRow).count() == before


def test_a_district_that_is_here_is_not_read_in_twice(district_id, files):
    out = exported(district_id, files)
    with pytest.raises(CannotImport) as wrong:
        import_everything(NOON, out, files)
    assert wrong.value.code == "district_there"
    db.session.get(DistrictRow, district_id).name = "Renamed"
    db.session.commit()
    with pytest.raises(CannotImport) as wrong:
        import_everything(NOON, out, files)
    assert wrong.value.code == "there" and "robin@example.org" in wrong.value.about
    assert district_named(NAME) is None


def test_no_table_is_carried_halfway():
    json_columns = {
        (name, column.name)
        for name, table in carried_tables().items()
        for column in table.columns
        if isinstance(column.type, JSON)
    }
    unseen = json_columns - NO_NUMBERS - set(HOLD_NUMBERS)
    assert unseen == set(), "does it hold numbers of rows? (store/whole_district.py)"
    assert set(NOT_MADE_AGAIN) <= set(carried_tables())
    assert all(column in carried_tables()[name].columns for name, column in LEFT_OUT)


def test_a_signed_in_person_stays_who_they_were(district_id, files):
    """Roles and their buildings follow the new numbers."""
    out = exported(district_id, files)
    gone(district_id)
    done = import_everything(NOON, out, files)
    row = db.session.scalars(select(PersonRow).where(PersonRow.email == "robin@example.org")).one()
    principal = person_from_row(row)
    assert principal.district_id == done.district_id
    (building,) = principal.buildings_for("see_building", NOON.date())
    assert judge_district(done.district_id, NOON.date(), [building])[0]["name"] == "Hill Middle"


def test_the_commands_say_what_they_did(app, on_day, tmp_path, monkeypatch):
    district = make.add_district(NAME)
    make.add_building(district)
    db.session.commit()
    monkeypatch.chdir(tmp_path)
    run = app.test_cli_runner().invoke
    out = run(args=["export", "everything", "--district", NAME, "-o", "all.zip"])
    assert out.exit_code == 0 and "Its MANIFEST.json: SHA-256" in out.output, out.output
    twice = run(args=["import", "everything", "all.zip"])
    assert twice.exit_code == 1 and f"here already: {NAME}" in twice.output
    gone(district.id)
    done = run(args=["import", "everything", "all.zip"])
    assert done.exit_code == 0 and f"{NAME}: " in done.output, done.output
