"""A link by which a police officer evaluates a drill, open at every start.

As with calendar links, the database holds only the hash of its secret, so the demo keeps the
secret in its data folder. A link that was signed, ended or too old is made anew.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from drills.actions.evaluate_drill import LinkOver, open_link
from drills.actions.share_drill import Guest, share_drill
from drills.demo.districts import read_districts
from drills.permissions import Person
from drills.store.calendars import year_label
from drills.store.people import person_from_row, read_by_email
from drills.store.records import read_held

FILE = "demo-evaluation-link"
GUEST = Guest("police", "Officer Sky Lantern, Sample Harbor Police Department")


def evaluation_link(folder: Path, now: datetime) -> tuple[str, str] | None:
    """The first district's name and the secret of an open link to its newest drill with
    police, as the principal in the list of sign-ins made it; None where there is none."""
    told = read_districts()[0]
    who = next(person for person in told.people if person.shown == "principal")
    row = read_by_email(told.email(who))
    if row is None or row.left_on is not None:
        return None
    file = folder / FILE
    kept = file.read_text().strip() if file.exists() else ""
    try:
        open_link(kept, now)
    except LinkOver:
        principal = person_from_row(row)
        record_id = _newest_with_police(principal, now)
        if record_id is None:
            return None
        kept = share_drill(principal, now, record_id, GUEST).secret
        file.touch(mode=0o600)
        file.write_text(kept + "\n")
    return told.name, kept


def _newest_with_police(principal: Person, now: datetime) -> int | None:
    today = now.astimezone(ZoneInfo(principal.zone)).date()
    covered = principal.buildings_for("log_drills", today) or ()
    held = read_held(covered, year_label(today))
    drills = [one for some in held.values() for one in some if one.law_enforcement]
    newest = max(drills, key=lambda drill: (drill.date, drill.ref), default=None)
    return int(newest.ref) if newest else None
