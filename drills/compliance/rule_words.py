"""The numbers and windows of a pack, not yet dated, in plain words: one wording for every room.

Each phrase is said by the Words it is given: English here, the reader's language in the
web, which extends Words. Dated windows of one building's year are told elsewhere.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable

from drills.compliance.plain_words import QUALITY_WORDS, _, listed, type_words
from drills.compliance.shapes import Bounds, Cap, Count, Part, Share, Substitution

PER_WORDS = {
    "school_year": _("in the school year"),
    "calendar_year": _("in the calendar year"),
    "semester": _("in each semester"),
    "term": _("in each term"),
    "semester_or_trimester": _("in each semester or trimester"),
    "quarter": _("in each quarter"),
    "month": _("in each month in session"),
    "months": _("in each stretch of %(size)s months from %(anchor)s"),
    "week": _("in each week with a school day"),
    "school_days": _("in each %(size)s school days"),
    "summer": _("in the summer session"),
    "drills": _("among each %(size)s drills held"),
    "gap": _("within %(span)s of the drill before"),
}
BOUND_WORDS = {
    "first": _("in the first %(span)s"),
    "within": _("within %(span)s after the first day"),
    "after_first": _("after the first %(span)s"),
    "after": _("later than %(span)s after the first day"),
}
BREAK_WORDS = {
    "winter_break": _("the winter break"),
    "spring_break": _("the spring break"),
}


class Words:
    """How phrases, days and names are said: English, a pack's rules and settings by their ids."""

    def gettext(self, text: str, **values: object) -> str:
        """The text with its values, in the reader's language."""
        return text % values if values else text

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        """The text for one or for many; the number is its value ``num``."""
        return (one if num == 1 else many) % {"num": num, **values}

    def kind(self, drill_type: str) -> str:
        """A type of drill, within a sentence."""
        return type_words(drill_type.removeprefix("other:"))

    def month(self, number: int) -> str:
        """A month by name."""
        return calendar.month_name[number]

    def day(self, month: int, number: int) -> str:
        """A day of any year: ``December 1``."""
        return f"{calendar.month_name[month]} {number}"

    def says(self, words: str) -> str:
        """Words of the pack itself."""
        return words

    def rule(self, rule_id: str) -> str:
        """What another rule of the pack is called."""
        return rule_id

    def set_number(self, setting: str) -> str:
        """A number that a setting holds."""
        return f"as many as the setting {setting} says"

    def set_month(self, setting: str) -> str:
        """A month that a setting holds."""
        return f"the month that the setting {setting} says"

    def set_day(self, setting: str) -> str:
        """A day that a setting holds."""
        return f"the day that the setting {setting} says"

    def set_first_month(self, setting: str) -> str:
        """Whether the month of the first school day is left out, as a setting says."""
        return f"the first month as the setting {setting} says"

    def set_unit(self, setting: str) -> str:
        """In which days something is counted, as a setting says."""
        return f"as the setting {setting} says"

    def any_of(self, words: Iterable[str]) -> str:
        """``a, b or c``."""
        return listed(words, "or")

    def all_of(self, words: Iterable[str]) -> str:
        """``a, b and c``."""
        return listed(words, "and")


ENGLISH = Words()


def count_words(shape: Count, words: Words = ENGLISH) -> list[str]:
    """All that a shape asks, a phrase a line: its number, then what narrows it."""
    _ = words.gettext
    if shape.per == "windows":
        lines = [_part(part, words) for part in shape.windows]
    else:
        number = _number(shape.number, words)
        if shape.number is not None:
            most = shape.comparator == "at_most"
            number = (
                _("at most %(number)s", number=number)
                if most
                else _("at least %(number)s", number=number)
            )
        found = [number, _per(shape, words)]
        if shape.per != "gap":
            found.append(_bounds(shape.bounds, words))
        if shape.having:
            found.append(qualities_words(shape.having, words))
        lines = [" ".join(word for word in found if word)]
    lines += [_("of these %(part)s", part=_part(part, words)) for part in shape.parts]
    for number_of, parts in enumerate(shape.alternatives, 1):
        said = words.all_of(_part(part, words) for part in parts)
        lines.append(
            _("either %(parts)s", parts=said) if number_of == 1 else _("or %(parts)s", parts=said)
        )
    lines += [_stands_in(one, words) for one in shape.substitutions]
    return lines + _limits(shape, words)


