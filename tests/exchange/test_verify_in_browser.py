"""The bundle's verifier in a real browser, from a folder, without a server or network."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from drills.exchange import bundle
from drills.exchange.archive import Archive

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A small bundle, unpacked."""
    previous, lines = "0" * 64, []
    for number in (1, 2, 3):
        said = {"did": "record.submitted", "number": number, "previous": previous}
        lines.append(json.dumps(said))
        previous = hashlib.sha256(lines[-1].encode()).hexdigest()
    with (tmp_path / "bundle.zip").open("wb") as out:
        archive = Archive(out, datetime(2026, 11, 24, 12, 0))  # noqa: DTZ001 - a ZIP knows no zone
        archive.add("workbook.xlsx", b"a workbook")
        archive.add("buildings/hill/log.csv", "date,type\n2026-10-06,fire\n")
        archive.add("buildings/café/log.csv", "date,type\n")
        archive.add_lines(bundle.CHAIN, lines)
        archive.add("verify.html", bundle.verify_page())
        head = {
            "district": "Westbrook",
            "year": "2026-27",
            "as_of": "2026-11-24",
            "exported_by": "Dana Whitfield",
            "exported_at": "2026-11-24 12:00",
            "chain": {"file": bundle.CHAIN, "rows": 3, "newest_hash": previous},
        }
        gone = [{"path": "buildings/hill/evidence/1.jpg", "sha256": "0" * 64, "why": "it is gone"}]
        archive.add("MANIFEST.json", bundle.manifest(head, archive.entries, gone))
        archive.close()
    unpacked = tmp_path / "unpacked"
    ZipFile(tmp_path / "bundle.zip").extractall(unpacked)
    return unpacked


@pytest.fixture
def page(browser, folder):
    """The verifier of the bundle, offline; whatever it might ask for fails the test."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text))
    page.goto((folder / "verify.html").as_uri())
    yield page
    context.close()
    assert problems == []


def test_it_says_that_all_is_well_and_then_which_file_was_changed(page, folder):
    answer = page.locator("#answer")

    def choose() -> None:
        page.set_input_files("#folder", folder)

    choose()
    expect(answer).to_contain_text("All is well: all 5 files are those of the list.")
    expect(answer).to_contain_text("Westbrook, school year 2026-27, as of 2026-11-24")
    expect(answer).to_contain_text("The log of changes: 3 rows, each bound to the one before")
    expect(answer).to_contain_text("buildings/hill/evidence/1.jpg: it is gone")
    told = hashlib.sha256((folder / "MANIFEST.json").read_bytes()).hexdigest()
    expect(answer).to_contain_text(f"SHA-256 of MANIFEST.json: {told}")

    log = folder / "buildings/hill/log.csv"
    right = log.read_bytes()
    log.write_bytes(right.replace(b"06", b"07"))
    (folder / "note.txt").write_text("mine")
    choose()
    expect(answer).to_contain_text("Not all is well: 1 file differs.")
    expect(answer).to_contain_text("Differs from what was exportedbuildings/hill/log.csv")
    expect(answer).to_contain_text("so nothing is said of itnote.txt")
    log.unlink()
    choose()
    expect(answer).to_contain_text("Missing herebuildings/hill/log.csv")
    log.write_bytes(right)

    manifest = folder / "MANIFEST.json"
    manifest.write_bytes(manifest.read_bytes()[:-9])
    choose()
    expect(answer).to_contain_text("MANIFEST.json is damaged")


def test_a_chain_that_was_rewritten_shows_though_the_list_was_made_to_fit(page, folder):
    chain, manifest = folder / bundle.CHAIN, folder / "MANIFEST.json"
    told = json.loads(manifest.read_text())
    chain.write_text(chain.read_text().replace("submitted", "drafted", 1))
    entry = next(e for e in told["files"] if e["path"] == bundle.CHAIN)
    entry["sha256"] = hashlib.sha256(chain.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(told))
    page.set_input_files("#folder", folder)
    answer = page.locator("#answer")
    expect(answer).to_contain_text("Not all is well: the log of changes does not hold.")
    expect(answer).to_contain_text("Row 2 does not follow from the row before it.")


def test_files_without_their_folder_are_known_by_their_hash(page, folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    page.set_input_files("#files", files)
    expect(page.locator("#answer")).to_contain_text("All is well: all 5 files")


def test_its_own_hash_is_right_where_the_browser_keeps_its_own(page):
    for length in (0, 3, 55, 56, 63, 64, 65, 1000):
        content = bytes(n % 251 for n in range(length))
        found = page.evaluate("(a) => ownSha256(Uint8Array.from(a))", list(content))
        assert found == hashlib.sha256(content).hexdigest(), length


def test_it_can_be_read_and_used_by_everybody(page, folder):
    page.set_input_files("#folder", folder)
    expect(page.locator("#answer")).to_contain_text("All is well")
    assert Axe().run(page).violations_count == 0
