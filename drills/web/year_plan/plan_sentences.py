"""What stands in a drill's way, and what would free it, in the page's language.

The planner speaks in codes with values (planner/conflicts.py has the English of the command
line); here each code has its sentence. Refusals of the planning actions stand here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext

from drills.actions.plan_draft import Conflict, Unplaced
from drills.compliance.pack import Pack
from drills.web.format import day_range, short_day
from drills.web.words import fact_words, law_words

MOST_STRETCHES = 4
# Each code: the conflict, and what would free it ("" where nothing can).
WORDS = {
    "past": (lazy_gettext("the days that are left are over"), ""),
    "no_school": (lazy_gettext("no pupils are taught on these days: %(days)s"), ""),
    "blackout": (
        lazy_gettext("every day that is otherwise free is blacked out: %(days)s"),
        lazy_gettext("open one of %(days)s"),
    ),
    "testing": (
        lazy_gettext("every day that is otherwise free is a day of state tests: %(days)s"),
        lazy_gettext("take the state tests off one of %(days)s"),
    ),
    "half_day": (
        lazy_gettext("every day that is otherwise free is a half day: %(days)s"),
        lazy_gettext("make one of %(days)s a whole school day"),
    ),
    "notice": (
        lazy_gettext("the law wants people told %(number)s days before, which is too late now"),
        "",
    ),
    "outside_hours": (
        lazy_gettext("the time is outside the hours in which drills are planned"),
        lazy_gettext("choose another time"),
    ),
    "between": (
        lazy_gettext("%(name)s has another drill fewer than %(number)s days away"),
        lazy_gettext("allow fewer than %(number)s days between drills"),
    ),
    "week": (
        lazy_gettext("%(name)s has as many drills as a week may have (%(number)s)"),
        lazy_gettext("allow more than %(number)s a week in a building"),
    ),
    "day_full": (
        lazy_gettext("the district has as many drills as a day may have (%(number)s): %(days)s"),
        lazy_gettext("allow more than %(number)s drills a day"),
    ),
    "same_hour": (
        lazy_gettext("%(name)s has another drill within the hour"),
        lazy_gettext("choose another time"),
    ),
    "law_days": (
        lazy_gettext("the law wants %(number)s days from one such drill to the next"),
        "",
    ),
    "law_minutes": (
        lazy_gettext("the law wants such drills at other times of day, %(number)s minutes apart"),
        lazy_gettext("choose another time"),
    ),
    "nobody_covers": (
        lazy_gettext("%(names)s must be there, and nobody of that kind comes to %(name)s"),
        lazy_gettext("let somebody of that kind cover %(name)s"),
    ),
    "officer_away": (
        lazy_gettext("%(names)s is away: %(days)s"),
        lazy_gettext("let another officer cover %(name)s on one of %(days)s"),
    ),
    "officer_full": (
        lazy_gettext("%(names)s has as many drills as a day may have (%(number)s): %(days)s"),
        lazy_gettext("let %(names)s come to more drills a day, or another officer to %(name)s"),
    ),
    "officer_busy": (
        lazy_gettext("%(names)s is at another drill at that time: %(days)s"),
        lazy_gettext("let another officer cover %(name)s on one of %(days)s"),
    ),
    "not_covering": (
        lazy_gettext("%(names)s does not cover %(name)s"),
        lazy_gettext("let %(names)s cover %(name)s"),
    ),
    "no_officer": (
        lazy_gettext("somebody must come to this drill, and nobody who may is chosen"),
        lazy_gettext("choose an officer who covers %(name)s"),
    ),
    "term": (
        lazy_gettext(
            "the law wants the drill that was called off held again by %(days)s, and no day is left"
        ),
        "",
    ),
    "closed": (lazy_gettext("its last day is over"), ""),
    "undecided": (
        lazy_gettext("it waits for an answer: %(facts)s"),
        lazy_gettext("tell us %(facts)s"),
    ),
    "unrecorded": (
        lazy_gettext("the records of drills held do not say whether they count"),
        lazy_gettext("complete those records"),
    ),
    "cannot": (lazy_gettext("no drill can be all that the law asks for at once"), ""),
    "crowded": (
        lazy_gettext("the other drills leave no room for it"),
        lazy_gettext("let the plan move what is planned already"),
    ),
    "loses": (
        lazy_gettext("it would no longer count for: %(rules)s"),
        lazy_gettext("choose a day from %(days)s"),
    ),
    "unplanned": (lazy_gettext("drills cannot be planned for this rule; read it"), ""),
    "left_short": (
        lazy_gettext("a drill that was moved by hand no longer counts for it"),
        lazy_gettext("plan again, moving as little as possible"),
    ),
}
KINDS = {
    "police": lazy_gettext("Police"),
    "fire": lazy_gettext("Fire department"),
    "other": lazy_gettext("Others"),
}
PROOFS = {
    "optimal": lazy_gettext("No plan places more."),
    "infeasible": lazy_gettext("No plan can place more: the reasons stand below."),
    "feasible": lazy_gettext("Another plan might place more."),
}
REFUSALS = {
    "per_day_wrong": lazy_gettext("Enter a number of drills from 1 to 200, or leave it empty."),
    "per_building_per_week_wrong": lazy_gettext("Enter a number from 1 to 5, or leave it empty."),
    "min_days_between_wrong": lazy_gettext(
        "Enter a number of days from 1 to 60, or leave it empty."
    ),
    "number_wrong": lazy_gettext("Enter a whole number, or leave it empty."),
    "time_missing": lazy_gettext("Enter a time, for example 08:30."),
    "hours_short": lazy_gettext(
        "Drills need at least an hour of the day. Choose a later last time."
    ),
    "weights_wrong": lazy_gettext("Choose one of the answers for each wish."),
    "types_wrong": lazy_gettext("Choose kinds of drill of the list."),
    "attend_wrong": lazy_gettext("Choose who comes from the list."),
    "together_few": lazy_gettext("Choose at least two buildings."),
    "together_taken": lazy_gettext(
        "One of these buildings drills with others already. Take that group apart first."
    ),
    "building_unknown": lazy_gettext("This school is not there. Choose one of the list."),
    "officer_name_missing": lazy_gettext("Enter a name, for example Fire department."),
    "officer_name_long": lazy_gettext("Use at most 120 characters for the name."),
    "officer_kind_wrong": lazy_gettext("Choose what kind of officer comes."),
    "officer_per_day_wrong": lazy_gettext("Enter a number from 1 to 50, or leave it empty."),
    "officer_buildings_missing": lazy_gettext("Choose the buildings, or all of them."),
    "officer_wrong": lazy_gettext("Choose one of the list."),
    "starts_missing": lazy_gettext("Enter the day."),
    "date_missing": lazy_gettext("Enter the day."),
    "day_past": lazy_gettext("This day is over. Choose a later one."),
    "span_backwards": lazy_gettext("The last day is before the first. Correct one of them."),
    "span_long": lazy_gettext("This is more than a year. Is the year right?"),
    "why_long": lazy_gettext("Use at most 200 characters for the reason."),
    "no_year": lazy_gettext(
        "There is no calendar for this school year. Set it up before you plan it."
    ),
    "no_buildings": lazy_gettext("There are no buildings to plan for. Add them first."),
    "no_draft": lazy_gettext("There is no plan to look at. Plan the year first."),
    "no_days": lazy_gettext("A school has no school days in this year. Correct its calendar."),
    "fault": lazy_gettext("The plan could not be made. The fault is ours and is written down."),
    "running": lazy_gettext("The year is being planned already."),
    "plan_stale": lazy_gettext(
        "Something changed after this was planned: the calendar, a drill, an officer or a limit. "
        "Plan again, then accept."
    ),
    "draft_changed": lazy_gettext(
        "Somebody else changed this plan after you opened it. Look at it as it is now."
    ),
    "changed_meanwhile": lazy_gettext(
        "Somebody else saved this after you opened the page. What you typed is still below. Look "
        "at what is there now, then save again to put yours in its place."
    ),
    "not_newest": lazy_gettext("Only the newest plan can be taken back."),
}


def refusal(code: str) -> str:
    """A refusal's code in words."""
    return str(REFUSALS[code])


