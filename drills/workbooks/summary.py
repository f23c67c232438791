"""The first sheet: buildings by requirements, a word and a count in each cell."""

from __future__ import annotations

from collections import Counter

from drills.compliance.pack import Rule
from drills.compliance.verdict import MET, MISSED, NEEDS_DECISION, NOT_APPLICABLE, OPEN
from drills.workbooks.cell_styles import DAY, HEAD_SMALL, NOTE, SUBTITLE, TITLE, WORD
from drills.workbooks.contents import Contents, JudgedBuilding, JudgedRequirement
from drills.workbooks.phrases import COLOURS, count_words, long_day, said, status_words
from drills.workbooks.sheet import Book, Column

FIRST_RULE = 4  # the column of the first requirement


def add_summary(book: Book, told: Contents) -> None:
    """The grid, with the day, the law and who exported it above."""
    rules = shown_rules(told)
    columns = [
        Column("Building", 30),
        Column("Verdict", 12, WORD),
        Column("Next last day", 12, DAY),
        *(Column(rule.name, 15, WORD) for rule in rules),
    ]
    sheet = book.sheet("Summary", columns, intro=_intro(told), heads=HEAD_SMALL)
    for one in told.buildings:
        by_id = {row.requirement.id: row for row in one.rows}
        cells = [cell_words(by_id.get(rule.id)) for rule in rules]
        sheet.row([one.name, building_words(one), one.next_due, *cells])
    sheet.colour(2, 2, COLOURS)
    if rules:
        sheet.colour(FIRST_RULE, FIRST_RULE + len(rules) - 1, COLOURS)
    sheet.close()


def shown_rules(told: Contents) -> list[Rule]:
    """The pack's rules that bind at least one building: those that decide, then the advisory."""
    bound = {
        row.requirement.id
        for one in told.buildings
        for row in one.rows
        if row.verdict.status != NOT_APPLICABLE
    }
    advisory = {
        row.requirement.id for one in told.buildings for row in one.rows if row.verdict.advisory
    }
    rules = [rule for rule in told.pack.rules if rule.id in bound]
    return sorted(rules, key=lambda rule: rule.id in advisory)


def cell_words(row: JudgedRequirement | None) -> str:
    """``Missed 2 of 3``; a dash where the rule does not bind the building."""
    if row is None or row.verdict.status == NOT_APPLICABLE:
        return "–"
    found = row.verdict
    counted = count_words(found.counted, found.needed, found.comparator)
    return f"{status_words(found, row.at_risk)} {counted}".strip()


def building_words(one: JudgedBuilding) -> str:
    """The building's verdict in a word."""
    deciding = any(row.at_risk and row.verdict.decides for row in one.rows)
    if one.verdict.status == OPEN and deciding:
        return "Due soon"
    return said(one.verdict.status)


def sentence(told: Contents) -> str:
    """How the district stands, in one sentence."""
    number = Counter(one.verdict.status for one in told.buildings)
    total = len(told.buildings)
    if not total:
        return "No building could be judged."
    fine = total - number[MISSED] - number[NEEDS_DECISION]
    parts = [f"{fine} of {_several(total, 'building')} in order"]
    if number[MISSED]:
        parts.append(f"{number[MISSED]} missed a requirement")
    if number[NEEDS_DECISION]:
        parts.append(f"{number[NEEDS_DECISION]} cannot be judged before something is told")
    if number[MET]:
        parts.append(f"{number[MET]} owe nothing more this year")
    return "; ".join(parts) + "."


def _several(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def _intro(told: Contents) -> list[tuple[str, str]]:
    pack = told.pack
    return [
        (f"School drills: {told.district}", TITLE),
        (f"School year {told.year}, as of {long_day(told.as_of)}. {sentence(told)}", SUBTITLE),
        (
            f"Law of {pack.name}, pack {pack.version}, reviewed {long_day(pack.reviewed)}. "
            f"Exported by {told.exported_by} on {long_day(told.exported_at.date())} at "
            f"{told.exported_at:%H:%M} ({told.zone}).",
            NOTE,
        ),
        (f"Witness: row {told.witness.number} of the log of changes, {told.witness.hash}", NOTE),
    ]
