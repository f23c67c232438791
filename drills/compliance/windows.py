"""Dates the windows of one building's year: from a rule's shape to days on a calendar.

Knows one shape at a time. Which rules bind the building, and what one rule takes from
another, is dating.py's; stretches of a calendar are periods.py's.
"""

from __future__ import annotations

from datetime import date, timedelta

from drills.compliance import periods
from drills.compliance.pack import Pack, Window
from drills.compliance.shapes import EVEN, ODD, Bounds, Count, Part
from drills.facts import ONE_DAY, Building, Calendar, Span

# Stretches that have a first day of their own, from which bounds are measured.
OWN_FIRST_DAY = frozenset({"semester", "term", "semester_or_trimester", "quarter", "summer"})
# Stretches that owe only where they hold a school day.
IN_SESSION = frozenset({"month", "week"})


class Unset(Exception):
    """A setting that the law leaves to the district has no usable value yet."""

    def __init__(self, setting: str) -> None:
        self.setting = setting
        super().__init__(setting)


class WindowMaker:
    """Dates windows for one building: its calendar, and what its district chose."""

    def __init__(self, pack: Pack, building: Building) -> None:
        self.pack = pack
        self.building = building
        self.calendar: Calendar = building.calendar
        self.breaks = periods.breaks(self.calendar)

    def setting(self, value: str) -> str:
        """A word as it stands, or what the district chose for ``@name``. Raises Unset."""
        if not value.startswith("@"):
            return value
        setting = self.pack.setting(value[1:])
        chosen = self.building.settings.get(setting.id) or setting.default
        if chosen is None or (setting.options and chosen not in setting.options):
            raise Unset(setting.id)
        return chosen

    def number(self, value: int | str) -> int:
        """A whole number as it stands, or as the district set it. Raises Unset."""
        if isinstance(value, int):
            return value
        chosen = self.setting(value)
        if not chosen.isdecimal():
            raise Unset(value.removeprefix("@"))
        return int(chosen)

    def windows(self, shape: Count, number: int | None) -> list[Window]:
        """The outer windows, then the parts and alternatives inside them."""
        if shape.per == "windows":
            outer = [w for part in shape.windows for w in self.part(part, inside=False)]
        else:
            outer = self.outer(shape, number)
        if shape.per == "month" and outer and self.setting(shape.skip_first_month) == "yes":
            outer = outer[1:]
        inner = [w for part in shape.parts for w in self.part(part, True, shape)]
        for index, alternative in enumerate(shape.alternatives, 1):
            for part in alternative:
                inner += self.part(part, True, shape, index)
        return outer + inner

    def outer(self, shape: Count, number: int | None) -> list[Window]:
        """One window for each stretch of the shape's ``per`` that its bounds leave."""
        if shape.per == "calendar_year":
            year = self.calendar.year_starts.year
            ended = Window(date(year, 1, 1), date(year, 12, 31), number)
            running = Window(date(year + 1, 1, 1), date(year + 1, 12, 31), number, decides=False)
            return [ended, running]
        found = []
        spans = chosen(self.spans(shape.per, shape), shape.only)
        for span in spans:
            within = self.bounded(shape.bounds, span, shape.per)
            if within is not None:
                found.append(Window(within.start, within.end, number))
        return found

    def spans(self, per: str, shape: Count | None = None) -> list[Span]:
        """The stretches of the year that ``per`` speaks of."""
        calendar = self.calendar
        if per == "month":
            if shape is not None and shape.summer_months:
                return periods.months_with_summer(calendar)
            return periods.months(calendar)
        if per == "months":
            assert shape is not None
            anchor = self.number(
                int(shape.anchor_month) if shape.anchor_month.isdecimal() else shape.anchor_month
            )
            return periods.month_stretches(calendar, shape.size, anchor)
        if per == "term":
            return periods.terms(calendar)
        if per == "semester":
            return periods.semesters(calendar)
        if per == "semester_or_trimester":
            return periods.semesters_or_trimesters(calendar)
        if per == "quarter":
            return periods.quarters(calendar)
        if per == "week":
            return periods.weeks(calendar)
        if per == "school_days":
            assert shape is not None
            return periods.school_day_blocks(calendar, shape.size)
        if per == "summer":
            return [calendar.summer] if calendar.summer else []
        return [Span(calendar.first_day, calendar.last_day)]

    def part(
        self, part: Part, inside: bool, shape: Count | None = None, alternative: int = 0
    ) -> list[Window]:
        """The windows of a part: one for each stretch that it speaks of."""
        per = part.per
        if shape is not None and shape.per == "summer" and per == "school_year":
            per = "summer"
        found = []
        for span in chosen(self.spans(per, shape), part.only):
            within = self.bounded(part.bounds, span, per)
            if within is not None:
                found.append(
                    Window(
                        within.start,
                        within.end,
                        self.number(part.count),
                        inside,
                        part.says,
                        alternative,
                        part.accepts,
                        part.qualities,
                    )
                )
        return found

    def bounded(self, bounds: Bounds, span: Span, per: str) -> Span | None:
        """The span narrowed to the bounds; None where nothing of it is left."""
        start, end = span.start, span.end
        first_day = span.start if per in OWN_FIRST_DAY else self.calendar.first_day
        opening = None
        if bounds.start is not None:
            opening = self.day(bounds.start, opening=True)
            if opening is None:
                return None
            start = max(start, opening)
            if bounds.start.endswith("_break"):
                first_day = opening
        if bounds.end is not None:
            closing = self.day(bounds.end, opening=False)
            if closing is None:
                return None
            if opening is not None and closing < opening:
                closing = closing.replace(year=closing.year + 1)
            end = min(end, closing)
        start, end = self.measured(bounds, first_day, start, end)
        if start > end:
            return None
        found = Span(start, end)
        if per in IN_SESSION and found != span and not self.in_session(found):
            return None
        return found

    def measured(
        self, bounds: Bounds, first_day: date, start: date, end: date
    ) -> tuple[date, date]:
        """Start and end narrowed by what is counted from the first day."""
        unit = self.setting(bounds.counted_as)
        if bounds.first is not None:
            end = min(end, self.last_of_first(first_day, bounds.first, unit, end))
        if bounds.within is not None:
            end = min(end, self.later(first_day, bounds.within, unit, end))
        if bounds.after_first is not None:
            last = self.last_of_first(first_day, bounds.after_first, unit, end)
            start = max(start, last + ONE_DAY)
        if bounds.after is not None:
            start = max(start, self.later(first_day, bounds.after, unit, end) + ONE_DAY)
        return start, end

    def last_of_first(self, first_day: date, count: int, unit: str, end: date) -> date:
        """The last of the first so many days, weeks or months, the first being one."""
        if unit == "weeks":
            monday = first_day - timedelta(first_day.weekday())
            return monday + timedelta(7 * count - 1)
        if unit == "months":
            return periods.add_months(first_day, count) - ONE_DAY
        return self.later(first_day, count - 1, unit, end)

    def later(self, first_day: date, count: int, unit: str, end: date) -> date:
        """The day so many days, weeks or months after the first; the end if there is none."""
        if unit == "school_days":
            if count == 0:
                return first_day
            return self.calendar.school_day_after(first_day, count) or end
        if unit == "months":
            return periods.add_months(first_day, count)
        return first_day + timedelta(count * (7 if unit == "weeks" else 1))

    def in_session(self, span: Span) -> bool:
        """Whether the span holds a day of the school year or of the summer session."""
        if periods.in_session(self.calendar, span):
            return True
        return any(day in span for day in self.calendar.summer_days)

    def day(self, word: str, opening: bool) -> date | None:
        """A month and day in this school year, or the day beside a break; None without one."""
        if word.endswith("_break"):
            found = self.breaks.get(word.removesuffix("_break"))
            if found is None:
                return None
            return found.end + ONE_DAY if opening else found.start - ONE_DAY
        month, day = int(word[:2]), int(word[3:])
        starts = self.calendar.year_starts
        year = starts.year if month >= 7 else starts.year + 1
        if (month, day) == (2, 29):
            day = periods.month_of(date(year, 2, 1)).end.day
        return date(year, month, day)


def chosen(spans: list[Span], only: tuple[int, ...] | str) -> list[Span]:
    """The stretches that a rule speaks of: by number from one, the odd or the even ones."""
    if only == ODD:
        return spans[0::2]
    if only == EVEN:
        return spans[1::2]
    return [s for n, s in enumerate(spans, 1) if n in only] if only else spans