def kinds_words(accepts: Iterable[str], words: Words = ENGLISH) -> str:
    """Types of drills, by name."""
    return words.any_of(sorted(words.kind(kind) for kind in accepts))


def qualities_words(names: Iterable[str], words: Words = ENGLISH) -> str:
    """What a drill has to be like: ``by a second way out and at night``."""
    return words.all_of(
        words.gettext(QUALITY_WORDS[name]) if name in QUALITY_WORDS else name.replace("_", " ")
        for name in names
    )


def settings_read(shape: object) -> set[str]:
    """The settings that a shape, or several, name: ``@name`` anywhere in it."""
    if isinstance(shape, str):
        return {shape[1:]} if shape.startswith("@") else set()
    if isinstance(shape, tuple):
        return set().union(*(settings_read(one) for one in shape))
    slots = getattr(shape, "__slots__", ())
    return set().union(*(settings_read(getattr(shape, name)) for name in slots))


def _number(number: int | str | Share | None, words: Words) -> str:
    if number is None:
        return words.gettext("no number in the law")
    if isinstance(number, Share):
        return words.gettext(
            "%(part)s of what %(rule)s asks, rounded up,",
            part=f"{number.numerator}/{number.denominator}",
            rule=words.rule(number.of),
        )
    return _set(number, words)


def _set(value: int | str, words: Words) -> str:
    """A number, or the setting that holds it."""
    text = str(value)
    return words.set_number(text[1:]) if text.startswith("@") else text


def _per(shape: Count, words: Words) -> str:
    anchor = shape.anchor_month
    if anchor.startswith("@"):
        named = words.set_month(anchor[1:])
    else:
        named = words.month(int(anchor))
    said = words.gettext(
        PER_WORDS[shape.per],
        size=shape.size,
        anchor=named,
        span=_span(shape.size, shape.bounds.counted_as, words),
    )
    if shape.skip_first_month == "yes":
        said = words.gettext("%(windows)s, the first month aside", windows=said)
    elif shape.skip_first_month.startswith("@"):
        said = words.gettext(
            "%(windows)s, %(first_month)s",
            windows=said,
            first_month=words.set_first_month(shape.skip_first_month[1:]),
        )
    if shape.summer_months:
        said = words.gettext("%(windows)s, months of the summer session too", windows=said)
    return said + _only(shape.only, words)


def _only(only: tuple[int, ...] | str, words: Words) -> str:
    if not only:
        return ""
    if isinstance(only, str):
        odd = only == "odd"
        told = words.gettext("every odd one") if odd else words.gettext("every even one")
    else:
        told = words.gettext(
            "only number %(numbers)s of the year", numbers=words.all_of(map(str, only))
        )
    return f" ({told})"


def _span(number: int, counted_as: str, words: Words) -> str:
    """``30 days``, ``1 week``; where a setting says what is counted, days."""
    if counted_as == "school_days":
        return words.ngettext("%(num)d school day", "%(num)d school days", number)
    if counted_as == "weeks":
        return words.ngettext("%(num)d week", "%(num)d weeks", number)
    if counted_as == "months":
        return words.ngettext("%(num)d month", "%(num)d months", number)
    return words.ngettext("%(num)d day", "%(num)d days", number)