def conflict_words(one: Conflict, pack: Pack) -> str:
    """What stands in the way, without capital or full stop."""
    return _said(one, 0, pack)


def frees_words(one: Conflict, pack: Pack) -> str:
    """What would free it; empty where nothing can."""
    return _said(one, 1, pack)


def why_words(unplaced: Unplaced, pack: Pack) -> tuple[str, str]:
    """Why a window stays short, and what would free it (or empty), as two sentences."""
    why = gettext("; and ").join(conflict_words(c, pack) for c in unplaced.conflicts)
    free = [frees_words(c, pack) for c in unplaced.conflicts]
    ways = gettext(", and ").join(free) if free and all(free) else ""
    return sentence(why), sentence(ways)


def stretches(days: Sequence[date]) -> str:
    """Days as runs, weekends not interrupting: ``Mar 9 – Mar 13, Mar 16``."""
    runs: list[list[date]] = []
    for day in sorted(set(days)):
        gap = (day - runs[-1][-1]).days if runs else 99
        if gap <= 1 or (gap == 3 and day.weekday() == 0):
            runs[-1].append(day)
        else:
            runs.append([day])
    told = ", ".join(day_range(run[0], run[-1]) for run in runs[:MOST_STRETCHES])
    if len(runs) > MOST_STRETCHES:
        more = len(runs) - MOST_STRETCHES
        return gettext("%(days)s and %(num)s more", days=told, num=more)
    return told


def rule_names(pack: Pack) -> dict[str, str]:
    """Each rule's short name in the page's language."""
    return {rule.id: law_words(pack, rule.name) for rule in pack.rules}


def _said(one: Conflict, which: int, pack: Pack) -> str:
    words = WORDS.get(one.code)
    if words is None:
        # A code that the planner has learned since: its English is better than nothing.
        return one.frees if which else one.sentence
    rest = one.names[1:]
    days = stretches(one.days)
    if one.code == "loses" and len(one.days) == 2:
        days = gettext(
            "%(first)s to %(last)s", first=short_day(one.days[0]), last=short_day(one.days[1])
        )
    names = rule_names(pack) if one.code == "loses" else {}
    values = {
        "name": one.names[0] if one.names else "",
        "names": ", ".join(str(KINDS.get(n, n)) for n in rest),
        "rules": ", ".join(names.get(n, n) for n in rest),
        "facts": ", ".join(fact_words(n) for n in rest),
        "days": days,
        "number": one.number,
    }
    return str(words[which]) % values if words[which] else ""


def sentence(words: str) -> str:
    """Words with a capital and a full stop; empty stays empty."""
    return f"{words[:1].upper()}{words[1:]}." if words else ""
