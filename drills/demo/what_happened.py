"""The year as it went, up to an instant: what each person did, one thing after the other.

Pure: the plan and the stories in, happenings in order out. Doing them is replay.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from drills.demo.districts import DemoDistrict, DemoDrill, Later, Story
from drills.demo.the_plan import Planned, calendar_of, good_days
from drills.demo.the_year import DemoYear

MORNING, NOON, AFTERNOON = time(6, 5), time(14, 10), time(15, 35)
LINK_OUT = timedelta(hours=5)  # before it is signed
WORD_CAME = timedelta(hours=20)  # before the demo is loaded


@dataclass(frozen=True, slots=True)
class Held:
    """How a drill went in one building; ``planned`` is None where it was not planned."""

    planned: Planned | None
    drill: DemoDrill
    building: str
    day: date
    at: time
    story: Story
    officer: str | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that somebody did at an instant. ``does``:

    close: the district shuts for ``day`` · move: the plan goes to ``day`` ·
    cancel, not_held: with ``why`` · plan: ``planned`` is new · log: ``held`` is written
    down, as a ``draft`` or not · prove: files of ``kinds`` · send_back: with ``why`` ·
    approve: the director reads what has come in · stand_in: ``person`` takes over soon ·
    amend_last_year: a record of the closed year is put right · share: a link goes out by
    which ``later`` is signed · follow: ``later`` is done · away: the officer ``person``
    cannot come to their next drill, ``why``.
    """

    at: datetime
    does: str
    planned: Planned | None = None
    building: str = ""
    day: date | None = None
    hour: time | None = None
    why: str = ""
    held: Held | None = None
    draft: bool = False
    kinds: tuple[str, ...] = ()
    person: str = ""
    later: Later | None = None


@dataclass(slots=True)
class _Telling:
    """What the telling of one district needs at hand."""

    district: DemoDistrict
    year: DemoYear
    now: datetime
    today: date
    closed: set[date] = field(default_factory=set)
    days: list[date] = field(default_factory=list)


def tell(
    district: DemoDistrict, year: DemoYear, plan: list[Planned], now: datetime, today: date
) -> list[Happening]:
    """Everything that happened before an instant, in order.

    Drills of days before ``today`` were held unless a story says otherwise; what is
    planned for today or later stays planned.
    """
    it = _Telling(district, year, now, today)
    it.closed = {year.day(day) for day, _ in district.calendar["closures"]}
    it.days = good_days(calendar_of(district, year, with_closures=True))
    found = [
        Happening(year.instant(year.day(day), MORNING), "close", day=year.day(day), why=why)
        for day, why in district.calendar["closures"]
    ]
    found += [
        Happening(year.arranged_at(today), "stand_in", person=person.key)
        for person in district.people
        if person.stands_in_for
    ]
    for planned in plan:
        found += _one(it, planned)
    for story in district.stories:
        if story.happens == "extra":
            found += _extra(it, story)
    found += _readings(it)
    found += _afterwards(it, found)
    if district.last_year is not None:
        put_right = year.instant(date(year.start, 7, 22), NOON)
        found.append(Happening(put_right, "amend_last_year", building=district.last_year.building))
    if "cannot_come" in district.latest:
        who, why = district.latest["cannot_come"], district.latest["away"]
        found.append(Happening(now - WORD_CAME, "away", person=who, why=why))
    past = sorted((h for h in found if h.at < now), key=lambda h: h.at)
    return sorted(_with_the_latest(it, past), key=lambda h: h.at)


def _one(it: _Telling, planned: Planned) -> Iterator[Happening]:
    """What became of one planned drill."""
    story = it.district.story(*planned.key)
    day, at = planned.day, planned.at
    if story is not None and story.happens == "moved":
        assert story.to is not None
        day = _moved_to(it, story.to)
        told = it.year.instant(planned.day - timedelta(days=3), AFTERNOON)
        yield Happening(told, "move", planned, day=day, hour=at, why=story.why)
    elif story is not None and story.happens == "cancelled":
        cancelled = it.year.instant(planned.day, MORNING.replace(hour=7))
        yield Happening(cancelled, "cancel", planned, why=story.why)
        if story.again is not None:
            again = replace(planned, day=it.year.day(story.again))
            # The new one has a key of its own: the story of the first is over.
            again = replace(again, drill=replace(planned.drill, key=f"{planned.drill.key}-again"))
            yield Happening(cancelled + timedelta(minutes=30), "plan", again)
            yield from _one(it, again)
        return
    elif story is not None and story.happens == "not_held":
        over = it.year.instant(planned.day, AFTERNOON)
        if planned.day < it.today:
            yield Happening(over, "not_held", planned, story.building, why=story.why)
        return
    if day in it.closed:
        shut = it.year.instant(day, MORNING) + timedelta(minutes=20)
        after = [d for d in it.days if d > day]
        some = [d for d in after if d > day + timedelta(days=2) and d.month == day.month]
        day = (some or after)[0]
        yield Happening(shut, "move", planned, day=day, hour=at, why="School was closed.")
    if day >= it.today:
        return
    for building in planned.buildings:
        own = story or it.district.story(building, planned.drill.key)
        own = own or Story(building, planned.drill.key, "held")
        yield from _held(it, Held(planned, planned.drill, building, day, at, own, planned.officer))


