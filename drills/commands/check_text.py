"""What was checked, as a text for people in a terminal: the verdict first, then why.

A headline, a table, what was missed and why, the next steps, questions, and the law with
its version. Layout only; words for days and drills are check_words.py's.
"""

from __future__ import annotations

from datetime import date

import click

from drills.commands.check_words import (
    STATUS_WORDS,
    column_words,
    drills_wanted,
    long_day,
    several,
    short_day,
    stretch,
    until,
)
from drills.commands.checked import Checked, Row
from drills.commands.terminal import width, wrapped
from drills.compliance.plain_words import listed, type_words
from drills.compliance.reasons import Cure
from drills.compliance.verdict import (
    EXCUSED,
    MET,
    MISSED,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    NOT_MODELLED,
    NOT_ON_RECORD,
    OPEN,
    UPCOMING,
    WindowVerdict,
)
from drills.facts import Calendar, Drill

SHAPES = {
    MET: "✓",
    MISSED: "✗",
    OPEN: "○",
    EXCUSED: "~",
    NEEDS_DECISION: "?",
    NOT_APPLICABLE: "–",
    NOT_MODELLED: "–",
}
COLOURS = {MET: "green", MISSED: "red", OPEN: "blue", NEEDS_DECISION: "yellow"}
STATUS_COLUMN = 17
LONGEST_NAME = 30
MOST_SHOWN = 6  # drills or windows in one line
HEADLINES = {
    MISSED: "{name} missed {short} of {of} in {year}, as of {day}.",
    NEEDS_DECISION: "{name} cannot be judged yet for {year}, as of {day}: {short} of {of} "
    "{wait} for a fact or a recorded value.",
    OPEN: "{name} has missed nothing in {year} as of {day}; {short} of {of} {are} still to do.",
    EXCUSED: "{name} owes nothing more in {year}, as of {day}; {short} of {of} {are} excused.",
    MET: "{name} has held every drill that the law asks for in {year}, as of {day}.",
}


def as_text(checked: Checked) -> str:
    """The whole text, at most 100 columns wide. Colours are click's to keep or drop."""
    columns = width()
    parts = [
        _headline(checked, columns),
        _table(checked, columns),
        _explained(checked, columns),
        _next_steps(checked, columns),
        _questions(checked, columns),
        _law(checked, columns),
    ]
    return "\n\n".join(part for part in parts if part)


def _headline(checked: Checked, columns: int) -> str:
    status = checked.verdict.status
    deciding = [row for row in checked.rows if row.verdict.decides]
    if not deciding:
        return wrapped(
            f"Nothing is asked of {checked.building.name} in "
            f"{checked.building.calendar.school_year} that could be counted.",
            columns=columns,
        )
    short = sum(row.verdict.status == status for row in deciding)
    said = HEADLINES[status].format(
        name=checked.building.name,
        year=checked.building.calendar.school_year,
        day=long_day(checked.verdict.as_of),
        short=short,
        of=several(len(deciding), "requirement"),
        are="is" if short == 1 else "are",
        wait="waits" if short == 1 else "wait",
    )
    word = STATUS_WORDS[status].upper()
    text = wrapped(f"{word}: {said}", "", "", columns)
    coloured = click.style(word, fg=COLOURS.get(status), bold=True)
    return text.replace(word, coloured, 1)


def _table(checked: Checked, columns: int) -> str:
    asked = [r for r in checked.rows if r.verdict.status not in (NOT_APPLICABLE, NOT_MODELLED)]
    deciding = [row for row in asked if not row.verdict.advisory]
    advisory = [row for row in asked if row.verdict.advisory]
    lines: list[str] = []
    if asked:
        name_column = min(LONGEST_NAME, max(len(r.requirement.rule.name) for r in asked))
        lines += _lines(
            "", "Status", "Requirement", "Counted", "What is short", name_column, columns
        )
        lines.append("  " + "─" * (columns - 2))
        for row in deciding:
            lines += _row(row, checked, name_column, columns)
        if advisory:
            lines += ["", "  Shown, but not deciding (no sure number in the law):"]
            for row in advisory:
                lines += _row(row, checked, name_column, columns)
    for status, heading in (
        (NOT_APPLICABLE, "Not asked of this building:"),
        (NOT_MODELLED, "In the law, but not counted by this program:"),
    ):
        found = [row for row in checked.rows if row.verdict.status == status]
        if found:
            lines += ["", f"  {heading}"]
            for row in found:
                lines += [wrapped(_left_out(row), f"  {SHAPES[status]} ", "    ", columns)]
    return "\n".join(lines)


