"""One change of a local layer, put into the rule of the law above, or refused with reasons.

Knows one rule at a time; whole layers are layering.py's, the reasons in words laxer.py's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from drills.compliance.laxer import Laxer
from drills.compliance.layers import Alteration, Layer
from drills.compliance.local_law import Change
from drills.compliance.pack import Pack, Rule
from drills.compliance.shapes import STRETCHES, Count, Part, Share, Version

# Stretches of which days can be asked as a whole: all that a part may lie in.
WITH_DAYS = (*STRETCHES, "summer")
# A drill cannot be both of these.
CONTRARY = (
    ("announced", "unannounced"),
    ("off_site", "on_the_grounds"),
    ("no_pupils", "whole_building"),
    ("at_night", "lunch_or_assembly"),
)
# About how many days a unit lasts: to tell whether a day is later, never to date one.
LASTS = {"days": 1.0, "school_days": 1.4, "weeks": 7.0, "months": 30.4}


def tightened(rule: Rule, change: Change, layer: Layer, above: Pack) -> tuple[Rule, list[Laxer]]:
    """The rule with the change, from its day on, and why it is refused (then as it was)."""
    checked = _Checked(rule, change, layer.name, above)
    checked.check()
    if checked.refused:
        return rule, checked.refused
    return _from(rule, change.since, lambda r: _changed(r, change, layer)), []


class _Checked:
    """Finds what in a change would loosen the rule; every reason, not only the first."""

    def __init__(self, rule: Rule, change: Change, name: str, above: Pack) -> None:
        self.rule = rule.on(change.since) if change.since else _latest(rule)
        self.change = change
        self.name = name
        self.above = above
        self.refused: list[Laxer] = []

    def no(self, code: str, **values: object) -> None:
        told = {key: str(value) for key, value in values.items()}
        self.refused.append(Laxer(self.name, self.rule.id, code, told))

    def check(self) -> None:
        """All of it."""
        change = self.change
        if change.repealed:
            self.no("removes")
        if self.rule.not_modelled:
            self.no("not_modelled")
            return
        shape = self.rule.versions[-1].shape
        if shape is None:
            self.no("repealed")
            return
        if shape.comparator == "at_most":
            self.ceiling(shape)
        else:
            self.number(shape)
            self.days(shape)
            self.windows(shape)
        self.kinds(shape)
        self.qualities(shape)
        if change.advisory and not self.rule.advisory:
            self.no("becomes_advisory")

    def ceiling(self, shape: Count) -> None:
        change = self.change
        if change.bounds or change.parts or change.windows:
            self.no("ceiling")
        if change.count is None:
            return
        if isinstance(shape.number, int):
            if change.count > shape.number:
                self.no("higher_ceiling", local=change.count, above=shape.number)
        else:
            self.no("number_by_setting", above=str(shape.number).removeprefix("@"))

    def number(self, shape: Count) -> None:
        count = self.change.count
        if count is None:
            wanting = shape.number is None and shape.per != "windows"
            if wanting and self.change.advisory is False:
                self.no("no_number")
        elif isinstance(shape.number, Share):
            self.no("number_by_share")
        elif isinstance(shape.number, str):
            self.no("number_by_setting", above=shape.number.removeprefix("@"))
        elif shape.per in ("windows", "gap"):
            self.no("no_own_number")
        elif shape.number is not None and count < shape.number:
            self.no("fewer", local=count, above=shape.number)
        elif count == 0:
            self.no("fewer", local=count, above=1)

    def days(self, shape: Count) -> None:
        bounds = self.change.bounds
        if bounds is None:
            return
        if shape.per not in WITH_DAYS or isinstance(shape.number, Share):
            self.no("days_elsewhere", per=shape.per.replace("_", " "))
            return
        if shape.number is None and self.change.count is None:
            self.no("no_number")
        theirs = shape.bounds
        unit = bounds.counted_as or theirs.counted_as
        for asked, given in (
            (bounds.first or bounds.within, theirs.first or theirs.within),
            (bounds.first, theirs.first),
            (bounds.within, theirs.within),
        ):
            if asked is None or given is None:
                continue
            if asked * self.lasts(unit) > given * self.lasts(theirs.counted_as):
                above = f"{given} {_unit(theirs.counted_as, self.above)}"
                self.no("later", local=f"{asked} {_unit(unit, self.above)}", above=above)
                break
        ends = (bounds.end or "", theirs.end or "")
        if all(end and "_" not in end for end in ends) and _in_year(ends[0]) > _in_year(ends[1]):
            self.no("later_day", local=ends[0], above=ends[1])

    def lasts(self, unit: str) -> float:
        """Days a unit lasts; of a setting the shortest that it may be."""
        if unit.startswith("@"):
            setting = self.above.setting(unit[1:])
            return min(LASTS.get(option, 1.0) for option in setting.options or ("days",))
        return LASTS[unit]

    def windows(self, shape: Count) -> None:
        if self.change.windows and shape.per != "windows":
            self.no("no_windows")
        for part in (*self.change.parts, *self.change.windows):
            if part.accepts is not None and not part.accepts <= self.rule.accepts:
                self.no("more_kinds", local=_kinds(part.accepts - self.rule.accepts))

    def kinds(self, shape: Count) -> None:
        accepts = self.change.accepts
        if accepts is None:
            return
        if not accepts <= self.rule.accepts:
            self.no("more_kinds", local=_kinds(accepts - self.rule.accepts))
        for part in _parts(shape):
            if part.accepts is not None and not part.accepts & accepts:
                self.no("no_kinds", above=_kinds(part.accepts))
        if not accepts:
            self.no("no_kinds", above=_kinds(self.rule.accepts))

    def qualities(self, shape: Count) -> None:
        asked = {*self.change.qualities}
        stands = {*self.rule.qualities, *(q for q, _ in self.rule.qualities_where)}
        stands |= {q for part in _parts(shape) for q in part.qualities}
        for one, other in CONTRARY:
            for new, old in ((one, other), (other, one)):
                if new in asked and old in stands | asked and (new == one or old not in asked):
                    self.no("contrary", local=new.replace("_", " "), above=old.replace("_", " "))


def _changed(rule: Rule, change: Change, layer: Layer) -> Rule:
    """The rule with a change that was found stricter."""
    altered = Alteration(
        layer,
        change.keys,
        change.says,
        change.citation,
        change.source,
        change.url,
        change.note,
        change.since,
    )
    switched = change.advisory is False
    return replace(
        rule,
        summary=f"{rule.summary} {change.says}",
        citation=f"{rule.citation}; {change.citation}",
        accepts=rule.accepts if change.accepts is None else rule.accepts & change.accepts,
        qualities=tuple(dict.fromkeys((*rule.qualities, *change.qualities))),
        advisory=rule.advisory and not switched,
        confidence=change.confidence if switched else rule.confidence,
        versions=tuple(
            Version(v.since, v.shape and _shaped(v.shape, change, layer)) for v in rule.versions
        ),
        changed_by=(*rule.changed_by, altered),
    )


def _shaped(shape: Count, change: Change, layer: Layer) -> Count:
    """A version's numbers made stricter. Where an older one asked for more, it still does."""
    number = shape.number
    if change.count is not None and not isinstance(number, str | Share):
        if number is None:
            number = change.count
        else:
            pick = min if shape.comparator == "at_most" else max
            number = pick(number, change.count)
    parts = [*shape.parts, *change.parts]
    if change.bounds is not None and number is not None and not isinstance(number, Share):
        unit = change.bounds.counted_as or shape.bounds.counted_as
        per = "school_year" if shape.per == "summer" else shape.per
        bounds = replace(change.bounds, counted_as=unit)
        parts.append(Part(number, bounds, per, shape.only, says=layer.name))
    return replace(
        shape,
        number=number,
        parts=tuple(_narrowed(part, change) for part in parts),
        windows=(*(_narrowed(w, change) for w in shape.windows), *change.windows),
        alternatives=tuple(
            tuple(_narrowed(part, change) for part in alternative)
            for alternative in shape.alternatives
        ),
    )


