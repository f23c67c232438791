"""Mail the newest hash of a district's log of changes to people outside, once a week.

Whoever rewrites the log cannot rewrite their mailboxes. The words are the web's
(drills/web/witness_letter.py).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from drills.actions.change import change
from drills.actions.reset_password import Letter
from drills.actions.send_mail import queue_mail
from drills.permissions import the_system
from drills.store.audit import newest_log_row
from drills.store.buildings import read_district
from drills.store.clashes import CLASHES
from drills.store.job_runs import add_run, has_run
from drills.store.tables import DistrictRow

JOB = "witness"
WITNESS_TO = "witness_to"  # the district's option: a list of addresses
MOST_ADDRESSES = 5
NOT_BEFORE = time(7)  # on Mondays, by the district's clock
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


@dataclass(frozen=True, slots=True)
class WitnessNotice:
    """What the mail has to say: the newest row of the log and its hash."""

    district_name: str
    language: str
    number: int
    hash: str
    at: datetime  # when that row was written, by the district's clock


def witness_addresses(district: DistrictRow) -> list[str]:
    """To whom the district's newest hash is mailed."""
    return list(district.options.get(WITNESS_TO) or [])


def read_addresses(text: str) -> tuple[list[str], str]:
    """Addresses as typed, apart by commas, semicolons or lines; and what is wrong, as a code."""
    found = [one for one in re.split(r"[\s,;]+", text.strip()) if one]
    addresses = list(dict.fromkeys(one.lower() for one in found))
    if len(addresses) > MOST_ADDRESSES:
        return addresses, "addresses_many"
    if any(not ADDRESS.fullmatch(one) or len(one) > 254 for one in addresses):
        return addresses, "address_wrong"
    return addresses, ""


def mail_witness(
    district_id: int,
    now: datetime,
    write: Callable[[WitnessNotice], Letter],
    *,
    at_any_hour: bool = False,
) -> int:
    """Queue this week's mails where they are due; gives how many. A week begins on Monday."""
    district = read_district(district_id)
    zone = district.zone
    local = now.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    if not witness_addresses(district) or has_run(JOB, district_id, monday):
        return 0
    if not at_any_hour and local.date() == monday and local.time() < NOT_BEFORE:
        return 0
    try:
        with change(the_system(district_id, zone), now) as it:
            district = read_district(district_id)
            addresses, head = witness_addresses(district), newest_log_row(district_id)
            if head is None:
                return 0
            add_run(JOB, district_id, monday, now)
            letter = write(
                WitnessNotice(
                    district_name=district.name,
                    language=district.language,
                    number=head.number,
                    hash=head.hash,
                    at=head.at.astimezone(ZoneInfo(zone)),
                )
            )
            for address in addresses:
                who = hashlib.sha256(address.encode()).hexdigest()[:16]
                key = f"witness:{district_id}:{monday}:{who}"
                queue_mail(key, district_id, address, letter.subject, letter.body, now)
            it.note(
                "witness.mailed",
                f"district:{district_id}",
                row=head.number,
                hash=head.hash,
                addresses=len(addresses),
            )
            return len(addresses)
    except CLASHES:
        return 0  # another process queued them a moment ago
