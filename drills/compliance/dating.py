"""Turns a pack into dated requirements for one building and one school year.

Nothing here knows what was held; see judging.py for that. Like buildings give equal
requirements, so the caller makes them once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from drills.compliance import periods
from drills.compliance.applying import applies
from drills.compliance.pack import Bounds, Count, Pack, Part, Requirement, Rule, Window
from drills.facts import ONE_DAY, Building, Calendar, Span

NOT_IN_FORCE = "not in force in that school year"
OUT_OF_SCOPE = "the building is out of its scope"
NO_WINDOW = "the school year has no day in its window"


class Unset(Exception):
    """A setting that the law leaves to the district has no value yet."""

    def __init__(self, setting: str) -> None:
        self.setting = setting
        super().__init__(setting)


def requirements_for(pack: Pack, building: Building) -> tuple[Requirement, ...]:
    """Every rule of the pack, dated for the building's school year, in the pack's order.

    A rule out of scope, not in force, not modelled or waiting for a decision is there
    too, settled, with its reason.
    """
    found = [_requirement(pack, rule, building) for rule in pack.rules]
    by_id = {r.id: r for r in found}
    return tuple(_with_cap_groups(r, by_id) if r.substitution else r for r in found)


def _requirement(pack: Pack, rule: Rule, building: Building) -> Requirement:
    if rule.not_modelled:
        return Requirement(rule, settled="not_modelled", because=rule.not_modelled)
    shape = rule.shape_on(building.calendar.first_day)
    if shape is None:
        return Requirement(rule, settled="not_applicable", because=NOT_IN_FORCE)
    inside, missing = applies(rule.applies, building)
    if inside is False:
        return Requirement(rule, settled="not_applicable", because=OUT_OF_SCOPE)
    if inside is None:
        return _undecided(rule, missing)
    if shape.per == "summer" and building.calendar.summer is None:
        return _undecided(rule, ("calendar.summer",))
    maker = _WindowMaker(pack, building)
    try:
        windows = maker.windows(shape)
    except Unset as unset:
        return _undecided(rule, (f"settings.{unset.setting}",))
    if not windows:
        return Requirement(rule, settled="not_applicable", because=NO_WINDOW)
    return Requirement(
        rule,
        windows=tuple(windows),
        comparator=shape.comparator,
        substitution=shape.substitution,
        separate_from=shape.separate_from,
        # A number that the law does not give makes the rule advisory (counting rule 13).
        advisory=rule.advisory or (shape.number is None and shape.per != "windows"),
        in_summer=shape.per == "summer",
    )


def _undecided(rule: Rule, missing: tuple[str, ...]) -> Requirement:
    return Requirement(rule, settled="needs_decision", missing=missing, advisory=rule.advisory)


def _with_cap_groups(requirement: Requirement, by_id: dict[str, Requirement]) -> Requirement:
    assert requirement.substitution is not None
    groups = [w for w in by_id[requirement.substitution.per_window_of].windows if not w.part]
    windows = []
    for window in requirement.windows:
        group = next(
            (n for n, g in enumerate(groups) if g.opens <= window.opens and window.due <= g.due),
            None,
        )
        windows.append(replace(window, cap_group=group))
    return replace(requirement, windows=tuple(windows))


class _WindowMaker:
    """Dates the windows of one building's year."""

    def __init__(self, pack: Pack, building: Building) -> None:
        self.pack = pack
        self.building = building
        self.calendar: Calendar = building.calendar

    def setting(self, value: str) -> str:
        """A word as it stands, or what the district chose for ``@name``. Raises Unset."""
        if not value.startswith("@"):
            return value
        setting = self.pack.setting(value[1:])
        chosen = self.building.settings.get(setting.id) or setting.default
        if chosen is None:
            raise Unset(setting.id)
        return chosen

    def windows(self, shape: Count) -> list[Window]:
        """The outer windows, then the parts and alternatives inside them."""
        number = int(self.setting(shape.number)) if isinstance(shape.number, str) else shape.number
        if shape.per == "windows":
            outer = [w for part in shape.windows for w in self.part(part, inside=False)]
        else:
            outer = []
            for span in self.spans(shape):
                within = self.bounded(shape.bounds, span, shape.per == "summer")
                if within is not None:
                    outer.append(Window(within.start, within.end, number))
        if shape.per == "month" and outer and self.setting(shape.skip_first_month) == "yes":
            outer = outer[1:]
        inner = [w for part in shape.parts for w in self.part(part, True, shape)]
        for index, alternative in enumerate(shape.alternatives, 1):
            for part in alternative:
                inner += self.part(part, True, shape, index)
        return outer + inner

    def spans(self, shape: Count) -> list[Span]:
        """The stretches of the year that the shape's ``per`` speaks of."""
        calendar = self.calendar
        if shape.per == "month":
            return periods.months(calendar)
        if shape.per == "months":
            anchor = int(self.setting(shape.anchor_month))
            return periods.month_stretches(calendar, shape.size, anchor)
        if shape.per == "term":
            return periods.terms(calendar)
        if shape.per == "semester":
            return periods.semesters(calendar)
        if shape.per == "week":
            return periods.weeks(calendar)
        if shape.per == "school_days":
            return periods.school_day_blocks(calendar, shape.size)
        if shape.per == "summer":
            return [calendar.summer] if calendar.summer else []
        return [Span(calendar.first_day, calendar.last_day)]

    def part(
        self, part: Part, inside: bool, shape: Count | None = None, alternative: int = 0
    ) -> list[Window]:
        """The windows of a part: one, or one for each month in session."""
        summer = shape is not None and shape.per == "summer"
        whole = self.calendar.summer if summer else None
        year = whole or Span(self.calendar.first_day, self.calendar.last_day)
        spans = periods.months(self.calendar) if part.per == "month" else [year]
        found = []
        for span in spans:
            within = self.bounded(part.bounds, span, summer)
            if within is not None:
                found.append(
                    Window(
                        within.start,
                        within.end,
                        part.count,
                        inside,
                        part.says,
                        alternative,
                    )
                )
        return found

    def bounded(self, bounds: Bounds, span: Span, summer: bool = False) -> Span | None:
        """The span narrowed to the bounds, which are measured from its season's first day."""
        calendar = self.calendar
        first_day = calendar.summer.start if summer and calendar.summer else calendar.first_day
        start, end = span.start, span.end
        if bounds.start is not None:
            start = max(start, self.day(bounds.start, opening=True) or end + ONE_DAY)
        if bounds.end is not None:
            end = min(end, self.day(bounds.end, opening=False) or start - ONE_DAY)
        days = self.setting(bounds.counted_as) == "days"
        if bounds.first is not None:
            end = min(end, self.nth(first_day, bounds.first - 1, days, end))
        if bounds.within is not None:
            end = min(end, self.nth(first_day, bounds.within, days, end))
        if bounds.after_first is not None:
            last = self.nth(first_day, bounds.after_first - 1, days, end)
            start = max(start, last + ONE_DAY)
        if bounds.first_week:
            end = min(end, first_day + timedelta(6 - first_day.weekday()))
        return Span(start, end) if start <= end else None

    def nth(self, first_day: date, count: int, days: bool, end: date) -> date:
        """The day ``count`` days, or school days, after the first; the end if there is none."""
        if days:
            return first_day + timedelta(count)
        if count == 0:
            return first_day
        return self.calendar.school_day_after(first_day, count) or end

    def day(self, word: str, opening: bool) -> date | None:
        """A month and day in this school year, or the day beside a break; None without one."""
        if word.endswith("_break"):
            found = periods.breaks(self.calendar).get(word.removesuffix("_break"))
            if found is None:
                return None
            return found.end + ONE_DAY if opening else found.start - ONE_DAY
        month, day = int(word[:2]), int(word[3:])
        starts = self.calendar.year_starts
        year = starts.year if month >= 7 else starts.year + 1
        if (month, day) == (2, 29):
            day = 29 if year % 4 == 0 else 28
        return date(year, month, day)
