"""What planning says in words: warnings, what a drill is for, refusals, qualities.

The codes come from actions/plan_warnings.py and drill_plan.py. Each warning says what is
so, and where it can be mended, how.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext, ngettext

from drills.actions.drill_plan import INTENDED
from drills.actions.plan_weighed import Serves, Warn, Weighed
from drills.compliance.applying import applies
from drills.compliance.pack import Pack
from drills.facts import Building
from drills.web.building.refusals import refusal_words
from drills.web.drill_phrases import sort_kinds
from drills.web.format import clock_time, day, drill_type, long_day
from drills.web.words import QUALITY_WANTED, law_words, window_words

Labels = Mapping[str, str] | None

# What a quality is, as a box to tick.
QUALITY_NAMES = {
    "secondary_exit": lazy_gettext("By a second way out"),
    "obstructed_exit": lazy_gettext("With an exit blocked"),
    "lunch_or_assembly": lazy_gettext("At lunch, recess or an assembly"),
    "at_night": lazy_gettext("At night"),
    "fire_department": lazy_gettext("With the fire department"),
    "law_enforcement": lazy_gettext("With police"),
    "off_site": lazy_gettext("Off the grounds"),
    "no_pupils": lazy_gettext("Without pupils"),
}
REFUSALS = {
    "buildings_missing": lazy_gettext("Choose at least one building."),
    "type_missing": lazy_gettext("Choose which kind of drill."),
    "title_missing": lazy_gettext("Say in a few words what kind it is."),
    "date_missing": lazy_gettext("Enter the day of the drill."),
    "date_wrong": lazy_gettext("Enter the day as year, month and day, for example 2026-12-08."),
    "no_school_calendar": lazy_gettext(
        "There is no school calendar for this day. Check the year, or have the calendar added."
    ),
    "minutes_wrong": lazy_gettext("Enter the minutes as a whole number from 1 to 480."),
    "told_missing": lazy_gettext("Choose who is told the day beforehand."),
    "told_all_announced_none": lazy_gettext(
        "Everyone knows the day, so it cannot come unannounced. Choose who is told again."
    ),
    "officer_wrong": lazy_gettext("Choose an officer from the list."),
    "intended_wrong": lazy_gettext("Choose from the list."),
    "one_situation": lazy_gettext("It cannot be at lunch and at night. Choose one of them."),
    "note_long": lazy_gettext("Shorten the note to 2,000 letters."),
    "reason_missing": lazy_gettext("Say why, so that nobody has to ask."),
    "reason_long": lazy_gettext("Say why in at most 300 letters."),
    "drill_cancelled": lazy_gettext("This drill was cancelled. Plan a new one instead."),
    "drill_held": lazy_gettext(
        "This drill was logged already, so its plan stays. Change the record instead."
    ),
    "joint_not_yours": lazy_gettext(
        "Other buildings hold this drill too. Ask your district's safety director to change it."
    ),
    "not_come_yet": lazy_gettext("Its day has not come. Move it or cancel it instead."),
    "changed_meanwhile": lazy_gettext(
        "Somebody else changed this drill while you were writing. What you typed is still "
        "here: compare it with what is planned now, then save again."
    ),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything that is said of a plan before it is saved. ``mark`` names the warnings."""

    warnings: tuple[str, ...]
    serves: tuple[tuple[str, str], ...]  # requirement's name, its window and buildings
    mark: str
    weighed: bool = True

    def only_serves(self) -> Advice:
        """The same without its warnings, where the page says them in another place."""
        return Advice((), self.serves, self.mark, self.weighed)


NO_ADVICE = Advice((), (), "", weighed=False)


def advice_of(weighed: Weighed, pack: Pack, labels: Labels) -> Advice:
    """The advice in words."""
    return Advice(
        tuple(warning_words(w, pack, labels) for w in weighed.warnings),
        tuple(_serves(s, weighed, pack) for s in weighed.serves),
        weighed.mark,
    )


def plan_refusal(code: str) -> str:
    """The words of a refusal."""
    return str(REFUSALS[code]) if code in REFUSALS else refusal_words(code)


def warning_words(warn: Warn, pack: Pack, labels: Labels = None) -> str:
    """One warning as a sentence; it names its buildings where the plan has several."""
    said = _sentence(warn, pack, labels)
    if warn.places and warn.code not in ("officer_not_covering", "officer_busy", *SAME_DAY):
        return gettext("%(where)s: %(what)s", where=", ".join(warn.places), what=said)
    return said


SAME_DAY = ("officer_same_day",)


def _sentence(warn: Warn, pack: Pack, labels: Labels) -> str:
    values = {
        "day": long_day(warn.day) if warn.day else "",
        "at": clock_time(warn.at) if warn.at else "",
        "kind": drill_type(warn.type, labels, warn.title) if warn.type else "",
        "name": warn.name,
        "where": ", ".join(warn.places),
    }
    if warn.rule is not None:
        return _of_a_rule(warn, pack)
    if warn.duty is not None:
        return _of_a_notice(warn, pack)
    if warn.code.startswith("clash") and not warn.at:
        return gettext("Another drill that day: %(kind)s, at no set hour.", **values)
    return str(SENTENCES[warn.code]) % values


