"""What is filed with states, worked out by hand from the words of each source."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time

import openpyxl
import pytest

from drills.compliance.loading import load_pack
from drills.filings.catalogue import FILINGS, filing_named, filings_of
from drills.filings.connecticut import report_table
from drills.filings.contents import Evaluated, Held, Planned, School, Year
from drills.filings.fire_marshal import log_table
from drills.filings.michigan import posting_table, schedule_table
from drills.filings.new_york import dates_table
from drills.filings.pennsylvania import monthly_table
from drills.filings.table import Table, csv_bytes, xlsx_bytes
from tests.make import make_calendar, make_drill

ACCEPTS = {
    "security-first-90-days": ("lockdown", "active_threat"),
    "crisis-every-3-months": ("lockdown", "shelter_in_place"),
}


def held(on: str, type: str = "fire", **changes) -> Held:
    """A drill as its school recorded it."""
    more = {k: changes.pop(k) for k in ("recorded_by", "in_charge", "evaluated") if k in changes}
    return Held(make_drill(on, type, **changes), type.capitalize(), **more)


def year(*drills: Held, as_of: str = "2027-06-30", planned: tuple[Planned, ...] = ()) -> Year:
    """A district of one school."""
    school = School("Adams", make_calendar(), drills, planned)
    return Year(
        "Example", "US-XX", "2026-27", date.fromisoformat(as_of), (school,), accepts=ACCEPTS
    )


def test_michigan_posts_the_running_count_of_each_kind_that_the_law_wants():
    table = posting_table(
        year(
            held("2026-09-10", recorded_by="Robin Example, Principal", in_charge="Sam Poe"),
            held("2026-10-06", "lockdown"),
            held("2026-10-20"),
            held("2027-03-09", "severe_weather"),
            held("2027-03-10", "earthquake"),
        )
    )
    assert table.columns[5:8] == (
        "Fire drills so far",
        "Tornado drills so far",
        "Lockdown drills so far",
    )
    assert [row[5:8] for row in table.rows] == [
        (1, 0, 0),
        (1, 0, 1),
        (2, 0, 1),
        (2, 1, 1),
        (2, 1, 1),
    ]
    assert table.rows[0][:5] == ("Adams", "2026-27", date(2026, 9, 10), time(10), "Fire")
    assert table.rows[0][8:] == ("Robin Example, Principal", None, "Sam Poe")


def test_michigans_list_for_the_county_has_days_held_and_days_to_come_in_order():
    planned = Planned(date(2026, 12, 8), time(9, 30), "lockdown", "Lockdown")
    table = schedule_table(year(held("2026-09-10"), planned=(planned,)))
    assert [row[1:] for row in table.rows] == [
        (date(2026, 9, 10), time(10), "Fire"),
        (date(2026, 12, 8), time(9, 30), "Lockdown"),
    ]


def test_pennsylvania_has_the_first_day_and_a_row_for_each_of_twelve_months():
    rows = monthly_table(year(held("2026-09-10"), held("2026-10-06", "lockdown"))).rows
    assert len(rows) == 13
    assert rows[0][1:] == ("FIRSTDAY", "Y", None, date(2026, 9, 2), None)
    months = {row[1]: row[2:] for row in rows}
    assert months["2026-07"] == ("N", "02", None, None), "not in session"
    assert months["2026-09"] == ("Y", None, date(2026, 9, 10), None)
    assert months["2026-10"] == ("Y", None, date(2026, 10, 6), None), "a security drill's month"
    assert months["2026-11"] == ("N", "03", None, None), "in session and none held"


def test_pennsylvania_reports_the_fire_drill_where_a_security_drill_was_held_too():
    rows = monthly_table(year(held("2026-10-06", "lockdown"), held("2026-10-20"))).rows
    assert {row[1]: row[4] for row in rows}["2026-10"] == date(2026, 10, 20)


@pytest.mark.parametrize(
    ("as_of", "said"), [("2026-11-29", None), ("2026-11-30", None), ("2026-12-01", "N")]
)
def test_pennsylvania_says_no_only_of_a_month_that_is_over(as_of, said):
    rows = monthly_table(year(as_of=as_of)).rows
    assert {row[1]: row[2] for row in rows}["2026-11"] == said


def test_new_york_lists_evacuations_and_lockdowns_apart_and_nothing_else():
    table = dates_table(
        year(
            held("2026-09-10"),
            held("2026-09-17", "lockdown"),
            held("2026-10-06", "evacuation"),
            held("2026-10-07", "hold"),
        )
    )
    assert [row[1:] for row in table.rows] == [
        ("Evacuation", 1, date(2026, 9, 10)),
        ("Evacuation", 2, date(2026, 10, 6)),
        ("Lockdown", 1, date(2026, 9, 17)),
    ]


def test_connecticut_lists_fire_and_crisis_drills_with_their_scores():
    signed = tuple(
        Evaluated("A", "Captain", "FD", date(2026, 9, 10), mean, said)
        for mean, said in ((4.0, "Good"), (3.0, ""), (None, ""))
    )
    table = report_table(
        year(
            held("2026-09-10", evaluated=signed, duration_seconds=250),
            held("2026-09-17", "lockdown"),
            held("2026-09-18", "bus_evacuation"),
        )
    )
    assert [row[1] for row in table.rows] == ["Fire", "Crisis response"]
    assert table.rows[0][5:] == (250, "A, Captain, FD; A, Captain, FD; A, Captain, FD", 3.5, "Good")
    assert table.rows[1][6:] == (None, None, None)


def test_the_fire_marshals_log_leaves_what_is_not_recorded_empty():
    table = log_table(
        year(
            held("2026-09-10", participants=300, secondary_exit=True, alarm_sounded=True),
            held("2026-09-17", "lockdown"),
        )
    )
    (row,) = table.rows
    said = dict(zip(table.columns, row, strict=True))
    assert (said["Occupants"], said["Special conditions"], said["Notification"]) == (
        300,
        "second way out",
        "alarm",
    )
    assert said["Weather"] is None and said["Fire department there"] is None


@pytest.mark.parametrize("filing", FILINGS, ids=lambda filing: filing.name)
def test_each_filing_names_its_law_and_the_source_of_its_fields(filing):
    table = filing.make(year(held("2026-09-10")))
    assert any(filing.source in line for line in table.about) or filing.name == "ny-fire-report"
    assert all(len(row) == len(table.columns) for row in table.rows)
    if filing.jurisdiction:
        assert filing.duty in {duty.id for duty in load_pack(filing.jurisdiction).duties}
        assert filing_named(filing.name, "US-XX") is None
    assert filing_named(filing.name, filing.jurisdiction or "US-XX") is filing


def test_a_state_of_which_no_filing_is_known_has_the_fire_marshals_log():
    assert [filing.name for filing in filings_of("US-VT")] == ["fire-log"]


def test_nothing_that_a_person_typed_becomes_a_formula():
    table = Table("T", ("Name", "Day"), (("=1+1", date(2026, 9, 1)), (None, None)), ("About",))
    assert list(csv.reader(io.StringIO(csv_bytes(table).decode(), newline="")))[1:] == [
        ["'=1+1", "2026-09-01"],
        ["", ""],
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes(table, "X", datetime(2026, 9, 1, tzinfo=UTC)))
    )
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
    assert book.active["A1"].value == "T" and book.active["A2"].value == "About"
