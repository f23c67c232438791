"""The mails that went into a folder instead of out: for the demo and for trying it out.

Where real mail is sent, and in production, these pages are not there: links to choose a
password stand in such mails.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from flask import abort, current_app, render_template

from config import MailFolder
from drills.actions.send_queued_mail import mail_name
from drills.store.mail import count_waiting, read_mail, read_sent
from drills.store.tables import MailRow
from drills.web.access import person
from drills.web.district import blueprint

__all__ = ["blueprint"]

MOST = 200  # the newest; a demo has no more


@dataclass(frozen=True, slots=True)
class Landed:
    """A mail as its file holds it."""

    id: int
    to: str
    subject: str
    sent_at: datetime | None
    body: str


@blueprint.get("/mailbox")
def mailbox() -> str:
    """The district's mails, newest first."""
    _folder()
    district_id = person().district_id
    return render_template(
        "district/mailbox.html",
        mails=read_sent(district_id, MOST),
        waiting=count_waiting(district_id),
    )


@blueprint.get("/mailbox/<int:mail_id>")
def mail(mail_id: int) -> str:
    """One mail, as it would have reached its reader."""
    folder = _folder()
    row = read_mail(mail_id, person().district_id)
    if row is None or row.sent_at is None:
        abort(404)
    return render_template("district/mail.html", mail=_landed(folder, row))


def _folder() -> Path:
    config = current_app.config["DRILLS"]
    if config.production or not isinstance(config.mail, MailFolder):
        abort(404)
    return config.mail.folder


def _landed(folder: Path, row: MailRow) -> Landed:
    try:
        read = message_from_bytes(
            (folder / f"{mail_name(row.key)}.eml").read_bytes(), policy=default
        )
        part = read.get_body(("plain",))
        body = part.get_content() if part is not None else ""
    except OSError:
        body = ""  # somebody emptied the folder
    return Landed(row.id, row.to, row.subject, row.sent_at, body)
