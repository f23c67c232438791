"""What must be true of a school year and of days in it, before anything is saved.

Pure checks on values, used by every action that changes a calendar. Codes, not words: the
page translates them and shows each beside its field.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from drills.actions.refused import Refused
from drills.facts import Calendar, Span, Term

KINDS = ("off", "closure", "half", "testing")
WITHOUT_SCHOOL = ("off", "closure")
LONGEST_TERM_NAME, LONGEST_WHY = 40, 200
EARLIEST, LATEST = date(1990, 7, 1), date(2100, 6, 30)


@dataclass(frozen=True, slots=True)
class TermEntry:
    """One line of the terms as somebody typed it; days may be missing."""

    name: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def empty(self) -> bool:
        """Whether the line was left out."""
        return not (self.name.strip() or self.start or self.end)


@dataclass(frozen=True, slots=True)
class YearEntry:
    """A school year as somebody typed it. ``breaks`` only where the rule of thumb errs."""

    first_day: date | None = None
    last_day: date | None = None
    terms: tuple[TermEntry, ...] = ()
    summer_start: date | None = None
    summer_end: date | None = None
    winter_start: date | None = None
    winter_end: date | None = None
    spring_start: date | None = None
    spring_end: date | None = None

    @property
    def breaks(self) -> tuple[tuple[str, Span], ...]:
        """Those of the two breaks that are given whole."""
        spans = (
            ("spring", self.spring_start, self.spring_end),
            ("winter", self.winter_start, self.winter_end),
        )
        return tuple((name, Span(a, b)) for name, a, b in spans if a and b)


@dataclass(frozen=True, slots=True)
class DaysEntry:
    """Days that differ, as somebody typed them. No last day means one day."""

    kind: str
    starts: date | None
    ends: date | None = None
    why: str = ""
    building_id: int | None = None


def checked_year(entry: YearEntry, no_school: tuple[Span, ...] = ()) -> Calendar:
    """The calendar that the entry makes with its days off.

    Raises Refused with every problem at once. A problem of the third term is named
    ``terms-2-start``, ``terms-2-end`` or ``terms-2-name``.
    """
    errors: dict[str, str] = {}
    first, last = entry.first_day, entry.last_day
    if first is None:
        errors["first_day"] = "first_day_missing"
    elif not EARLIEST <= first <= LATEST:
        errors["first_day"] = "day_far"
    if last is None:
        errors["last_day"] = "last_day_missing"
    if first and last and not errors:
        if last < first:
            errors["last_day"] = "last_before_first"
        elif last > june_30_after(first):
            errors["last_day"] = "year_long"
    year = Span(first, last) if first and last and not errors else None
    errors |= _term_problems(entry.terms, year)
    errors |= _summer_problems(entry, year)
    for name, start, end in (
        ("winter", entry.winter_start, entry.winter_end),
        ("spring", entry.spring_start, entry.spring_end),
    ):
        errors |= _span_problems(name, start, end, year)
    if errors:
        raise Refused(**errors)
    assert first is not None and last is not None
    terms = tuple(
        Term(" ".join(t.name.split()), t.start, t.end) for t in entry.terms if t.start and t.end
    )
    summer = None
    if entry.summer_start and entry.summer_end:
        summer = Span(entry.summer_start, entry.summer_end)
    calendar = Calendar(
        first, last, terms=terms, no_school=no_school, summer=summer, breaks=entry.breaks
    )
    if not calendar.school_days:
        raise Refused(first_day="year_without_days")
    return calendar


def june_30_after(day: date) -> date:
    """The end of the school year, July to June, that a day belongs to."""
    return date(day.year + 1 if day.month >= 7 else day.year, 6, 30)


def _term_problems(terms: tuple[TermEntry, ...], year: Span | None) -> dict[str, str]:
    errors: dict[str, str] = {}
    before: date | None = None
    names: set[str] = set()
    for number, term in enumerate(terms):
        if term.empty:
            continue
        at = f"terms-{number}"
        name = " ".join(term.name.split()).casefold()
        if not name:
            errors[f"{at}-name"] = "term_name_missing"
        elif len(name) > LONGEST_TERM_NAME:
            errors[f"{at}-name"] = "term_name_long"
        elif name in names:
            errors[f"{at}-name"] = "term_name_twice"
        names.add(name)
        if term.start is None:
            errors[f"{at}-start"] = "term_start_missing"
        if term.end is None:
            errors[f"{at}-end"] = "term_end_missing"
        if term.start and term.end and term.end < term.start:
            errors[f"{at}-end"] = "term_backwards"
        elif year is not None:
            if term.start and term.start not in year:
                errors[f"{at}-start"] = "term_outside"
            if term.end and term.end not in year:
                errors[f"{at}-end"] = "term_outside"
        if term.start and before and term.start <= before:
            errors.setdefault(f"{at}-start", "terms_overlap")
        before = max(filter(None, (before, term.end)), default=None)
    return errors


def _summer_problems(entry: YearEntry, year: Span | None) -> dict[str, str]:
    start, end = entry.summer_start, entry.summer_end
    if not (start or end):
        return {}
    if start is None:
        return {"summer_start": "summer_start_missing"}
    if end is None:
        return {"summer_end": "summer_end_missing"}
    if end < start:
        return {"summer_end": "span_backwards"}
    if year is None:
        return {}
    if start <= year.end and end >= year.start:
        return {"summer_start": "summer_inside"}
    july_1 = date(june_30_after(year.start).year - 1, 7, 1)
    if not (july_1 <= start and end <= date(july_1.year + 1, 9, 30)):
        return {"summer_start": "summer_far"}
    return {}


def _span_problems(
    name: str, start: date | None, end: date | None, year: Span | None
) -> dict[str, str]:
    if not (start or end):
        return {}
    if start is None:
        return {f"{name}_start": "break_start_missing"}
    if end is None:
        return {f"{name}_end": "break_end_missing"}
    if end < start:
        return {f"{name}_end": "span_backwards"}
    if year is not None and not (start in year and end in year):
        return {f"{name}_start": "break_outside"}
    return {}


def checked_days(entry: DaysEntry, calendar: Calendar) -> DaysEntry:
    """The entry tidied, its last day filled in. Raises Refused with every problem at once."""
    errors: dict[str, str] = {}
    why = " ".join(entry.why.split())
    starts, ends = entry.starts, entry.ends or entry.starts
    if entry.kind not in KINDS:
        errors["kind"] = "kind_missing"
    if len(why) > LONGEST_WHY:
        errors["why"] = "why_long"
    if starts is None:
        errors["starts"] = "starts_missing"
    elif ends is not None and ends < starts:
        errors["ends"] = "span_backwards"
    elif ends is not None and not errors:
        errors |= _days_problems(entry.kind, Span(starts, ends), calendar)
    if errors:
        raise Refused(**errors)
    return replace(entry, ends=ends, why=why)


def _days_problems(kind: str, span: Span, calendar: Calendar) -> dict[str, str]:
    year, summer = Span(calendar.first_day, calendar.last_day), calendar.summer
    for name, day in (("starts", span.start), ("ends", span.end)):
        if day not in year and (summer is None or day not in summer):
            return {name: "days_outside"}
    touched = [d for d in span.days() if calendar.is_school_day(d) or d in calendar.summer_days]
    if not touched:
        return {"starts": "days_without_school"}
    if kind in WITHOUT_SCHOOL:
        if all(d in span for d in calendar.school_days):
            return {"starts": "days_all_gone"}
        return {}
    already = calendar.half_days if kind == "half" else calendar.testing
    if all(any(d in other for other in already) for d in touched):
        return {"starts": "days_already"}
    return {}
