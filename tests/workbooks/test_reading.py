"""Reading a filled-in template: typed values, and every slip named where it is."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from drills.compliance.facts_asked import facts_asked
from drills.compliance.loading import load_pack
from drills.exchange.building_facts import BUILDING_FACTS
from drills.exchange.log_columns import LOG_COLUMNS
from drills.facts import YES_NO_FACTS
from drills.workbooks import package
from drills.workbooks.package import NotATemplate
from drills.workbooks.reading import read_template
from drills.workbooks.template_columns import BUILDING_COLUMNS, DRILL_COLUMNS
from tests.workbooks.fill_in import COLEMAN, FIRE, ROBIN, empty_template, filled_in


def faults(**rows) -> list[tuple[str, int, str, str]]:
    """Sheet, row, column and code of every fault."""
    found = read_template(filled_in(**rows)).faults
    return [(f.sheet, f.row, f.column, f.code) for f in found]


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def opened(content: bytes | None = None) -> Workbook:
    return load_workbook(BytesIO(content or empty_template()))


def test_the_columns_are_those_of_building_file_and_drill_log():
    grades = {"lowest_grade", "highest_grade"}
    ours = {"key", "address"}
    names = {c.name for c in BUILDING_COLUMNS}
    assert names - grades - ours == {f.name for f in BUILDING_FACTS} - {"jurisdiction", "grades"}
    assert [c.name for c in DRILL_COLUMNS][1:-1] == [c.name for c in LOG_COLUMNS]


def test_the_empty_template_holds_nothing_and_nothing_wrong():
    found = read_template(empty_template())
    assert (found.faults, found.unread) == ([], [])
    assert all(rows == [] for rows in found.rows.values())


@pytest.mark.parametrize("state", ["US-CT", "US-NY", "US-MI"])
def test_a_template_asks_the_facts_that_the_state_turns_on(state):
    book = opened(empty_template(state))
    heads = [cell.value for cell in book["Buildings"][1]]
    assert heads[:4] == ["row", "name", "key", "address"]
    assert {"lowest_grade", "highest_grade", "enrollment", "records_begin"} <= set(heads)
    asked = set(facts_asked(load_pack(state))) - {"grades"}
    assert asked <= set(heads)
    assert set(YES_NO_FACTS) & set(heads) <= asked
    assert [c.value for c in book["Buildings"]["A"][1:3]] == ["about", "example"]


def test_a_template_offers_lists_and_dates():
    book = opened(empty_template(known=["Hill Middle"]))
    checks = {
        (sheet, str(check.sqref).split(":")[0].rstrip("0123456789")): check.type
        for sheet in ("Buildings", "People", "Past drills")
        for check in book[sheet].data_validations.dataValidation
    }
    heads = [cell.value for cell in book["Past drills"][1]]
    letters = dict(zip(heads, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False))
    assert checks["Past drills", letters["type"]] == "list"
    assert checks["Past drills", letters["date"]] == "date"
    assert checks["Past drills", letters["fire_department"]] == "list"
    assert checks["Past drills", letters["building"]] == "list"
    lists = book["Lists"]
    assert lists.sheet_state == "hidden"
    assert "Hill Middle" in {cell.value for row in lists.iter_rows() for cell in row}


def test_cells_become_values():
    found = read_template(
        filled_in([{**COLEMAN, "sprinklers": "Full", "aed": True}], [ROBIN], [FIRE])
    )
    assert found.faults == []
    (building,) = found.of("Buildings")
    assert building.number == 4
    assert building.values == {
        "name": "Coleman Elementary",
        "ownership": "public",
        "lowest_grade": "K",
        "highest_grade": "5",
        "enrollment": 420,
        "records_begin": date(2026, 11, 1),
        "sprinklers": "full",
        "aed": True,
    }
    (drill,) = found.of("Past drills")
    assert (drill.values["date"], drill.values["time"]) == (date(2026, 11, 5), time(9, 40))


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [
        ("type", "Shelter in place", "shelter_in_place"),
        ("type", " FIRE ", "fire"),
        ("fire_department", "Yes", True),
        ("fire_department", False, False),
        ("time", time(13, 15), time(13, 15)),
        ("time", datetime(2026, 1, 1, 9, 5), time(9, 5)),  # noqa: DTZ001
        ("participants", 412.0, 412),
        ("title", "one_x000D_two\xa0", "one\ntwo"),
        ("title", "Simulacro de niños 🔥", "Simulacro de niños 🔥"),
    ],
)
def test_what_can_only_mean_one_thing_is_taken(column, typed, value):
    found = read_template(filled_in(drills=[{**FIRE, column: typed}]))
    assert found.faults == []
    assert found.of("Past drills")[0].values[column] == value


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"date": "10/6/2026"}, "date", "cell_date"),
        ({"date": "2026-02-30"}, "date", "cell_date"),
        ({"date": None}, "date", "cell_missing"),
        ({"time": "half past nine"}, "time", "cell_time"),
        ({"type": "Tornado"}, "type", "cell_choice"),
        ({"type": None}, "type", "cell_missing"),
        ({"building": None}, "building", "cell_missing"),
        ({"fire_department": "maybe"}, "fire_department", "cell_yes_no"),
        ({"participants": "many"}, "participants", "cell_number"),
        ({"participants": -3}, "participants", "cell_number"),
        ({"title": "=1+1"}, "title", "formula"),
        ({"row": "x"}, "row", "mark_unknown"),
    ],
)
def test_a_slip_is_named_where_it_is(change, column, code):
    assert faults(drills=[FIRE, {**FIRE, **change}]) == [("Past drills", 5, column, code)]


def test_a_formula_that_shows_an_error_is_a_slip():
    book = opened(filled_in(drills=[FIRE]))
    book["Past drills"]["F4"] = "#N/A"
    (fault,) = read_template(saved(book)).faults
    assert (fault.column, fault.code) == ("title", "formula")


def test_every_slip_of_every_sheet_is_told_at_once():
    found = faults(
        buildings=[{**COLEMAN, "enrollment": "x", "lowest_grade": "0"}],
        people=[{**ROBIN, "role": "boss"}, {"name": "Nobody"}],
        drills=[{**FIRE, "date": "?"}],
    )
    assert found == [
        ("Buildings", 4, "lowest_grade", "cell_choice"),
        ("Buildings", 4, "enrollment", "cell_number"),
        ("People", 4, "role", "cell_choice"),
        ("People", 5, "email", "cell_missing"),
        ("People", 5, "role", "cell_missing"),
        ("Past drills", 4, "date", "cell_date"),
    ]


def test_a_misspelt_column_is_named_with_the_nearest():
    content = filled_in(drills=[{**FIRE, "particpants": 3}])
    (fault,) = read_template(content).faults
    assert (fault.code, fault.value, fault.near) == (
        "column_unknown",
        "particpants",
        "participants",
    )


def test_a_column_that_is_needed_and_gone_is_told_once():
    book = opened(filled_in(drills=[FIRE, FIRE]))
    book["Past drills"].delete_cols(5)  # type
    assert [(f.column, f.code) for f in read_template(saved(book)).faults] == [
        ("type", "column_missing")
    ]


def test_a_column_twice_and_a_value_without_a_head_are_told():
    book = opened(filled_in(drills=[FIRE]))
    sheet = book["Past drills"]
    last = sheet.max_column
    sheet.cell(1, last + 1, "Type")
    sheet.cell(4, last + 3, "stray")
    assert [f.code for f in read_template(saved(book)).faults] == [
        "column_twice",
        "cell_without_head",
    ]


def test_heads_may_be_written_as_people_write_them():
    book = opened(filled_in([COLEMAN]))
    for cell in book["Buildings"][1]:
        cell.value = str(cell.value).replace("_", " ").title()
    book["Buildings"].title = "BUILDINGS "
    found = read_template(saved(book))
    assert found.faults == [] and len(found.of("Buildings")) == 1


def test_sheets_that_are_not_ours_are_named_and_not_read():
    book = opened()
    book.create_sheet("Bus routes")["A1"] = "x"
    assert read_template(saved(book)).unread == ["Bus routes"]


def test_one_sheet_is_enough():
    book = Workbook()
    book.active.title = "People"
    book.active.append(["name", "email", "role", "buildings"])
    book.active.append(["Robin", "robin@example.org", "staff", "all"])
    found = read_template(saved(book))
    assert found.faults == [] and len(found.of("People")) == 1


def test_a_stray_cell_far_below_takes_no_time_and_tells_where_it_is():
    book = opened(filled_in([COLEMAN]))
    book["Buildings"]["B9000"] = "Far away"
    found = read_template(saved(book))
    assert [row.number for row in found.of("Buildings")] == [4, 9000]


def test_more_rows_than_a_district_has_are_refused(monkeypatch):
    from drills.workbooks import reading

    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert faults(drills=[FIRE] * 3) == []
    assert faults(drills=[FIRE] * 4) == [("Past drills", 7, "", "too_many_rows")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"name,email\n", "type"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "locked"),
        (b"PK\x03\x04" + b"\0" * 100, "broken"),
        (saved(opened())[:5000], "broken"),
    ],
)
def test_what_is_no_workbook_is_told(data, code):
    with pytest.raises(NotATemplate) as wrong:
        read_template(data)
    assert wrong.value.code == code


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_another_zip_is_no_workbook():
    with pytest.raises(NotATemplate) as wrong:
        read_template(zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}))
    assert wrong.value.code == "type"


def test_a_workbook_without_our_sheets_is_told():
    with pytest.raises(NotATemplate) as wrong:
        read_template(saved(Workbook()))
    assert wrong.value.code == "no_sheet"


@pytest.mark.parametrize(("more", "refused"), [(-1, False), (0, False), (1, True)])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch, more, refused):
    parts = parts_of(empty_template())
    size = sum(len(content) for content in parts.values())
    monkeypatch.setattr(package, "MOST_UNPACKED", size + 1000)
    parts["xl/media/zeros.bin"] = bytes(1000 + more)
    content = zipped(parts)
    if not refused:
        read_template(content)
        return
    with pytest.raises(NotATemplate) as wrong:
        read_template(content)
    assert wrong.value.code == "unpacked"


def test_a_real_bomb_of_a_gigabyte_is_refused_at_once():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b"<a/>")
        with file.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(100):
                part.write(bytes(1024 * 1024))
    with pytest.raises(NotATemplate) as wrong:
        read_template(out.getvalue())
    assert wrong.value.code == "unpacked"


def test_a_document_type_is_refused():
    parts = parts_of(empty_template())
    name = "xl/workbook.xml"
    parts[name] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[name]
    with pytest.raises(NotATemplate) as wrong:
        read_template(zipped(parts))
    assert wrong.value.code == "broken"