def _left_out(row: Row) -> str:
    because = row.requirement.because
    if any(window.status == NOT_ON_RECORD for window in row.verdict.windows):
        because = "its dates lie before the records begin"
    rule = row.requirement.rule
    scope = f" ({rule.applies_says})" if rule.applies_says and "scope" in because else ""
    return f"{rule.name}, {rule.citation}: {because}{scope}."


def _row(row: Row, checked: Checked, name_column: int, columns: int) -> list[str]:
    found = row.verdict
    counted = "" if found.counted is None else str(found.counted)
    if found.needed is not None:
        ceiling = found.comparator == "at_most"
        counted += f", most {found.needed}" if ceiling else f" of {found.needed}"
    return _lines(
        found.status,
        STATUS_WORDS[found.status],
        row.requirement.rule.name,
        counted,
        _what_is_short(row, checked),
        name_column,
        columns,
    )


def _lines(
    status: str,
    word: str,
    name: str,
    counted: str,
    short: str,
    name_column: int,
    columns: int,
) -> list[str]:
    """One row of the table, over as many lines as its longest cell needs."""
    at = 2 + STATUS_COLUMN + name_column + 2 + 10
    names = wrapped(name, columns=name_column).split("\n")
    shorts = wrapped(short, columns=max(20, columns - at)).split("\n") if short else [""]
    lines = []
    for number in range(max(len(names), len(shorts))):
        shape = f"{SHAPES.get(status, ' ')} {word}" if number == 0 else ""
        cell = shape.ljust(STATUS_COLUMN)
        if number == 0 and status in COLOURS:
            cell = click.style(shape, fg=COLOURS[status]) + " " * (STATUS_COLUMN - len(shape))
        line = "  " + cell + (names[number] if number < len(names) else "").ljust(name_column + 2)
        line += (counted if number == 0 else "").ljust(10)
        line += shorts[number] if number < len(shorts) else ""
        lines.append(line.rstrip())
    return lines


def _what_is_short(row: Row, checked: Checked) -> str:
    """The windows that are not met, in a few words; those like the row's status first."""
    found = row.verdict
    if not found.windows:
        return f"give {column_words(found.missing)}" if found.missing else ""
    groups: dict[str, list[WindowVerdict]] = {found.status: []}
    for status in (MISSED, NEEDS_DECISION, OPEN, UPCOMING, EXCUSED):
        # Whether a window has begun is for the next steps to say.
        group = OPEN if status == UPCOMING else status
        groups.setdefault(group, []).extend(w for w in found.windows if w.status == status)
    said = []
    for status, windows in groups.items():
        if windows:
            words = _windows(windows, row, checked.building.calendar)
            said.append(words if status == found.status else f"{STATUS_WORDS[status]}: {words}")
    return "; ".join(said)


def _windows(windows: list[WindowVerdict], row: Row, calendar: Calendar) -> str:
    shown = [_window(window, row, calendar) for window in windows[:MOST_SHOWN]]
    more = len(windows) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _window(window: WindowVerdict, row: Row, calendar: Calendar) -> str:
    short = (window.needed or 1) - window.counted
    if not window.label and (window.opens, window.due) == (calendar.first_day, calendar.last_day):
        if window.status == NEEDS_DECISION:
            return f"record {column_words(row.verdict.missing)}"
        if row.verdict.comparator == "at_most":
            return f"{-short} too many"
        if window.status == MISSED:
            return f"{short} short in the year"
        return f"{short} more by {short_day(window.due)}"
    words = stretch(window.opens, window.due, window.label, calendar)
    return words if window.needed in (None, 1) else f"{words}: {window.counted} of {window.needed}"


def _explained(checked: Checked, columns: int) -> str:
    """Each requirement that is missed or waits for a decision: the rule, and why."""
    blocks = []
    for status, heading in ((MISSED, "Missed"), (NEEDS_DECISION, "Waits for a decision")):
        for row in checked.rows:
            if row.verdict.status == status:
                blocks.append(_block(row, heading, checked, columns))
    return "\n\n".join(blocks)


def _block(row: Row, heading: str, checked: Checked, columns: int) -> str:
    rule, found = row.requirement.rule, row.verdict
    heading += ", but not deciding" if found.advisory else ""
    lines = [click.style(f"{heading}: {rule.name}", bold=True)]
    lines.append(wrapped(f"{rule.summary} ({rule.citation})", "  ", columns=columns))
    for window in found.windows:
        if window.status in (MISSED, NEEDS_DECISION):
            lines.append(wrapped(_window_sentence(window, checked), "  - ", columns=columns))
    if not found.windows and found.missing:
        text = f"Give {column_words(found.missing)} in the building file."
        lines.append(wrapped(text, "  - ", columns=columns))
    for cure in row.reasons.cures:
        if cure.kind == "record":
            lines.append(wrapped(_record(cure), "  - ", columns=columns))
    # What is only not recorded was said with the column to fill in.
    # Drills of other years are asked about below.
    uncounted = [n for n in row.reasons.not_counted if n.known and n.code != "outside_year"]
    for reason in uncounted[: MOST_SHOWN * 2]:
        drill = reason.drill
        text = f"{short_day(drill.date)}, {type_words(drill.type)}: not counted, {reason.sentence}."
        lines.append(wrapped(text, "  - ", columns=columns))
    if len(uncounted) > MOST_SHOWN * 2:
        lines.append(f"  - and {len(uncounted) - MOST_SHOWN * 2} more that did not count.")
    return "\n".join(lines)


