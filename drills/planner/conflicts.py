"""The words for what stands in a drill's way, and for what would free it. English only.

Which conflicts there are is found by reasons.py; pages say them in their own language by
code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from drills.planner.problem import Conflict, Unplaced

# Each code: the conflict, and what would free it ("" where nothing can). {names} are the
# conflict's names after the first, which is {name}; {days} its days; {number} its number.
WORDS: dict[str, tuple[str, str]] = {
    "past": ("the days that are left lie before today", ""),
    "no_school": ("no pupils are taught on a day of it", ""),
    "blackout": (
        "every day that is otherwise free is a black-out{why}: {days}",
        "open one of {days}",
    ),
    "testing": (
        "every day that is otherwise free is a day of state tests: {days}",
        "allow a drill on one of {days}",
    ),
    "half_day": (
        "every day that is otherwise free is a half day: {days}",
        "allow a drill on one of {days}",
    ),
    "notice": (
        "the law's notice of {number} days leaves no day free in time",
        "",
    ),
    "outside_hours": ("the hour lies outside the district's hours", "choose another hour"),
    "between": (
        "{name} has another drill less than {number} days before or after every free day",
        "allow fewer than {number} days between drills at {name}",
    ),
    "week": (
        "{name} has its {number} a week already in every week that is free",
        "allow more than {number} a week at {name}",
    ),
    "day_full": (
        "the district has its {drills} already on every free day ({days})",
        "allow more than {drills} on one of {days}",
    ),
    "same_hour": ("{name} has another drill within the hour", "choose another hour"),
    "law_days": ("the law wants {number} days from one such drill to the next", ""),
    "law_minutes": (
        "the law wants {number} minutes between such drills, by the clock",
        "let drills begin earlier or later in the day",
    ),
    "nobody_covers": (
        "{names} is asked to be there and nobody of that kind covers {name}",
        "let somebody of the kind {names} cover {name}",
    ),
    "officer_away": (
        "{names} is away on every free day ({days})",
        "let another officer cover {name} on one of {days}",
    ),
    "officer_full": (
        "{names} has {drills} already on every free day ({days})",
        "let {names} attend more than {drills} on one of {days}, or another officer cover {name}",
    ),
    "officer_busy": (
        "{names} is at other drills at every free hour ({days})",
        "let another officer cover {name} on one of {days}",
    ),
    "not_covering": ("{names} does not cover {name}", "let {names} cover {name}"),
    "no_officer": ("nobody who may come is named", "name an officer who covers {name}"),
    "term": (
        "the law wants a drill that was called off held again by {days}, and no day is left",
        "",
    ),
    "closed": ("it closed before today", ""),
    "undecided": ("it waits for a decision: {names}", "give {names}"),
    "unrecorded": (
        "what is recorded of the drills held does not say whether they count",
        "complete their records",
    ),
    "cannot": ("no drill can have all that the law asks of it at once", ""),
    "crowded": ("the drills that stand leave no room for it", ""),
    "loses": ("it would no longer count for {names}", "choose a day {window}"),
    "unplanned": ("drills cannot be planned for it", ""),
}


def sentence(conflict: Conflict) -> str:
    """What stands in the way, without capital or full stop."""
    return WORDS[conflict.code][0].format(**_values(conflict))


def frees(conflict: Conflict) -> str:
    """What would free it; empty where nothing can."""
    return WORDS[conflict.code][1].format(**_values(conflict))


def why(unplaced: Unplaced) -> str:
    """One sentence: the window, what stands in the way, what would free it."""
    told = "; and ".join(c.sentence for c in unplaced.conflicts)
    if unplaced.opens is not None and unplaced.due is not None:
        told = f"{stretch(unplaced.opens, unplaced.due)}: {told}"
    free = [c.frees for c in unplaced.conflicts]
    if free and all(free):
        told += f". To free it, {', and '.join(free)}"
    return told[:1].upper() + told[1:] + "."


def stretch(opens: date, due: date) -> str:
    """A window in words."""
    if opens == due:
        return f"on {short(opens)}"
    return f"from {short(opens)} to {short(due)}"


def short(day: date) -> str:
    """A day as people write it, ``March 9``."""
    return f"{day:%B} {day.day}"


def runs(days: Sequence[date]) -> str:
    """Days as runs, ``March 9-13, March 16``; weekends do not interrupt a run."""
    found: list[list[date]] = []
    for day in sorted(set(days)):
        if found and (day - found[-1][-1] <= timedelta(1) or _over_weekend(found[-1][-1], day)):
            found[-1].append(day)
        else:
            found.append([day])
    told = []
    for run in found[:4]:
        first, last = run[0], run[-1]
        if first == last:
            told.append(short(first))
        elif first.month == last.month:
            told.append(f"{short(first)}-{last.day}")
        else:
            told.append(f"{short(first)} to {short(last)}")
    more = "" if len(found) <= 4 else f" and {len(found) - 4} more stretches"
    return ", ".join(told) + more


def _over_weekend(one: date, other: date) -> bool:
    return one.weekday() == 4 and (other - one).days == 3


def _values(conflict: Conflict) -> dict[str, object]:
    rest = ", ".join(conflict.names[1:])
    return {
        "name": conflict.names[0] if conflict.names else "",
        "names": rest,
        "why": f" ({rest})" if rest else "",
        "days": runs(conflict.days),
        "window": stretch(conflict.days[0], conflict.days[-1]) if conflict.days else "",
        "number": conflict.number,
        "drills": f"{conflict.number} drill" + ("" if conflict.number == 1 else "s"),
    }