def _bounds(bounds: Bounds, words: Words) -> str:
    _ = words.gettext
    said = []
    start, end = bounds.start, bounds.end
    first = _day(start, words) if start is not None and start not in BREAK_WORDS else ""
    last = _day(end, words) if end is not None and end not in BREAK_WORDS else ""
    if start in BREAK_WORDS:
        said.append(_("after %(pause)s", pause=_(BREAK_WORDS[start])))
    elif first and last:
        said.append(_("from %(first)s to %(last)s", first=first, last=last))
    elif first:
        said.append(_("from %(day)s", day=first))
    if end in BREAK_WORDS:
        said.append(_("before %(pause)s", pause=_(BREAK_WORDS[end])))
    elif last and not first:
        said.append(_("by %(day)s", day=last))
    for key, phrase in BOUND_WORDS.items():
        number = getattr(bounds, key)
        if number is not None:
            # English says "the first week" and not "the first 1 week".
            told = _(phrase, span=_span(number, bounds.counted_as, words))
            said.append(told.replace("the first 1 ", "the first "))
    if bounds.counted_as.startswith("@"):
        said.append(_("counted %(as_set)s", as_set=words.set_unit(bounds.counted_as[1:])))
    return ", ".join(said)


def _day(month_and_day: str, words: Words) -> str:
    if month_and_day.startswith("@"):
        return words.set_day(month_and_day[1:])
    month, day = month_and_day.split("-")
    return words.day(int(month), int(day))


def _part(part: Part, words: Words) -> str:
    said = [_set(part.count, words)]
    if part.accepts is not None:
        said.append(f"({kinds_words(part.accepts, words)})")
    if part.qualities:
        said.append(qualities_words(part.qualities, words))
    per = ""
    if part.per != "school_year":
        per = words.gettext(PER_WORDS[part.per]) + _only(part.only, words)
    when = " ".join(told for told in (per, _bounds(part.bounds, words)) if told)
    # The days stand beside the pack's own words where those leave them out.
    if part.says:
        said.append(words.says(part.says))
        when = f"({when})" if when and when != part.says else ""
    return " ".join([*said, when] if when else said)


def _stands_in(one: Substitution, words: Words) -> str:
    _ = words.gettext
    kinds = kinds_words(one.accepts, words)
    said = [_("%(kinds)s drills may stand in", kinds=kinds)]
    if one.qualities:
        held = qualities_words(one.qualities, words)
        said = [_("%(kinds)s drills may stand in if held %(held)s", kinds=kinds, held=held)]
    if one.at_most is not None:
        where = (
            _("in each window of %(rule)s", rule=words.rule(one.per_window_of))
            if one.per_window_of
            else _(PER_WORDS[one.per])
        )
        most = _("at most %(number)s", number=_set(one.at_most, words))
        said.append(f"{most} {where}")
    if not one.pupils:
        said.append(_("even without pupils"))
    said.append(_bounds(one.bounds, words))
    if one.floor:
        said.append(_("in a year with at least %(number)s of its own", number=one.floor))
    if one.separate_from:
        rules = words.any_of(map(words.rule, one.separate_from))
        said.append(_("and then serve not %(rules)s", rules=rules))
    return ", ".join(told for told in said if told)


def _limits(shape: Count, words: Words) -> list[str]:
    _ = words.gettext
    lines = []
    cap: Cap | None = shape.cap
    if cap is not None:
        most = _("at most %(number)s", number=_set(cap.at_most, words))
        lines.append(_("%(most)s %(stretch)s count", most=most, stretch=_(PER_WORDS[cap.per])))
    if shape.separate_from:
        rules = words.all_of(map(words.rule, shape.separate_from))
        lines.append(_("other drills than those of %(rules)s", rules=rules))
    if shape.days_apart:
        lines.append(_("days apart: %(number)s", number=_set(shape.days_apart, words)))
    if shape.minutes_apart:
        lines.append(_("minutes apart: %(number)s", number=_set(shape.minutes_apart, words)))
    if shape.in_place_of_others:
        rule = words.rule(shape.in_place_of_others)
        lines.append(_("counted where nothing else fills a window of %(rule)s", rule=rule))
    return lines