def _window_sentence(window: WindowVerdict, checked: Checked) -> str:
    words = stretch(window.opens, window.due, window.label, checked.building.calendar)
    words = words[:1].upper() + words[1:]
    counted = [short_day(drill.date) for drill in window.drills]
    held = f" ({listed(counted)})" if 0 < len(counted) <= MOST_SHOWN * 2 else ""
    closed = "" if window.due >= checked.verdict.as_of else f", closed {long_day(window.due)}"
    return f"{words}: {window.counted} of {window.needed}{held}{closed}."


def _record(cure: Cure) -> str:
    days = [short_day(drill.date) for drill in cure.drills[:MOST_SHOWN]]
    more = len(cure.drills) - len(days)
    shown = ", ".join(days) + f" and {more} more" if more else listed(days)
    return f"Record {cure.column} for {shown}: it may count, but the log does not say."


def _next_steps(checked: Checked, columns: int) -> str:
    """What to do while the year is not over, the nearest last day first."""
    as_of = checked.verdict.as_of
    steps: list[tuple[date, bool, str]] = []
    for row in checked.rows:
        holds = [c for c in row.reasons.cures if c.kind == "hold" and c.due is not None]
        if not holds:
            continue
        first = min(holds, key=lambda c: c.due or date.max)
        assert first.due is not None
        name = row.requirement.rule.name
        text = f"{drills_wanted(first, name)}, {until(first.opens, first.due, as_of)}"
        if len(holds) > 1:
            text += f"; then {several(len(holds) - 1, 'more window')}"
        text = text[:1].upper() + text[1:]
        if row.requirement.advisory:
            text += " (not deciding)"
        steps.append((first.due, row.requirement.advisory, f"{text}."))
    if not steps:
        return ""
    lines = [click.style("Next", bold=True)]
    lines += [wrapped(text, "  - ", columns=columns) for _, _, text in sorted(steps)]
    if any(cure.kind == "late" for row in checked.rows for cure in row.reasons.cures):
        text = "What was missed stays missed; a drill held later can be recorded as making it up."
        lines.append(wrapped(text, "  - ", columns=columns))
    return "\n".join(lines)


def _questions(checked: Checked, columns: int) -> str:
    if not checked.flags:
        return ""
    lines = [click.style("Questions about the log (they change no verdict)", bold=True)]
    asked: dict[str, list[Drill]] = {}
    for flag in checked.flags:
        asked.setdefault(flag.sentence, []).extend(flag.drills)
    for sentence, drills in asked.items():
        named = list(dict.fromkeys(_named(drill, checked) for drill in drills))
        shown = named if len(named) <= MOST_SHOWN else [*named[: MOST_SHOWN - 1], "and others"]
        text = f"{', '.join(shown)}: {sentence}"
        lines.append(wrapped(text, "  - ", columns=columns))
    return "\n".join(lines)


def _named(drill: Drill, checked: Checked) -> str:
    calendar = checked.building.calendar
    inside = calendar.year_starts <= drill.date <= calendar.year_ends
    day = short_day(drill.date) if inside else drill.date.isoformat()
    return f"{day} {type_words(drill.type)}"


def _law(checked: Checked, columns: int) -> str:
    pack = checked.pack
    cited: dict[str, list[str]] = {}
    for row in checked.rows:
        if row.verdict.status not in (NOT_APPLICABLE, NOT_MODELLED):
            cited.setdefault(row.requirement.rule.citation, []).append(row.requirement.rule.name)
    lines = [
        click.style(
            f"Law: {pack.name}, pack {pack.version}, reviewed {long_day(pack.reviewed)}", bold=True
        )
    ]
    for layer in pack.layers[1:]:
        told = f"Local law: {layer.name} ({layer.kind}), {layer.version}, reviewed"
        lines.append(click.style(f"{told} {long_day(layer.reviewed)}", bold=True))
    lines += [
        wrapped(f"{citation}: {', '.join(names)}", "  - ", columns=columns)
        for citation, names in cited.items()
    ]
    return "\n".join(lines)
