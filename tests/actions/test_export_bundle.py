"""The evidence bundle: all that is in it can be checked, and judged again, without us."""

from __future__ import annotations

import csv
import hashlib
import json
import shlex
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import select

from drills.actions.export_bundle import export_bundle
from drills.actions.keep_verdicts import judge_district
from drills.actions.refused import NotAllowed
from drills.commands.check import command as check
from drills.compliance.loading import PACKS
from drills.exchange.bundle import verify_page
from drills.permissions import Person
from drills.store.database import db
from drills.store.files import FolderFiles
from drills.store.people import person_from_row
from drills.store.tables import AuditRow, EvidenceRow, LawFileRow, WindowAnswerRow
from tests import make
from tests.make import NOON
from tests.workbooks.test_in_office import read_back

ROOT = Path(__file__).parents[2]
PAPER = b"%PDF-1.7 a roster"
TOWN = (PACKS / "local" / "newtown-ct.toml").read_text()


@pytest.fixture
def by(any_database) -> Person:
    """The director of three buildings that stand differently, with a file, a local law, and
    a drill that is still to come."""
    district = make.add_district("Westbrook Public Schools")
    bedford = make.add_building(district, "Bedford Middle")
    coleman = make.add_building(district, "=Coleman Elementary")
    coleman.key = "coleman"
    make.add_building(district, "Hill Middle", ownership=None)
    for on in ("2026-09-10", "2026-10-06", "2026-11-05"):
        drill = make.add_drill([bedford], on, title="=SUM(1)", answers={"fire_department": True})
    make.add_drill([bedford], "2026-10-20", "lockdown", record_state="draft")
    make.add_drill([coleman], "2026-10-06")
    make.add_drill([bedford], "2026-12-08", "lockdown", state="planned")
    row = make.add_person(district, "director", name="Dana Whitfield")
    db.session.add(
        EvidenceRow(
            record_id=drill.records[0].id,
            sha256=hashlib.sha256(PAPER).hexdigest(),
            original_sha256="cd" * 32,
            kind="application/pdf",
            name="roster.pdf",
            size=len(PAPER),
            represents_on=make.day("2026-11-05"),
            uploaded_at=NOON,
            uploaded_by=row.id,
        )
    )
    db.session.commit()
    return person_from_row(row)


@pytest.fixture
def files(tmp_path) -> FolderFiles:
    store = FolderFiles(tmp_path / "evidence")
    store.put(PAPER)
    return store


def lay_town_law(district_id: int) -> None:
    """The district saved a stricter law: a first fire drill within ten days, and more."""
    from drills.store.buildings import read_district

    digest = hashlib.sha256(TOWN.encode()).hexdigest()
    db.session.add(
        LawFileRow(
            district_id=district_id,
            layer="district",
            name="Newtown",
            text=TOWN,
            sha256=digest,
            version="2026.1",
            reviewed=make.day("2026-11-20"),
            saved_by_name="Dana",
            saved_at=NOON,
        )
    )
    read_district(district_id).law = {"district": digest}
    db.session.commit()


def bundled(by: Person, files: FolderFiles, **chosen) -> ZipFile:
    out = BytesIO()
    export_bundle(by, NOON, out, files, **chosen)
    archive = ZipFile(out)
    assert archive.testzip() is None
    return archive


def table(archive: ZipFile, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(archive.read(path).decode())))


def test_the_list_names_every_file_with_its_hash(by, files):
    out = BytesIO()
    made = export_bundle(by, NOON, out, files)
    archive = ZipFile(out)
    raw = archive.read("MANIFEST.json")
    told = json.loads(raw)
    listed = {e["path"]: (e["bytes"], e["sha256"]) for e in told["files"]}
    there = {
        name: (len(archive.read(name)), hashlib.sha256(archive.read(name)).hexdigest())
        for name in archive.namelist()
        if name != "MANIFEST.json"
    }
    assert listed == there
    assert {"workbook.xlsx", "verify.html", "README.txt", "law/us-ct.toml"} <= set(there)
    assert made.manifest_sha256 == hashlib.sha256(raw).hexdigest()
    note = db.session.scalars(select(AuditRow).where(AuditRow.did == "export.bundle")).one()
    assert note.details["manifest_sha256"] == made.manifest_sha256
    assert note.person_name == "Dana Whitfield"


def excuse_september(by: Person) -> None:
    """Coleman's missed September is excused, as the law allows nobody to check here."""
    from drills.store.buildings import read_building_rows

    coleman = next(row for row in read_building_rows(by.district_id) if row.key == "coleman")
    db.session.add(
        WindowAnswerRow(
            district_id=by.district_id,
            building_id=coleman.id,
            year="2026-27",
            requirement="fire-monthly",
            opens=make.day("2026-09-02"),
            due=make.day("2026-09-30"),
            kind="excused",
            law="§ 1",
            words="The fire official said: no.",
            given_on=make.day("2026-10-05"),
            given_at=NOON,
            giver_name="Dana",
        )
    )
    db.session.commit()


