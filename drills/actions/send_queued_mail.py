"""Send what waits in the outbox: claim one, hand it over, note what became of it.

Each step is a write of its own. Who dies between sending and noting sends again later,
with the same Message-ID, by which mail programs drop the second. How a mail travels is
the caller's (jobs/mail.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from drills.actions.change import small_write
from drills.store.mail import claim_next, mark_failed, mark_sent
from drills.store.tables import MailRow

# After each try in vain: quickly at first, since a reset link is waited for; a day in all.
WAITS = tuple(timedelta(minutes=m) for m in (2, 4, 8, 15, 30, 60, 120, 240, 480, 480))
LAST_TRY = len(WAITS) + 1


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail on its way. ``name`` follows from its key, so each try bears the same."""

    id: int
    name: str  # of its file and its Message-ID
    to: str
    subject: str
    body: str
    written_at: datetime


class WillNeverArrive(Exception):
    """The other side refuses this mail for good: no such mailbox."""


class NotNow(Exception):
    """The other side takes other mails, but not this one yet."""


def send_queued_mail(now: Callable[[], datetime], post: Callable[[Outgoing], None]) -> int:
    """Send all that is due. Gives how many went out.

    ``post`` raises WillNeverArrive or NotNow of one mail, or OSError where the server is
    not to be reached: then the rest waits too, and keeps its tries.
    """
    sent = 0
    while True:
        with small_write():
            row = claim_next(now(), WAITS)
            mail = _outgoing(row) if row is not None else None
            tries = row.tries if row is not None else 0
        if mail is None:
            return sent
        try:
            post(mail)
        except WillNeverArrive as problem:
            with small_write():
                mark_failed(mail.id, str(problem), LAST_TRY)
        except (NotNow, OSError) as problem:  # smtplib's errors are OSErrors
            with small_write():
                mark_failed(mail.id, f"try {tries}: {problem or type(problem).__name__}")
            if not isinstance(problem, NotNow):
                return sent
        else:
            with small_write():
                mark_sent(mail.id, now())
            sent += 1


def mail_name(key: str) -> str:
    """What a mail of this key is called wherever it goes."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _outgoing(row: MailRow) -> Outgoing:
    return Outgoing(
        id=row.id,
        name=mail_name(row.key),
        to=row.to,
        subject=row.subject,
        body=row.body,
        written_at=row.created_at,
    )
