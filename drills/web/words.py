"""The judge's codes in words a person reads, in the page's language.

Pure rooms speak in codes; here each becomes a sentence. Dates and statuses are
format.py's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import get_locale, gettext, lazy_gettext, ngettext

from drills.compliance.flags import Flag
from drills.compliance.pack import Pack
from drills.compliance.plain_words import WITH_QUALITY
from drills.compliance.reasons import Cure, NotCounted
from drills.web.format import day, drill_type

WHY_NOT = {
    "outside_year": lazy_gettext("it is not in this school year"),
    "identical": lazy_gettext("it is the same row again; it counts once"),
    "real_event": lazy_gettext("it was a real event, not a drill"),
    "false_alarm": lazy_gettext("it was a false alarm, not a drill"),
    "not_a_school_day": lazy_gettext("it was not a school day"),
    "no_pupils": lazy_gettext("pupils were not present"),
    "outside_windows": lazy_gettext("it lies outside the dates that this rule asks for"),
    "kept_apart": lazy_gettext("it already serves a rule whose drills are separate"),
    "one_already": lazy_gettext(
        "another drill already takes the fire drill's place in these months"
    ),
    "not_needed": lazy_gettext("the drills that the rule itself asks for already count there"),
    "too_few_own": lazy_gettext(
        "too few of the rule's own drills were held for it to take the place of one"
    ),
    "enough_there": lazy_gettext("as many as may count in that stretch already do"),
    "same_time": lazy_gettext("it began at the time of day of an earlier one"),
    "time_unknown": lazy_gettext("it is not recorded at what time it, or an earlier one, began"),
    "too_soon": lazy_gettext("it came too soon after the one before"),
}
QUALITY_NO = {
    "secondary_exit": lazy_gettext("it did not use a second way out"),
    "obstructed_exit": lazy_gettext("no exit was blocked in it"),
    "announced": lazy_gettext("nobody was told that it was a drill"),
    "unannounced": lazy_gettext("it was announced"),
    "fire_department": lazy_gettext("the fire department was not there"),
    "law_enforcement": lazy_gettext("police were not there"),
    "lunch_or_assembly": lazy_gettext("it was not held at lunch, recess or an assembly"),
    "at_night": lazy_gettext("it was not held at night"),
    "off_site": lazy_gettext("it stayed on the grounds"),
    "no_pupils": lazy_gettext("pupils were present"),
    "whole_building": lazy_gettext("only part of the building took part"),
    "alarm_sounded": lazy_gettext("the alarm did not sound"),
    "on_the_grounds": lazy_gettext("it was off the grounds"),
    "not_at_dismissal": lazy_gettext("it was held at dismissal"),
}
# What a record would have to say; also what a drill to come should be.
QUALITY_ASKED = {
    "secondary_exit": lazy_gettext("whether a second way out was used"),
    "obstructed_exit": lazy_gettext("whether an exit was blocked"),
    "announced": lazy_gettext("who was told that it was a drill"),
    "unannounced": lazy_gettext("who was told that it was a drill"),
    "fire_department": lazy_gettext("whether the fire department was there"),
    "law_enforcement": lazy_gettext("whether police were there"),
    "lunch_or_assembly": lazy_gettext("whether it was held at lunch, recess or an assembly"),
    "at_night": lazy_gettext("whether it was held at night"),
    "off_site": lazy_gettext("whether it went off the grounds"),
    "no_pupils": lazy_gettext("whether pupils were present"),
}
QUALITY_WANTED = {name: lazy_gettext(words) for name, words in WITH_QUALITY.items()}
FLAGS = {
    "not_a_school_day": lazy_gettext(
        "Was school in session on %(day)s? Add a note or correct the date."
    ),
    "outside_school_year": lazy_gettext("%(day)s is not in the school year. Is the date right?"),
    "outside_school_hours": lazy_gettext(
        "Were pupils in the building at this hour of %(day)s? Add a note or correct the time."
    ),
    "identical_rows": lazy_gettext("The drill of %(day)s stands here twice; it counts once."),
    "within_the_hour": lazy_gettext("Two drills within the hour on %(day)s. Are both times right?"),
    "several_in_one_day": lazy_gettext("%(count)s drills on %(day)s. Is the date right?"),
    "bunched_at_year_end": lazy_gettext(
        "%(count)s of the year’s %(all)s drills fell in its last %(days)s days. Are the dates "
        "right?"
    ),
    "bunched_in_window": lazy_gettext(
        "%(count)s of %(all)s drills fell in the last %(days)s days before %(due)s. Are the dates "
        "right?"
    ),
    "same_minute": lazy_gettext(
        "%(count)s drills at the same minute of the day. Were the times noted down?"
    ),
    "same_hour": lazy_gettext(
        "All drills of this kind fell in the same hour. The law asks for different times."
    ),
    "same_weekday": lazy_gettext(
        "All drills of this kind fell on the same weekday. The law asks for other days."
    ),
    "recorded_late": lazy_gettext(
        "The drill of %(day)s was written down %(days)s days later. What was it noted from?"
    ),
    "entered_together": lazy_gettext(
        "%(count)s drills of several months were written down within %(hours)s hours. What were "
        "they noted from?"
    ),
    "copied_text": lazy_gettext(
        "%(count)s records have the same notes, word for word. Was it the same each time?"
    ),
    "headcount": lazy_gettext(
        "The number of people on %(day)s is far from the enrollment. Is it right?"
    ),
    "evacuation_time": lazy_gettext(
        "The drill of %(day)s took under %(low)s seconds or over %(high)s minutes. Is that right?"
    ),
    "parents_notice": lazy_gettext(
        "Parents hear in the days before a drill. Is the day they heard of %(day)s right?"
    ),
}
FACTS = {
    "ownership": lazy_gettext("who runs the school"),
    "grades": lazy_gettext("the grades taught"),
    "sprinklers": lazy_gettext("whether the building has sprinklers"),
    "smoke_detectors": lazy_gettext("whether the building has smoke detectors"),
    "year_round": lazy_gettext("whether the building is open all year"),
    "dormitory": lazy_gettext("whether pupils sleep here"),
    "summer_school": lazy_gettext("whether summer school is held here"),
    "enrollment": lazy_gettext("how many pupils are enrolled"),
    "calendar.summer": lazy_gettext("the first and last day of summer school"),
    "buses_pupils": lazy_gettext("whether pupils come by school bus"),
    "local_fire_marshal": lazy_gettext("whether there is a local fire marshal"),
    "local_fire_code": lazy_gettext("whether a local fire code is adopted"),
    "tsunami_zone": lazy_gettext("whether the building lies in a tsunami zone"),
    "lahar_zone": lazy_gettext("whether the building lies in a lahar zone"),
    "earthquake_zone": lazy_gettext("whether the building lies in an earthquake zone"),
    "nuclear_zone": lazy_gettext("whether the building lies near a nuclear plant"),
    "athletics": lazy_gettext("whether the school takes part in interscholastic sports"),
    "aed": lazy_gettext("whether the building has a defibrillator"),
    "state_licensed": lazy_gettext("whether the state licenses the building"),
    "log": lazy_gettext("the drills from January to June before this school year"),
    "time": lazy_gettext("at what time it began"),
}


def law_words(pack: Pack, words: str) -> str:
    """Words of a pack in the page's language, where the pack has them."""
    if str(get_locale()) == "es":
        return pack.spanish.get(words, words)
    return words