@pytest.mark.parametrize("local", [False, True], ids=["state", "with a town's law"])
def test_flask_check_repeats_the_verdict_of_each_building(by, files, tmp_path, monkeypatch, local):
    if local:
        lay_town_law(by.district_id)
    excuse_september(by)
    archive = bundled(by, files)
    archive.extractall(tmp_path / "bundle")
    monkeypatch.chdir(tmp_path / "bundle")
    page = {found["name"]: found for found in judge_district(by.district_id, NOON.date())}
    rows = table(archive, "verdicts.csv")
    assert [row["building"].lstrip("'") for row in rows] == list(page)
    assert local or len({row["verdict"] for row in rows}) > 1
    for row in rows:
        assert ("--local law/district.toml" in row["command"]) == local
        words = shlex.split(row["command"])
        assert words[:2] == ["flask", "check"]
        answer = CliRunner().invoke(check, [*words[2:], "--format", "json"])
        found = json.loads(answer.output)
        shown = page[row["building"].lstrip("'")]
        assert found["verdict"] == row["verdict"] == shown["status"]
        assert {r["id"]: (r["status"], r["counted"]) for r in found["requirements"]} == {
            cell["id"]: (cell["status"], cell["counted"]) for cell in shown["cells"]
        }


def test_what_the_readme_says_to_type_works_in_the_bundles_own_folder(by, files, tmp_path):
    archive = bundled(by, files)
    archive.extractall(tmp_path)
    said = archive.read("README.txt").decode().splitlines()
    first = next(n for n, line in enumerate(said) if line.startswith("  export FLASK_APP="))
    names = (row["command"].split("/")[1] for row in table(archive, "verdicts.csv"))
    check_it = said[first + 1].replace("NAME", next(names))
    flask = f"{sys.executable} -m flask"
    typed = f"{said[first].replace('TRACKER', str(ROOT))}\n{check_it.replace('flask', flask, 1)}"
    ran = subprocess.run(["sh", "-c", typed], cwd=tmp_path, capture_output=True, text=True)
    assert ran.stdout.startswith("MISSED: "), ran.stderr


def test_the_files_are_there_under_names_that_say_what_they_prove(by, files):
    archive = bundled(by, files)
    (row,) = table(archive, "evidence.csv")
    assert row["path"].startswith("buildings/bedford-middle/evidence/2026-11-05-fire-record-")
    assert archive.read(row["path"]) == PAPER
    assert (row["name"], row["uploaded_by"]) == ("roster.pdf", "Dana Whitfield")


def test_a_file_that_is_gone_or_altered_is_named_and_stops_nothing(by, files):
    place = files.place(hashlib.sha256(PAPER).hexdigest())
    place.write_bytes(PAPER + b"!")
    (altered,) = json.loads(bundled(by, files).read("MANIFEST.json"))["not_there"]
    assert "the file was altered" in altered["why"]
    place.unlink()
    archive = bundled(by, files)
    (gone,) = json.loads(archive.read("MANIFEST.json"))["not_there"]
    assert "not in the store" in gone["why"]
    assert table(archive, "evidence.csv")[0]["path"] == ""


def test_the_workbook_in_it_is_the_workbook(by, files):
    archive = bundled(by, files, as_of=make.day("2026-10-31"))
    book = load_workbook(BytesIO(archive.read("workbook.xlsx")))
    assert "as of October 31, 2026" in book["Summary"]["A2"].value
    assert "2026-11-05" not in archive.read("buildings/bedford-middle/log.csv").decode()


def test_each_line_of_the_chain_holds_the_hash_of_the_line_before(by, files):
    export_bundle(by, NOON, BytesIO(), files)
    archive = bundled(by, files)
    told = json.loads(archive.read("MANIFEST.json"))["chain"]
    lines = archive.read("changes/chain.jsonl").decode().splitlines()
    assert len(lines) == told["rows"] == 1
    previous = None
    for line in lines:
        assert previous in (None, json.loads(line)["previous"])
        previous = hashlib.sha256(line.encode()).hexdigest()
    assert previous == told["newest_hash"]
    (details,) = archive.read("changes/details.jsonl").decode().splitlines()
    assert "manifest_sha256" in details


def test_nobody_learns_of_a_drill_to_come_from_it(by, files):
    from drills.actions.change import change

    with change(by, NOON) as it:
        it.note("drill.planned", f"drill:{planned_id(by)}", on="2026-12-08", type="lockdown")
    archive = bundled(by, files)
    for name in archive.namelist():
        assert b"2026-12-08" not in archive.read(name), name
    assert b"still to come" in archive.read("changes/details.jsonl")


