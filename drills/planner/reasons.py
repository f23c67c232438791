"""What stands in a drill's way: at one day and hour, or wherever it could be.

Each reason is true: without the conflicts that it names, the drill has a day. The words
are conflicts.py's.
"""

from __future__ import annotations

from collections.abc import Iterator

from drills.planner.board import Board, Key, Task
from drills.planner.days import numbers
from drills.planner.problem import HOUR, MINUTES_HELD, Conflict
from drills.planner.sites import Ground

# A conflict before it is told: its code, and whose it is.
Mark = tuple[str, int]
# Of conflicts alike in number, the one that a district can lift most easily.
EASE = (
    "blackout",
    "officer_busy",
    "officer_full",
    "officer_away",
    "nobody_covers",
    "day_full",
    "between",
    "week",
    "same_hour",
    "half_day",
    "testing",
    "law_days",
    "law_minutes",
    "notice",
    "past",
)
# Those that no other arrangement of the plan's drills could take away.
STANDING = frozenset(
    {"blackout", "testing", "half_day", "past", "notice", "officer_away", "nobody_covers"}
)
MOST_NAMED = 40  # days


def why_not(ground: Ground, board: Board, task: Task) -> tuple[tuple[Conflict, ...], bool]:
    """The fewest conflicts that keep a drill from every day of its window, and whether no
    plan at all could place it."""
    found: dict[frozenset[Mark], list[int]] = {}
    proven = True
    window = ground.days.span(task.low, task.high)
    days = (task.site.school | (task.site.summer if task.days & task.site.summer else 0)) & window
    if not days:
        return (Conflict("no_school", (task.site.name,)),), True
    for day in numbers(days):
        for marks in _marks(ground, board, task, day):
            found.setdefault(marks, []).append(day)
            if not any(code in STANDING for code, _ in marks):
                proven = False
    if not found:
        return (Conflict("crowded", (task.site.name,)),), False
    best = min(found, key=lambda m: (len(m), sum(EASE.index(c) for c, _ in m), sorted(m)))
    best_days = tuple(ground.days.date(d) for d in found[best][:MOST_NAMED])
    if not best:
        return (Conflict("crowded", (task.site.name,)),), False
    told = sorted(best, key=lambda mark: EASE.index(mark[0]))
    return tuple(_told(ground, task, mark, best_days) for mark in told), proven


def impossible(ground: Ground, task: Task, key: Key) -> bool:
    """Whether a window that a drill was to serve has no day for any drill that the law takes.

    Only what no arrangement of a plan changes is asked: school days, closures, notice, and
    the days on which officers can come.
    """
    member, name, number = key
    site = task.site
    requirement = next(r for r in site.members[member].requirements if r.id == name)
    accepts, low, high = requirement.rule.accepts, task.low, task.high
    if number >= 0:
        window = requirement.windows[number]
        accepts = accepts if window.accepts is None else window.accepts
        low, high = ground.days.number(window.opens), ground.days.number(window.due)
    kinds = accepts.union(*(group.accepts for group in requirement.groups))
    span, summer = ground.days.span(low, high), requirement.in_summer
    return not any(
        ground.bearing(site, kind, summer) & span & ground.coming_to(site, kind) for kind in kinds
    )


def hopeless(ground: Ground, task: Task) -> bool:
    """Whether every window that a drill was to serve is impossible."""
    return bool(task.serves) and all(impossible(ground, task, key) for key in task.serves)


def standing_conflicts(
    ground: Ground, board: Board, task: Task, day: int, minute: int, officers: tuple[int, ...]
) -> list[Conflict]:
    """Every hard limit that a drill would break at a day and hour, beside what stands."""
    site = task.site
    date = ground.days.date(day)
    codes: list[Mark] = []
    summer = site.summer >> day & 1 if 0 <= day < ground.days.count else 0
    if not (site.school >> day & 1 or summer):
        return [Conflict("no_school", (site.name,), (date,))]
    codes += _of_day(ground, board, task, day)
    start_by_day = ground.starts[0] if ground.starts else 0
    ends = ground.problem.hours[1].hour * 60 + ground.problem.hours[1].minute
    at_night = task.drill.situation == "night"
    if minute >= 0 and not at_night and not start_by_day <= minute <= ends - MINUTES_HELD:
        codes.append(("outside_hours", 0))
    codes += _of_hour(board, task, day, minute)
    for who, able in zip(task.asked, task.who, strict=True):
        if not able:
            codes.append(("nobody_covers", task.asked.index(who)))
        elif not any(n in able for n in officers):
            codes.append(("no_officer", 0))
    for n in officers:
        officer = ground.problem.officers[n]
        if officer.covers is not None and officer.covers.isdisjoint(site.ids):
            codes.append(("not_covering", n))
        codes += _of_officer(ground, board, task, day, n, minute)
    return [_told(ground, task, mark, (date,)) for mark in codes]