def why_not(found: NotCounted) -> str:
    """Why a drill did not count, without capital or full stop."""
    if not found.quality:
        return str(WHY_NOT[found.code])
    if found.known:
        return str(QUALITY_NO[found.quality])
    asked = str(QUALITY_ASKED[found.quality])
    return gettext("it is not recorded %(what)s", what=asked)


def flag_words(flag: Flag) -> str:
    """A plausibility flag's question."""
    return question_words(flag.code, flag.drills[0].date, dict(flag.numbers))


def question_words(code: str, asked_of: date, numbers: Mapping[str, Any]) -> str:
    """The question of a flag of this code, asked of the drill of a day."""
    told = dict(numbers)
    if "due" in told:
        told["due"] = day(date.fromisoformat(str(told["due"])))
    return str(FLAGS[code]) % {**told, "day": day(asked_of)}


def fact_words(name: str) -> str:
    """What a missing fact, setting or column is, in words."""
    if name.startswith("settings."):
        return gettext("a choice that the law leaves to the district")
    return str(FACTS.get(name) or name.replace("_", " "))


def window_words(opens: date, due: date, says: str = "", pack: Pack | None = None) -> str:
    """When a window is: the pack's own words, a month's name, or its two days."""
    if says:
        return law_words(pack, says) if pack else says
    if (opens.year, opens.month) == (due.year, due.month):
        return gettext("in %(month)s", month=day(due, "MMMM"))
    return gettext("%(opens)s to %(due)s", opens=day(opens), due=day(due))


def kinds_words(accepts: tuple[str, ...], labels: dict[str, str] | None = None) -> str:
    """``fire drill``, or the first kinds and how many others."""
    names = [str(drill_type(kind, labels)).lower() for kind in accepts]
    if len(names) <= 3:
        return gettext(" or ").join(names)
    more = len(names) - 2
    return ngettext(
        "%(first)s, %(second)s or one other kind",
        "%(first)s, %(second)s or %(num)d other kinds",
        more,
        first=names[0],
        second=names[1],
    )


def cure_words(cure: Cure, labels: dict[str, str] | None = None) -> str:
    """What would cure it, as an instruction with its last day."""
    if cure.kind == "hold":
        assert cure.due is not None
        how = ", ".join(str(QUALITY_WANTED[q]) for q in cure.qualities if q in QUALITY_WANTED)
        what = kinds_words(cure.accepts, labels)
        sentence = ngettext(
            "Hold one drill (%(what)s) by %(due)s",
            "Hold %(num)d drills (%(what)s) by %(due)s",
            cure.count,
            what=what,
            due=day(cure.due),
        )
        return f"{sentence}, {how}." if how else f"{sentence}."
    if cure.kind == "record":
        quality = cure.qualities[0] if cure.qualities else ""
        asked = str(QUALITY_ASKED.get(quality) or fact_words(cure.column))
        days = ", ".join(day(d.date) for d in cure.drills[:3])
        return gettext("Record %(what)s: %(days)s.", what=asked, days=days)
    if cure.kind == "decide":
        return gettext("Tell us %(what)s.", what=fact_words(cure.column))
    return gettext(
        "The last day has passed. Hold it late and log it. Then say here that it makes up for "
        "the one that was missed."
    )
