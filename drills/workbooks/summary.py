"""The first sheet: buildings by requirements, a word and a count in each cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from drills.compliance.pack import Pack, Rule
from drills.compliance.verdict import MET, MISSED, NEEDS_DECISION, NOT_APPLICABLE, OPEN
from drills.workbooks.cell_styles import DAY, HEAD_SMALL, NOTE, SUBTITLE, TITLE, WORD
from drills.workbooks.contents import Batch, Contents, JudgedBuilding, JudgedRequirement
from drills.workbooks.phrases import COLOURS, count_words, long_day, said, status_words
from drills.workbooks.sheet import Book, Column

FIRST_RULE = 4  # the column of the first requirement
NOT_ASKED = "–"


class Standing:
    """How each building stands, gathered batch by batch: words only, so that it stays small."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._lines: list[tuple[str, str, date | None, dict[str, str]]] = []
        self._statuses: Counter[str] = Counter()
        self._bound: set[str] = set()
        self._advisory: set[str] = set()

    def take(self, batch: Batch) -> None:
        """Some more buildings."""
        for one in batch.buildings:
            cells = {row.requirement.id: cell_words(row) for row in one.rows}
            self._lines.append((one.name, building_words(one), one.next_due, cells))
            self._statuses[one.verdict.status] += 1
            for row in one.rows:
                if row.verdict.status != NOT_APPLICABLE:
                    self._bound.add(row.requirement.id)
                if row.verdict.advisory:
                    self._advisory.add(row.requirement.id)

    @property
    def rules(self) -> list[Rule]:
        """The rules that bind at least one building: those that decide, then the advisory."""
        rules = [rule for rule in self._pack.rules if rule.id in self._bound]
        return sorted(rules, key=lambda rule: rule.id in self._advisory)

    def rows(self) -> Iterator[list[object]]:
        """A row for each building: name, verdict, next last day, a cell for each rule."""
        rules = self.rules
        for name, verdict, due, cells in self._lines:
            yield [name, verdict, due, *(cells.get(rule.id, NOT_ASKED) for rule in rules)]

    @property
    def sentence(self) -> str:
        """How the district stands, in one sentence."""
        number, total = self._statuses, len(self._lines)
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


def add_summary(book: Book, told: Contents, standing: Standing) -> None:
    """The grid, with the day, the law and who exported it above."""
    rules = standing.rules
    columns = [
        Column("Building", 30),
        Column("Verdict", 12, WORD),
        Column("Next last day", 12, DAY),
        *(Column(rule.name, 15, WORD) for rule in rules),
    ]
    sheet = book.sheet("Summary", columns, intro=_intro(told, standing), heads=HEAD_SMALL)
    sheet.rows(standing.rows())
    sheet.colour(2, 2, COLOURS)
    if rules:
        sheet.colour(FIRST_RULE, FIRST_RULE + len(rules) - 1, COLOURS)
    sheet.close()


def cell_words(row: JudgedRequirement) -> str:
    """``Missed 2 of 3``; a dash where the rule does not bind the building."""
    if row.verdict.status == NOT_APPLICABLE:
        return NOT_ASKED
    found = row.verdict
    counted = count_words(found.counted, found.needed, found.comparator)
    return f"{status_words(found, row.at_risk)} {counted}".strip()


def building_words(one: JudgedBuilding) -> str:
    """The building's verdict in a word."""
    deciding = any(row.at_risk and row.verdict.decides for row in one.rows)
    if one.verdict.status == OPEN and deciding:
        return "Due soon"
    return said(one.verdict.status)


def _several(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def _intro(told: Contents, standing: Standing) -> list[tuple[str, str]]:
    pack = told.pack
    return [
        (f"School drills: {told.district}", TITLE),
        (f"School year {told.year}, as of {long_day(told.as_of)}. {standing.sentence}", SUBTITLE),
        (
            f"Law of {pack.name}, pack {pack.version}, reviewed {long_day(pack.reviewed)}. "
            f"Exported by {told.exported_by} on {long_day(told.exported_at.date())} at "
            f"{told.exported_at:%H:%M} ({told.zone}).",
            NOTE,
        ),
        (f"Witness: row {told.witness.number} of the log of changes, {told.witness.hash}", NOTE),
    ]