SENTENCES = {
    "past": lazy_gettext("%(day)s is over. To write down a drill that was held, log it."),
    "not_school_day": lazy_gettext("%(day)s is not a school day; the drill would not count."),
    "half_day": lazy_gettext("%(day)s is a half day: pupils leave early."),
    "testing_day": lazy_gettext("State tests are written on %(day)s."),
    "clash_hour": lazy_gettext("Another drill within the hour, at %(at)s: %(kind)s."),
    "clash_day": lazy_gettext("Another drill that day, at %(at)s: %(kind)s."),
    "officer_not_covering": lazy_gettext("%(name)s does not cover %(where)s on that day."),
    "officer_busy": lazy_gettext("%(name)s is at a drill at %(at)s: %(where)s."),
    "officer_same_day": lazy_gettext(
        "%(name)s has another drill that day, and one of the two has no set hour: %(where)s."
    ),
    "same_hour_and_weekday": lazy_gettext(
        "Same weekday and hour as the drill of this kind on %(day)s. People learn to expect it."
    ),
}


def _of_a_rule(warn: Warn, pack: Pack) -> str:
    assert warn.rule is not None
    name = law_words(pack, warn.rule.name)
    if warn.code == "meant_outside":
        assert warn.day is not None and warn.until is not None
        return gettext(
            "Outside the dates of “%(name)s”: that is wanted from %(opens)s to %(due)s.",
            name=name,
            opens=day(warn.day),
            due=day(warn.until),
        )
    if warn.code == "serves_nothing":
        assert warn.day is not None and warn.until is not None
        return gettext(
            "It would count for nothing that is still owed. “%(name)s” wants its next one "
            "from %(opens)s to %(due)s.",
            name=name,
            opens=day(warn.day),
            due=day(warn.until),
        )
    if warn.code == "meant_quality":
        how = str(QUALITY_WANTED.get(warn.quality, ""))
        return gettext(
            "“%(name)s” wants a drill %(how)s. Plan it so, or it will not count for that.",
            name=name,
            how=how,
        )
    words = {
        "meant_kind": gettext("“%(name)s” does not take this kind of drill.", name=name),
        "meant_enough": gettext(
            "“%(name)s” has enough drills in this stretch, held and planned. This one is extra.",
            name=name,
        ),
        "meant_otherwise": gettext("It would not count for “%(name)s”.", name=name),
        "law_same_hour": gettext(
            "The other drills of this kind fell in the same hour. “%(name)s” asks for "
            "different times of the day.",
            name=name,
        ),
        "law_same_weekday": gettext(
            "The other drills of this kind fell on the same weekday. “%(name)s” asks for "
            "different days.",
            name=name,
        ),
    }
    return words[warn.code]


def _of_a_notice(warn: Warn, pack: Pack) -> str:
    assert warn.duty is not None
    what = law_words(pack, warn.duty.summary)
    if warn.code == "notice_gone":
        return gettext("No day is left for what the law wants beforehand: %(what)s", what=what)
    return ngettext(
        "One day is left for what the law wants beforehand: %(what)s",
        "%(num)d days are left for what the law wants beforehand: %(what)s",
        warn.days,
        what=what,
    )


def _serves(serves: Serves, weighed: Weighed, pack: Pack) -> tuple[str, str]:
    when = window_words(serves.opens, serves.due, serves.label, pack)
    name = law_words(pack, serves.rule.name)
    if serves.advisory:
        name = gettext("%(name)s (advisory)", name=name)
    if len(serves.places) < len(weighed.names):
        return name, gettext("%(when)s, in %(where)s", when=when, where=", ".join(serves.places))
    return name, when


def qualities_offered(
    pack: Pack, buildings: Iterable[Building], labels: Labels, ticked: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """What a drill here can be planned to be: what the state's rules ask of these buildings,
    with the kinds that they ask it of, and what is ticked already."""
    rows = list(buildings)
    kinds: dict[str, set[str]] = {}
    for rule in pack.rules:
        if rule.not_modelled or (
            rows and all(applies(rule.applies, building)[0] is False for building in rows)
        ):
            continue
        for name in rule.qualities:
            if name in INTENDED:
                kinds.setdefault(name, set()).update(rule.accepts)
    for name in ticked:
        if name in INTENDED:
            kinds.setdefault(name, set())
    found = []
    for name in INTENDED:
        if name not in kinds:
            continue
        said = str(QUALITY_NAMES[name])
        of = [drill_type(kind, labels).lower() for kind in sort_kinds(kinds[name])]
        if 0 < len(of) <= 3:
            said = gettext("%(what)s (%(kinds)s)", what=said, kinds=", ".join(of))
        found.append((name, said))
    return found


def intended_words(intended: Mapping[str, object]) -> list[str]:
    """What a drill is planned to be, for its sheet."""
    return [
        str(QUALITY_NAMES[name])
        for name, (column, value) in INTENDED.items()
        if intended.get(column) == value
    ]
