"""Queue the mails about planned drills: the day before, and at once on short notice.

Each mail has a key of drill, person and the moment planned, so it is queued once; a drill
that moves makes a new one. Who was told of a moment that no longer holds is told that
too, since calendars may take a day to notice. Who is told what stands in reminders.py;
the words are the web's (drills/web/drill_letters.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.reminders import Plan, plan_of, reason_to_tell, recipients
from drills.actions.reset_password import Letter
from drills.actions.send_mail import queue_mail
from drills.permissions import Person, the_system
from drills.store.buildings import read_building_rows, read_district
from drills.store.clashes import CLASHES
from drills.store.mail import keys_of, known_keys
from drills.store.people import person_from_row
from drills.store.reminding import read_drills, read_planned_between, read_present

NOT_BEFORE = time(7)  # the district's clock: no mail at midnight
ONE_DAY = timedelta(days=1)
REMEMBERED = timedelta(days=14)  # how far back mails are looked through for what they told
AGAIN = ":again"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a mail about a drill has to say.

    ``kind``: reminder · moved (``plan`` tells the new moment) · cancelled · off (nothing but
    that no drill is held at ``was``). ``was`` is the moment told before, if any.
    """

    kind: str
    person: Person
    reads_as: str  # principal | officer | staff; "" of what is off
    plan: Plan
    buildings: tuple[tuple[int, str], ...]  # number and name, of those the reader covers
    district_name: str
    language: str
    labels: dict[str, str]
    today: date
    was: str = ""


Writer = Callable[[Notice], Letter]


@dataclass(frozen=True, slots=True)
class _Told:
    """A reminder that was queued before: of which drill, to whom, for which moment."""

    key: str
    drill_id: int
    person_id: int
    moment: str

    def is_of(self, plan: Plan, person: Person) -> bool:
        """Whether this person was told of this drill by it."""
        return (self.drill_id, self.person_id) == (plan.drill_id, person.id)

    @property
    def off_key(self) -> str:
        """The key of the mail that takes it back."""
        return _off(self.key)


class _Here:
    """A district at an instant: its people, its buildings, and what was told so far."""

    def __init__(self, district_id: int, now: datetime) -> None:
        row = read_district(district_id)
        self.id, self.zone, self.name, self.language = district_id, row.zone, row.name, row.language
        self.labels = dict(row.labels)
        self.local = now.astimezone(ZoneInfo(self.zone))
        self.today = self.local.date()
        told = map(_told, keys_of("reminder:", district_id, now - REMEMBERED))
        self.told = [t for t in told if not self.is_over(t.moment)]
        self.taken_back = known_keys(t.off_key for t in self.told)

    def read_people(self) -> None:
        """Only where there is something to tell, which at most ticks there is not."""
        rows = read_present(self.id, self.today)
        self.people = {row.id: person_from_row(row) for row in rows}
        buildings = read_building_rows(self.id, with_closed=True)
        self.buildings = {row.id: row.name for row in buildings}

    def is_over(self, moment: str) -> bool:
        """Whether a moment planned is past; a day without an hour lasts to its end."""
        day, _, at = moment.partition("T")
        if day != self.today.isoformat():
            return day < self.today.isoformat()
        return bool(at) and at <= f"{self.local:%H%M}"

    def notice(
        self, kind: str, to: Person, reads_as: str, plan: Plan, of: tuple[int, ...], was: str
    ) -> Notice:
        """A notice to somebody of some buildings."""
        return Notice(
            kind=kind,
            person=to,
            reads_as=reads_as,
            plan=plan,
            buildings=tuple((b, self.buildings[b]) for b in of),
            district_name=self.name,
            language=to.language or self.language,
            labels=self.labels,
            today=self.today,
            was=was,
        )


def queue_reminders(
    district_id: int, now: datetime, write: Writer, *, at_any_hour: bool = False
) -> int:
    """Queue what is due in a district at an instant. Gives how many mails were added.

    From seven in the morning for tomorrow's drills, and for those still to come today.
    """
    here = _Here(district_id, now)
    morning = at_any_hour or here.local.time() >= NOT_BEFORE
    last = here.today + ONE_DAY if morning else here.today
    plans = [plan_of(row) for row in read_planned_between(district_id, here.today, last)]
    plans = [p for p in plans if p.buildings and not here.is_over(p.moment)]
    if not plans and not here.told:
        return 0
    here.read_people()
    due = _due(here, plans)
    return _queue(here, now, {**due, **_no_longer(here, due)}, write)


def _due(here: _Here, plans: list[Plan]) -> dict[str, Notice]:
    """Reminders that nobody has queued, by key."""
    queued: dict[str, Notice] = {}
    known = {t.key for t in here.told}
    for plan in plans:
        for to, reads_as, of in recipients(here.people.values(), plan):
            key = f"reminder:{plan.drill_id}:{to.id}:{plan.moment}"
            if _off(key) in here.taken_back:
                key += AGAIN  # it moved away, and came back
            if key not in known:
                was = next((t.moment for t in reversed(here.told) if t.is_of(plan, to)), "")
                queued[key] = here.notice("reminder", to, reads_as, plan, of, was)
    return queued


def _no_longer(here: _Here, due: dict[str, Notice]) -> dict[str, Notice]:
    """Mails that take back what was told of drills moved or cancelled since, by key.

    Only the last word a person had of a drill is taken back, and not where a new reminder
    of it goes to them: that says so itself.
    """
    reminded = {(notice.plan.drill_id, notice.person.id) for notice in due.values()}
    last = {(t.drill_id, t.person_id): t for t in here.told}  # told in order
    open_ = [t for who, t in last.items() if who not in reminded]
    open_ = [t for t in open_ if t.off_key not in here.taken_back]
    rows = read_drills({t.drill_id for t in open_}, here.id)
    queued: dict[str, Notice] = {}
    for one in open_:
        to, row = here.people.get(one.person_id), rows.get(one.drill_id)
        if to is None or row is None or row.state == "held":
            continue
        plan = plan_of(row)
        if plan.moment == one.moment and not plan.cancelled:
            continue
        # Who may not know of the drill as it is now learns no more than that it is off.
        reason = reason_to_tell(to, plan)
        reads_as, of = reason or ("", ())
        kind = ("cancelled" if plan.cancelled else "moved") if reason else "off"
        queued[one.off_key] = here.notice(kind, to, reads_as, plan, of, one.moment)
    return queued


def _queue(here: _Here, now: datetime, queued: dict[str, Notice], write: Writer) -> int:
    # Written before the change begins, which reads everything anew.
    letters = {key: (notice, write(notice)) for key, notice in queued.items()}
    if not letters:
        return 0
    people: dict[int, int] = {}
    try:
        with change(the_system(here.id, here.zone), now) as it:
            for key, (notice, letter) in letters.items():
                queue_mail(key, here.id, notice.person.email, letter.subject, letter.body, now)
                people[notice.plan.drill_id] = people.get(notice.plan.drill_id, 0) + 1
            for drill_id, number in people.items():
                it.note("reminders.queued", f"drill:{drill_id}", people=number)
    except CLASHES:
        return 0  # another process queued them a moment ago
    return len(letters)


def _off(key: str) -> str:
    return key.replace("reminder:", "off:", 1)


def _told(key: str) -> _Told:
    _, drill_id, person_id, moment = key.removesuffix(AGAIN).split(":")
    return _Told(key, int(drill_id), int(person_id), moment)