def planned_id(by: Person) -> int:
    from drills.store.tables import DrillRow

    query = select(DrillRow.id).where(DrillRow.district_id == by.district_id)
    return db.session.scalars(query.where(DrillRow.state == "planned")).one()


def test_nothing_of_another_district_and_nobody_elses_business(by, files):
    archive = bundled(by, files)
    assert not any(b"Noise" in archive.read(name) for name in archive.namelist())
    from drills.store.buildings import read_district

    other = person_from_row(make.add_person(read_district(by.district_id), "principal"))
    db.session.commit()
    with pytest.raises(NotAllowed):
        export_bundle(other, NOON, BytesIO(), files)


def test_the_verifier_runs_its_own_script_and_nothing_else():
    page = verify_page()
    assert page.count("'sha256-") == 2 and "default-src 'none'" in page
    assert "STYLE" not in page and "SCRIPT'" not in page
    assert not any(word in page for word in ("http:", "https:", "fetch(", "XMLHttp", "eval("))


def test_the_command_writes_it_whole_or_not_at_all(app, on_day, tmp_path, monkeypatch):
    district = make.add_district("Westbrook Public Schools")
    make.add_building(district)
    db.session.commit()
    monkeypatch.chdir(tmp_path)
    words = ["export", "bundle", "--district", "Westbrook Public Schools"]
    answer = app.test_cli_runner().invoke(args=words)
    assert answer.exit_code == 0, answer.output
    path = Path("westbrook-public-schools-drills-2026-27-as-of-2026-11-24-evidence.zip")
    raw = ZipFile(path).read("MANIFEST.json")
    assert f"MANIFEST.json: SHA-256 {hashlib.sha256(raw).hexdigest()}" in answer.output
    wrong = app.test_cli_runner().invoke(args=[*words, "--year", "1999-00", "-o", "no.zip"])
    assert wrong.exit_code == 1 and "no school calendar for '1999-00'" in wrong.output
    assert not list(tmp_path.glob("*no.zip*"))


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_finds_the_totals_that_the_pages_show(app, files, tmp_path):
    """The workbook of a bundle, read by another program, beside what the director sees."""
    district = make.add_district("Westbrook Public Schools")
    schools = [make.add_building(district, name) for name in ("Bedford", "Coleman", "Hill")]
    for on in ("2026-09-10", "2026-10-06", "2026-11-05"):
        make.add_drill(schools[:1], on)
    make.add_drill(schools[1:2], "2026-10-06")
    by = person_from_row(make.add_person(district, "director"))
    db.session.commit()
    (tmp_path / "book").mkdir()
    content = bundled(by, files).read("workbook.xlsx")
    office = read_back(content, tmp_path / "book")
    page = {found["name"]: found for found in judge_district(by.district_id, NOON.date())}
    heads, *rows = office["Requirements"]
    place = {head: number for number, head in enumerate(heads)}
    assert len(rows) == sum(len(found["cells"]) for found in page.values())
    for name, found in page.items():
        counted = {row[place["Id"]]: row[place["Counted"]] for row in rows if row[0] == name}
        assert counted == {
            cell["id"]: "" if cell["counted"] is None else str(cell["counted"])
            for cell in found["cells"]
        }
    missed = sum(found["status"] == "missed" for found in page.values())
    assert f"{missed} missed a requirement" in office["Summary"][1][0]
    assert len(office["Drill log"]) - 1 == 4


@pytest.mark.browser
@pytest.mark.slow
def test_chromium_finds_the_bundle_whole_and_names_the_one_byte_that_changed(
    app, files, browser, tmp_path
):
    district = make.add_district("Westbrook Public Schools")
    make.add_drill([make.add_building(district, "Bedford Middle")], "2026-10-06")
    by = person_from_row(make.add_person(district, "director"))
    db.session.commit()
    export_bundle(by, NOON, BytesIO(), files)
    folder = tmp_path / "bundle"
    bundled(by, files).extractall(folder)
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((folder / "verify.html").as_uri())
    page.set_input_files("#folder", folder)
    expect(page.locator("#answer")).to_contain_text("All is well")
    expect(page.locator("#answer")).to_contain_text("The log of changes: 1 rows")
    log = folder / "buildings/bedford-middle/log.csv"
    log.write_bytes(log.read_bytes().replace(b"2026-10-06", b"2026-10-07"))
    page.set_input_files("#folder", folder)
    expect(page.locator("#answer")).to_contain_text("1 file differs")
    expect(page.locator("#answer")).to_contain_text("buildings/bedford-middle/log.csv")
    context.close()
