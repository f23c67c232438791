"""Tell at once those who count on a drill that is moved or cancelled at short notice.

Calendars notice a change only hours later, so with less than seven days left a mail says
it, inside the change itself. Who may know of a drill stands in reminders.py, and the words
are the web's; a mail that the reminders would send for the same reason has their key, so
that nobody hears twice.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from drills.actions.queue_reminders import Notice, Writer
from drills.actions.reminders import Plan, reason_to_tell, recipients
from drills.actions.send_mail import queue_mail
from drills.permissions import Person
from drills.store.buildings import read_building_rows, read_district
from drills.store.mail import known_keys
from drills.store.people import person_from_row
from drills.store.reminding import read_present

SHORT_NOTICE_DAYS = 7


def is_short_notice(before: Plan, after: Plan, today: date) -> bool:
    """Whether the old day or the new one lies fewer than seven days ahead."""
    days = (before.day,) if after.cancelled else (before.day, after.day)
    return any(0 <= (day - today).days < SHORT_NOTICE_DAYS for day in days)


def tell_of_change(
    by: Person, now: datetime, before: Plan, after: Plan, sequence: int, write: Writer | None
) -> int:
    """Queue the mails of a change, inside it. Gives how many; whoever made it gets none.

    ``sequence`` is the drill's after the change: one mail of it to each person.
    """
    today = now.astimezone(ZoneInfo(by.zone)).date()
    same = before.moment == after.moment and before.told == after.told and not after.cancelled
    if write is None or same or not is_short_notice(before, after, today):
        return 0
    district = read_district(by.district_id)
    people = [person_from_row(row) for row in read_present(by.district_id, today)]
    names = {b.id: b.name for b in read_building_rows(by.district_id, after.buildings, True)}
    queued = 0
    for person, _, _ in recipients(people, before):
        # Who may not know of the drill as it is now learns no more than that it is off.
        reason = reason_to_tell(person, after)
        if person.id == by.id:
            continue
        reads_as, of = reason or ("", ())
        kind = ("cancelled" if after.cancelled else "moved") if reason else "off"
        if kind == "moved" and before.moment == after.moment:
            continue
        notice = Notice(
            kind=kind,
            person=person,
            reads_as=reads_as,
            plan=after,
            buildings=tuple((b, names[b]) for b in of),
            district_name=district.name,
            language=person.language or district.language,
            labels=dict(district.labels),
            today=today,
            was=before.moment,
        )
        letter = write(notice)
        key = _key(before, person.id, sequence)
        queue_mail(key, by.district_id, person.email, letter.subject, letter.body, now)
        queued += 1
    return queued


def _key(before: Plan, person_id: int, sequence: int) -> str:
    """The reminders' own key where they told this moment and have not taken it back."""
    told = f"{before.drill_id}:{person_id}:{before.moment}"
    asked = [f"{word}:{told}{again}" for word in ("reminder", "off") for again in ("", ":again")]
    known = known_keys(asked)
    for again in (":again", ""):
        if f"reminder:{told}{again}" in known and f"off:{told}{again}" not in known:
            return f"off:{told}{again}"
    return f"changed:{before.drill_id}:{person_id}:{sequence}"
