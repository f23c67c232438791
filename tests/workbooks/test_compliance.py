"""The compliance workbook: golden grids of what each sheet says."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from drills.compliance.layering import layered_files
from drills.compliance.loading import load_pack
from drills.compliance.local_law import shipped_local
from drills.exchange.log_columns import LOG_COLUMNS
from drills.workbooks.compliance import compliance_workbook
from drills.workbooks.contents import AnswerEntry, Batch, Wishes
from tests.workbooks.told import AT, NASTY_NOTE, SHA, contents, good_drills, judged

SHEETS = [
    "Summary",
    "Requirements",
    "Windows",
    "Gaps",
    "Waivers and answers",
    "Drill log",
    "Not held",
    "Evidence",
    "Amendments",
    "Questions",
    "Signatures",
    "Corrective actions",
    "Known then",
    "School calendar",
    "Rules",
    "About",
]


@pytest.fixture(scope="module")
def book():
    return load_workbook(BytesIO(compliance_workbook(contents())))


def grid(sheet) -> list[list]:
    """The values of a sheet, row by row."""
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def table(sheet, head_row: int = 1) -> list[dict]:
    """The rows under the heads, by head."""
    rows = grid(sheet)
    heads = rows[head_row - 1]
    return [dict(zip(heads, row, strict=True)) for row in rows[head_row:]]


def test_the_sheets_stand_in_order(book):
    assert book.sheetnames == SHEETS


def test_the_summary_says_how_each_building_stands(book):
    rows = grid(book["Summary"])
    assert rows[0][0] == "School drills: Westbrook & Söhne"
    assert rows[1][0] == (
        "School year 2026-27, as of November 24, 2026. "
        "1 of 2 buildings in order; 1 missed a requirement."
    )
    assert "Exported by Dana Whitfield, Director on November 24, 2026 at 12:05" in rows[2][0]
    assert rows[3][0] == f"Witness: row 17 of the log of changes, {'9f' * 32}"
    heads = ["Building", "Verdict", "Next last day", "First fire drill", "Monthly fire drill"]
    assert rows[5][:5] == heads
    assert rows[6][:6] == [
        "Bedford Middle",
        "Open",
        day(2026, 12, 31),
        "Met 1 of 1",
        "Open 3 of 10",
        "Open 1 of 3",
    ]
    assert rows[7][:5] == [
        "=Coleman Elementary",
        "Missed",
        day(2026, 12, 31),
        "Missed 0 of 1",
        "Missed 2 of 10",
    ]


def day(year: int, month: int, number: int) -> datetime:
    """A day as a spreadsheet holds it."""
    return datetime(year, month, number)  # noqa: DTZ001


def test_a_requirement_says_its_windows_what_did_not_count_and_the_cure(book):
    rows = table(book["Requirements"])
    late = next(r for r in rows if r["Building"].startswith("=") and r["Id"] == "fire-monthly")
    assert (late["Verdict"], late["Counted"], late["Needed"]) == ("Missed", 2, 10)
    assert late["Windows"].splitlines()[0] == "Missed: Sep 2 to Sep 30 (0 of 1)"
    assert "Nov 7, fire: not a school day" in late["What did not count, and why"]
    assert "Sep 2 to Sep 30 is over: hold it late" in late["What would put it right"]
    assert "Hold 1 fire drill, Dec 1 to Dec 31." in late["What would put it right"]
    assert late["Decides"] == "yes"
    assert late["Citation"] == "§ 10-231(a), (b)"


def test_every_window_has_its_row(book):
    rows = [r for r in table(book["Windows"]) if r["Building"] == "Bedford Middle"]
    months = [r for r in rows if r["Id"] == "fire-monthly"]
    assert len(months) == 10
    assert (months[0]["From"], months[0]["To"]) == (day(2026, 9, 2), day(2026, 9, 30))
    assert (months[0]["Status"], months[0]["Counted"]) == ("Met", 1)
    assert (months[-1]["Status"], months[-1]["Counted"]) == ("To come", None)
    assert "Oct 6" in months[1]["Drills that counted"]


def test_the_log_has_exactly_the_columns_of_a_drill_log_and_ours(book):
    heads = grid(book["Drill log"])[0]
    ours = ["state", "planned_on", "planned_at", "recorded_by", "recorded_at", "amended_at"]
    ours += ["submitted_at", "approved_by", "approved_at", "in_charge"]
    ours += ["imported", "evidence_count", "record"]
    assert heads == ["building", *(c.name for c in LOG_COLUMNS), *ours]
    row = table(book["Drill log"])[0]
    assert row["building"] == "Bedford Middle"
    assert (row["date"], row["time"], row["type"]) == (day(2026, 9, 10), time(10, 0), "fire")
    assert (row["held_as"], row["state"], row["imported"]) == ("drill", "submitted", "no")
    assert (row["recorded_by"], row["recorded_at"]) == ("Robin Example, Principal", AT)
    # Unknown is empty, never no.
    assert row["secondary_exit"] is None and row["participants"] is None


def test_a_note_keeps_every_letter_and_starts_no_formula(book):
    sheet = book["Drill log"]
    column = [c.value for c in sheet[1]].index("notes") + 1
    cell = sheet.cell(5, column)
    assert cell.data_type == "s" and cell.quotePrefix
    wanted = NASTY_NOTE.replace("\r\n", "\n").replace("\x07", "")
    assert cell.value.replace("_x005F_", "_") == wanted


def test_evidence_is_known_again_by_its_hash(book):
    (row,) = table(book["Evidence"])
    assert row["SHA-256 of the file kept"] == SHA
    assert (row["File"], row["Record"], row["Bytes"]) == ("#N/A roster.jpg", 4, 118_540)
    assert book["Evidence"]["E2"].data_type == "s"


def test_the_calendar_and_the_rules_are_there_with_citations(book):
    calendar = table(book["School calendar"])
    assert (calendar[0]["What"], calendar[0]["School days"]) == ("School year", 180)
    assert calendar[1]["Why"] == "+Thanksgiving"
    rules = table(book["Rules"])
    counted = rows_of(rules, "counted", "advisory", "not counted")
    told = contents()
    assert [r["Id"] for r in counted] == [rule.id for rule in told.pack.rules]
    assert all(r["Citation"] and r["Reviewed"] for r in counted)
    asked = {r["Id"]: r["How many and when"] for r in counted}
    assert asked["fire-monthly"].startswith("at least 1 in each month in session")
    assert asked["bus-2"] == "at least 2 in the school year"
    assert [r["Id"] for r in rows_of(rules, "duty")] == [d.id for d in told.pack.duties]
    assert [r["Id"] for r in rows_of(rules, "choice")] == [s.id for s in told.pack.settings]


def rows_of(rows: list[dict], *sorts: str) -> list[dict]:
    return [r for r in rows if r["Sort"] in sorts]


def test_about_says_the_law_the_day_and_the_witness(book):
    about = {r["What"]: r["Says"] for r in table(book["About"])}
    pack = contents().pack
    assert about["Law"] == (
        f"Connecticut, pack {pack.version}, reviewed {pack.reviewed.isoformat()}"
    )
    assert about["As of"].startswith("November 24, 2026.")
    assert "9f" * 32 in about["Witness"] and "Row 17" in about["Witness"]
    assert about["Exported by"] == "Dana Whitfield, Director"


def test_each_printed_page_bears_the_witness(book):
    witness = contents().witness
    for sheet in book.worksheets:
        assert sheet.oddFooter.left.text.endswith(f"; row {witness.number}: {witness.hash[:16]}")


def test_each_pack_of_the_law_is_named_with_its_layer_version_and_review():
    law = shipped_local()["newtown-ct"].read_bytes()
    pack = layered_files(load_pack("US-CT"), [("newtown-ct.toml", law)])
    book = load_workbook(BytesIO(compliance_workbook(contents(pack=pack))))
    rules = table(book["Rules"])
    packs = rows_of(rules, "pack")
    assert [(r["Name"], r["Whose rule"]) for r in packs] == [
        ("Connecticut", "Connecticut (state)"),
        ("Newtown", "Newtown (district)"),
    ]
    assert "version 2026.11.1" in packs[1]["What the law wants"]
    assert packs[1]["Reviewed"].date() == date(2026, 11, 25)
    whose = {r["Id"]: r["Whose rule"] for r in rows_of(rules, "counted")}
    assert whose["fire-first-30-days"] == "the state's, stricter by Newtown (district)"
    assert whose["newtown-lockdown-30-days"] == "added by Newtown (district)"
    about = {r["What"]: r["Says"] for r in table(book["About"])}
    assert about["Local law"] == "Newtown (district), version 2026.11.1, reviewed 2026-11-25"


def test_a_district_without_buildings_or_drills_has_every_sheet():
    empty = contents(buildings=(), log=(), evidence=(), calendar=())
    book = load_workbook(BytesIO(compliance_workbook(empty)))
    assert book.sheetnames == SHEETS
    assert "No building could be judged." in book["Summary"]["A2"].value


@pytest.mark.parametrize("on", [date(2026, 8, 1), date(2026, 9, 2), date(2027, 6, 30)])
def test_any_day_of_the_year_makes_a_workbook(on):
    told = contents()
    again = judged(told.batches[0].buildings[0].building, good_drills(), on)
    book = load_workbook(BytesIO(compliance_workbook(contents(as_of=on, buildings=(again,)))))
    assert book["Summary"]["A7"].value == "Bedford Middle"


def test_a_gap_says_what_was_said_of_it():
    told = contents()
    coleman = told.batches[0].buildings[1].name
    answer = AnswerEntry(
        building=coleman,
        requirement="Monthly fire drill",
        id="fire-monthly",
        opens=date(2026, 9, 2),
        due=date(2026, 9, 30),
        kind="answered",
        words="The new principal came in October.",
        law="",
        by="Dana Whitfield, Director",
        at=AT,
    )
    book = load_workbook(BytesIO(compliance_workbook(contents(answers=(answer,)))))
    gaps = [r for r in table(book["Gaps"]) if r["Id"] == "fire-monthly"]
    assert [(r["Building"], r["From"], r["Status"]) for r in gaps] == [
        (coleman, day(2026, 9, 2), "Missed")
    ]
    assert gaps[0]["What was said of it"] == "Answered for: The new principal came in October."
    (said,) = table(book["Waivers and answers"])
    assert (said["What"], said["Given by"]) == ("Answered for", "Dana Whitfield, Director")


@pytest.mark.parametrize(("number", "size"), [(1, 1), (4, 4), (7, 7), (20, 7)])
def test_a_seed_picks_the_same_drills_however_they_come(number, size):
    wishes = Wishes(sample=number, seed="Hartford 2026")
    book = load_workbook(BytesIO(compliance_workbook(contents(wishes=wishes))))
    rows = table(book["Sample"], head_row=5)
    # As the sheet says: the smallest SHA-256s of SEED:RECORD.
    told = [entry.record for entry in contents().batches[0].log]
    hashes = sorted((hashlib.sha256(f"Hartford 2026:{n}".encode()).hexdigest(), n) for n in told)
    assert [(r["SHA-256 of SEED:RECORD"], r["Record"]) for r in rows] == hashes[:size]
    assert f"A sample of {size} of 7 drills" in book["Sample"]["A1"].value
    batch = contents().batches[0]
    apart = [Batch(log=(entry,)) for entry in reversed(batch.log)]
    again = load_workbook(
        BytesIO(compliance_workbook(replace(contents(wishes=wishes), batches=apart)))
    )
    assert [r["Record"] for r in table(again["Sample"], head_row=5)] == [
        n for _, n in hashes[:size]
    ]


def test_another_seed_picks_others_and_drafts_are_never_picked():
    log = contents().batches[0].log
    draft = replace(log[0], state="draft")
    picked = []
    for seed in ("a", "b"):
        told = contents(wishes=Wishes(sample=3, seed=seed), log=(draft, *log[1:]))
        book = load_workbook(BytesIO(compliance_workbook(told)))
        picked.append([r["Record"] for r in table(book["Sample"], head_row=5)])
    assert picked[0] != picked[1]
    assert all(log[0].record not in records for records in picked)