def _marks(ground: Ground, board: Board, task: Task, day: int) -> Iterator[frozenset[Mark]]:
    """Sets of conflicts, each of which, taken away, leaves the drill an hour on a day."""
    base = _of_day(ground, board, task, day)
    starts = board.starts(task, day)
    if not starts:
        starts = task.starts
        base.append(_of_starts(board, task, day))
    teams: list[list[Mark]] = [[]]
    for asked, able in enumerate(task.who):
        ways: list[list[Mark]] = []
        for n in able:
            marks = _of_officer(ground, board, task, day, n, None)
            if not marks and not starts & ~board.busy[n].get(day, 0):
                marks = [("officer_busy", n)]
            ways.append(marks)
        if not able:
            ways = [[("nobody_covers", asked)]]
        teams = [[*team, *way] for team in teams for way in ways]
    for team in teams:
        yield frozenset([*base, *team])


def _of_day(ground: Ground, board: Board, task: Task, day: int) -> list[Mark]:
    site, limits = task.site, board.limits
    codes: list[Mark] = [(name, 0) for name, days in site.closed.items() if days >> day & 1]
    if day < ground.notice(site, task.kind) and ("past", 0) not in codes:
        codes.append(("notice", 0))
    others = [t for t in board.of_site[site.number] if t is not task]
    between = limits.min_days_between
    if between and any(abs(t.day - day) < between for t in others):
        codes.append(("between", 0))
    weekly = limits.per_building_per_week
    if weekly is not None:
        week = ground.days.week[day]
        for member in task.members or range(len(site.members)):
            mine = [t for t in others if not t.members or member in t.members]
            there = sum(0 <= t.day < board.count and ground.days.week[t.day] == week for t in mine)
            if there >= weekly:
                codes.append(("week", 0))
                break
    if limits.per_day is not None:
        mine_here = board.rows(task) if task.day == day else 0
        if board.load[day] - mine_here + board.rows(task) > limits.per_day:
            codes.append(("day_full", 0))
    for number, (kinds, days) in enumerate(site.apart):
        if task.type in kinds and any(t.type in kinds and abs(t.day - day) < days for t in others):
            codes.append(("law_days", number))
    return codes


def _of_starts(board: Board, task: Task, day: int) -> Mark:
    """What leaves a day no start: the site's drills of that day, or the law's other hours."""
    if board.starts_of_day(task, day):
        for number, (kinds, _) in enumerate(task.site.hours_apart):
            if task.type in kinds:
                return "law_minutes", number
    return "same_hour", 0


def _of_hour(board: Board, task: Task, day: int, minute: int) -> list[Mark]:
    if minute < 0:
        return []
    codes: list[Mark] = []
    others = [t for t in board.of_site[task.site.number] if t is not task and t.minute >= 0]
    if any(t.day == day and abs(t.minute - minute) < HOUR for t in others):
        codes.append(("same_hour", 0))
    for number, (kinds, minutes) in enumerate(task.site.hours_apart):
        if task.type in kinds and any(
            t.type in kinds and abs(t.minute - minute) < minutes for t in others
        ):
            codes.append(("law_minutes", number))
    return codes


def _of_officer(
    ground: Ground, board: Board, task: Task, day: int, n: int, minute: int | None
) -> list[Mark]:
    if ground.away[n] >> day & 1:
        return [("officer_away", n)]
    there = [t for t in board.of_officer[n].get(day, ()) if t is not task]
    most = board.per_officer[n]
    if most is not None and len(there) >= most:
        return [("officer_full", n)]
    timed = minute is not None and minute >= 0
    if timed and any(t.minute >= 0 and abs(t.minute - minute) < MINUTES_HELD for t in there):
        return [("officer_busy", n)]
    return []


def _told(ground: Ground, task: Task, mark: Mark, days: tuple[object, ...]) -> Conflict:
    code, n = mark
    site, limits = task.site, ground.problem.limits
    names: tuple[str, ...] = (site.name,)
    number: int | None = None
    if code in ("officer_away", "officer_busy", "officer_full", "not_covering"):
        officer = ground.problem.officers[n]
        names, number = (site.name, officer.name), officer.per_day
    elif code == "nobody_covers":
        names = (site.name, task.asked[n])
    elif code == "between":
        number = limits.min_days_between
    elif code == "week":
        number = limits.per_building_per_week
    elif code == "day_full":
        number = limits.per_day
    elif code == "law_days":
        number = site.apart[n][1]
    elif code == "law_minutes":
        number = site.hours_apart[n][1]
    elif code == "notice":
        number = ground.notice(site, task.kind) - ground.today
    elif code == "blackout":
        ids = set(site.ids)
        whys = [
            b.why
            for b in ground.problem.blackouts
            if b.why
            and (b.buildings is None or b.buildings & ids)
            and any(d in b.span for d in days)  # type: ignore[operator]
        ]
        names = (site.name, *dict.fromkeys(whys))
    return Conflict(code, names, days, number)  # type: ignore[arg-type]
