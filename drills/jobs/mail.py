"""How a mail travels: to a mail server by SMTP, or into a folder where nothing is sent.

Which mails, when, and how often is tried is actions/send_queued_mail.py's.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from drills.actions.send_queued_mail import NotNow, Outgoing, WillNeverArrive

SECONDS_TO_ANSWER = 30
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")

Post = Callable[[Outgoing], None]


def message(mail: Outgoing, sender: str) -> EmailMessage:
    """The mail as it travels: plain text, the same Message-ID and Date at each try."""
    made = EmailMessage(policy=SMTP)
    host = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    made["From"] = sender
    made["To"] = mail.to
    made["Subject"] = " ".join(mail.subject.split())
    made["Date"] = format_datetime(mail.written_at)
    made["Message-ID"] = f"<{mail.name}@{host}>"
    # Asks holiday responders to keep quiet (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body, cte="quoted-printable")
    return made


@contextmanager
def to_folder(folder: Path, sender: str) -> Iterator[Post]:
    """Mails become files, named after themselves: one written twice is one file."""

    def post(mail: Outgoing) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        half = folder / f"{mail.name}.part"
        half.write_bytes(_made(mail, sender).as_bytes())
        half.replace(folder / f"{mail.name}.eml")

    yield post


@contextmanager
def to_server(
    host: str, port: int, security: str, user: str, password: str, sender: str
) -> Iterator[Post]:
    """Mails go to a server over one connection, made for the first of them.

    ``security`` is none, tls or starttls; with the latter two the server's certificate
    must be good. What one mail meets is told apart from what meets them all.
    """
    connections: list[smtplib.SMTP] = []

    def connect() -> smtplib.SMTP:
        safe = ssl.create_default_context() if security != "none" else None
        if security == "tls":
            made: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=SECONDS_TO_ANSWER, context=safe
            )
        else:
            made = smtplib.SMTP(host, port, timeout=SECONDS_TO_ANSWER)
        connections.append(made)
        if security == "starttls":
            made.starttls(context=safe)
        if user:
            made.login(user, password)
        return made

    def post(mail: Outgoing) -> None:
        words = _made(mail, sender)
        server = connections[0] if connections else connect()
        try:
            server.send_message(words)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise _refusal(code, said) from None
        except smtplib.SMTPNotSupportedError as problem:
            raise WillNeverArrive(str(problem)) from None
        except smtplib.SMTPSenderRefused:
            raise  # ours is the fault, and the same for every mail
        except smtplib.SMTPResponseException as refused:
            raise _refusal(refused.smtp_code, refused.smtp_error) from None

    try:
        yield post
    finally:
        for connection in connections:
            try:
                connection.quit()
            except OSError:
                connection.close()


def _made(mail: Outgoing, sender: str) -> EmailMessage:
    if not ADDRESS.fullmatch(mail.to):
        raise WillNeverArrive(f"{mail.to!r} is no mail address")
    try:
        return message(mail, sender)
    except ValueError as problem:  # what no header can hold
        raise WillNeverArrive(str(problem)) from None


def _refusal(code: int, said: bytes | str) -> Exception:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    kind = WillNeverArrive if code >= 500 else NotNow
    return kind(f"{code} {' '.join(words.split())}")