def _narrowed(part: Part, change: Change) -> Part:
    if change.accepts is None or part.accepts is None:
        return part
    return replace(part, accepts=part.accepts & change.accepts)


def _from(rule: Rule, since: date | None, apply: Callable[[Rule], Rule]) -> Rule:
    """The rule changed from a day on: what stands before that day stays as it was."""
    if since is None:
        dated = tuple((day, apply(later)) for day, later in rule.dated)
        return replace(apply(rule), dated=dated)
    days = dict(rule.dated)
    days.setdefault(since, replace(rule.on(since), dated=()))
    return replace(
        rule,
        dated=tuple(
            (day, apply(later) if day >= since else later) for day, later in sorted(days.items())
        ),
    )


def _latest(rule: Rule) -> Rule:
    return rule.dated[-1][1] if rule.dated else rule


def _parts(shape: Count) -> list[Part]:
    found = [*shape.windows, *shape.parts]
    return found + [part for alternative in shape.alternatives for part in alternative]


def _kinds(kinds: frozenset[str]) -> str:
    return ", ".join(sorted(kind.replace("_", " ") for kind in kinds))


def _unit(unit: str, pack: Pack) -> str:
    if unit.startswith("@"):
        unit = pack.setting(unit[1:]).default or "days"
    return unit.replace("_", " ")


def _in_year(day: str) -> tuple[int, str]:
    """A month and day in the order of a school year, July first."""
    return ((int(day[:2]) - 7) % 12, day[3:])
