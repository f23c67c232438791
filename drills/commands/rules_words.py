"""The numbers and windows of a pack, not yet dated, in plain English.

Dated windows of one building's year are check_words.py's; layout is rules_text.py's.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable

from drills.commands.check_words import WITH_QUALITY, listed, type_words
from drills.compliance.shapes import Bounds, Cap, Count, Part, Share, Substitution

PER_WORDS = {
    "school_year": "in the school year",
    "calendar_year": "in the calendar year",
    "semester": "in each semester",
    "term": "in each term",
    "semester_or_trimester": "in each semester or trimester",
    "quarter": "in each quarter",
    "month": "in each month in session",
    "months": "in each stretch of {size} months from {anchor}",
    "week": "in each week with a school day",
    "school_days": "in each {size} school days",
    "summer": "in the summer session",
    "drills": "among each {size} drills held",
    "gap": "within {size} {counted_as} of the drill before",
}
QUALITY_WORDS = WITH_QUALITY | {
    "whole_building": "of the whole building",
    "alarm_sounded": "with the alarm sounded",
    "on_the_grounds": "on the grounds",
    "not_at_dismissal": "not at dismissal",
}


def count_words(shape: Count) -> list[str]:
    """All that a shape asks, a phrase a line: its number, then what narrows it."""
    if shape.per == "windows":
        lines = [f"{_part(part)}" for part in shape.windows]
    else:
        number = _number(shape.number)
        if shape.number is not None:
            number = f"{'at most' if shape.comparator == 'at_most' else 'at least'} {number}"
        found = [number, _per(shape), _bounds(shape.bounds) if shape.per != "gap" else ""]
        if shape.having:
            found.append(qualities_words(shape.having))
        lines = [" ".join(word for word in found if word)]
    lines += [f"of these {_part(part)}" for part in shape.parts]
    for number_of, parts in enumerate(shape.alternatives, 1):
        start = "either" if number_of == 1 else "or"
        lines.append(f"{start} {listed(_part(part) for part in parts)}")
    lines += [_stands_in(one) for one in shape.substitutions]
    return lines + _limits(shape)


def kinds_words(accepts: Iterable[str]) -> str:
    """Types of drills, by name."""
    named = (type_words(kind.removeprefix("other:")) for kind in accepts)
    return listed(sorted(named), "or")


def qualities_words(names: Iterable[str]) -> str:
    """What a drill has to be like: ``by a second way out and at night``."""
    return listed(QUALITY_WORDS.get(name, name.replace("_", " ")) for name in names)


def _number(number: int | str | Share | None) -> str:
    if number is None:
        return "no number in the law"
    if isinstance(number, Share):
        return f"{number.numerator}/{number.denominator} of what {number.of} asks, rounded up,"
    return _set(number)


def _set(value: int | str) -> str:
    """A number, or the setting that holds it."""
    text = str(value)
    return f"as many as the setting {text[1:]} says" if text.startswith("@") else text


def _per(shape: Count) -> str:
    anchor = shape.anchor_month
    named = f"the month that the setting {anchor[1:]} says"
    if not anchor.startswith("@"):
        named = calendar.month_name[int(anchor)]
    counted_as = _unit(shape.bounds.counted_as)
    words = PER_WORDS[shape.per].format(size=shape.size, anchor=named, counted_as=counted_as)
    if shape.skip_first_month == "yes":
        words += ", the first month aside"
    elif shape.skip_first_month.startswith("@"):
        words += f", the first month as the setting {shape.skip_first_month[1:]} says"
    if shape.summer_months:
        words += ", months of the summer session too"
    return words + _only(shape.only)


def _only(only: tuple[int, ...] | str) -> str:
    if not only:
        return ""
    if isinstance(only, str):
        return f" (every {only} one)"
    return f" (only number {listed(map(str, only))} of the year)"


def _unit(counted_as: str, number: int = 2) -> str:
    words = "days" if counted_as.startswith("@") else counted_as.replace("_", " ")
    return words.removesuffix("s") if number == 1 else words


def _bounds(bounds: Bounds) -> str:
    said = []
    if bounds.start is not None:
        said.append(
            f"after {_break(bounds.start)}"
            if bounds.start.endswith("_break")
            else f"from {_day(bounds.start)}"
        )
    if bounds.end is not None:
        said.append(
            f"before {_break(bounds.end)}"
            if bounds.end.endswith("_break")
            else f"{'to' if said else 'by'} {_day(bounds.end)}"
        )
    for number, words in (
        (bounds.first, "in the first {} {}"),
        (bounds.within, "within {} {} after the first day"),
        (bounds.after_first, "after the first {} {}"),
        (bounds.after, "later than {} {} after the first day"),
    ):
        if number is not None:
            said.append(words.format(number, _unit(bounds.counted_as, number)))
    if bounds.counted_as.startswith("@"):
        said.append(f"counted as the setting {bounds.counted_as[1:]} says")
    return ", ".join(said).replace(", to ", " to ").replace("the first 1 ", "the first ")


def _break(name: str) -> str:
    return f"the {name.replace('_', ' ')}"


def _day(month_and_day: str) -> str:
    if month_and_day.startswith("@"):
        return f"the day that the setting {month_and_day[1:]} says"
    month, day = month_and_day.split("-")
    return f"{calendar.month_name[int(month)]} {int(day)}"


def _part(part: Part) -> str:
    words = [_set(part.count)]
    if part.accepts is not None:
        words.append(f"({kinds_words(part.accepts)})")
    if part.qualities:
        words.append(qualities_words(part.qualities))
    per = "" if part.per == "school_year" else PER_WORDS[part.per] + _only(part.only)
    when = " ".join(words for words in (per, _bounds(part.bounds)) if words)
    # The days stand beside the pack's own words where those leave them out.
    if part.says:
        words.append(part.says)
        when = f"({when})" if when and when != part.says else ""
    return " ".join([*words, when] if when else words)


def _stands_in(one: Substitution) -> str:
    words = f"{kinds_words(one.accepts)} drills may stand in"
    if one.qualities:
        words += f" if held {qualities_words(one.qualities)}"
    if one.at_most is not None:
        where = f"in each window of {one.per_window_of}" if one.per_window_of else ""
        words += f", at most {_set(one.at_most)} {where or PER_WORDS[one.per]}"
    bounds = _bounds(one.bounds)
    if bounds:
        words += f", {bounds}"
    if one.floor:
        words += f", in a year with at least {one.floor} of its own"
    if one.separate_from:
        words += f", and then serve not {listed(one.separate_from, 'or')}"
    return words


def _limits(shape: Count) -> list[str]:
    lines = []
    cap: Cap | None = shape.cap
    if cap is not None:
        lines.append(f"at most {_set(cap.at_most)} {PER_WORDS[cap.per]} count")
    if shape.separate_from:
        lines.append(f"other drills than those of {listed(shape.separate_from)}")
    if shape.days_apart:
        lines.append(f"days apart: {_set(shape.days_apart)}")
    if shape.minutes_apart:
        lines.append(f"minutes apart: {_set(shape.minutes_apart)}")
    if shape.in_place_of_others:
        lines.append(f"counted where nothing else fills a window of {shape.in_place_of_others}")
    return lines
