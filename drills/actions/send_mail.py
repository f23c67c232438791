"""Mail that is to be sent: put in a table inside a change, sent by the mail job."""

from __future__ import annotations

from datetime import datetime

from drills.store.database import db
from drills.store.tables import MailRow


def queue_mail(
    key: str, district_id: int | None, to: str, subject: str, body: str, now: datetime
) -> None:
    """Add a mail to be sent, inside a change. The key makes a second one impossible."""
    db.session.add(
        MailRow(key=key, district_id=district_id, to=to, subject=subject, body=body, created_at=now)
    )
    db.session.flush()