def _moved_to(it: _Telling, told: date) -> date:
    """The day a plan went to: in its own month, since the law counts by months."""
    day = it.year.day(told)
    if day.month == told.month:
        return day
    return max(d for d in it.days if d < day and d.month == told.month)


def _extra(it: _Telling, story: Story) -> Iterator[Happening]:
    """A drill that nobody had planned."""
    assert story.on is not None and story.at is not None
    drill = DemoDrill(
        key=story.drill,
        type=story.type,
        first=story.on,
        announced=story.announced,
        police=story.police,
        parents=story.parents,
        columns=story.columns,
    )
    day = it.year.day(story.on)
    if day < it.today:
        officer = "somebody" if story.police else None
        yield from _held(it, Held(None, drill, story.building, day, story.at, story, officer))


def _held(it: _Telling, held: Held) -> Iterator[Happening]:
    """It was held, written down the same day or some days late, and perhaps proven."""
    story = held.story
    if story.happens == "held" and story.on is not None:
        held = replace(held, day=it.year.day(story.on), at=story.at or held.at)
    started = it.year.instant(held.day, held.at)
    # Never the same wait twice: people write when the corridor is quiet.
    written = started + timedelta(minutes=14 + (started.toordinal() * 7 + len(held.building)) % 90)
    if story.late_days:
        last = it.year.instant(held.day + timedelta(days=story.late_days), AFTERNOON)
        written = last + timedelta(minutes=len(held.building))
    yield Happening(written, "log", held.planned, held.building, held=held)
    if story.evidence:
        proven = written + timedelta(minutes=4)
        yield Happening(
            proven, "prove", held.planned, held.building, held=held, kinds=story.evidence
        )


def _readings(it: _Telling) -> Iterator[Happening]:
    """Twice a month the director reads what has come in, and approves what is whole."""
    for month in range(9, 19):
        for number in (4, 18):
            day = date(it.year.start + (month > 12), (month - 1) % 12 + 1, number)
            day += timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
            yield Happening(it.year.instant(day, AFTERNOON), "approve")


def _afterwards(it: _Telling, found: list[Happening]) -> Iterator[Happening]:
    """What was done about records later, where they were written by then."""
    logged = {(h.building, h.held.drill.key): h for h in found if h.does == "log" and h.held}
    for later in it.district.later:
        log = logged.get((later.building, later.drill))
        if log is None or log.held is None:
            continue
        at = it.year.instant(log.held.day + timedelta(days=later.days), AFTERNOON)
        # Never the same minute twice: several things may be done on one afternoon.
        at += timedelta(minutes=len(later.words) % 60)
        if later.name:
            yield Happening(at - LINK_OUT, "share", building=later.building, later=later)
        yield Happening(at, "follow", building=later.building, later=later)


def _with_the_latest(it: _Telling, past: list[Happening]) -> list[Happening]:
    """The last records before the day of loading: one still a draft, one sent back."""
    told = it.district.latest
    index = _last_log(past, told.get("draft"))
    if index is not None:
        past[index] = replace(past[index], draft=True)
    index = _last_log(past, told.get("sent_back"))
    if index is not None:
        log = past[index]
        at = min(log.at + timedelta(hours=18), it.now - timedelta(minutes=5))
        if at > log.at:
            past.append(replace(log, at=at, does="send_back", why=told["why"]))
    return past


def _last_log(past: list[Happening], building: str | None) -> int | None:
    found = [
        n
        for n, happening in enumerate(past)
        if happening.does == "log" and happening.building == building
    ]
    return found[-1] if found else None
