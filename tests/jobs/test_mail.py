"""Mails on their way: against a mail server that we did not write, and into the folder."""

from __future__ import annotations

import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from drills.actions.send_queued_mail import NotNow, Outgoing, WillNeverArrive
from drills.jobs.mail import message, to_folder, to_server
from tests.make import NOON

CERTIFICATE = Path(__file__).parent / "localhost.pem"  # made for these tests, worth nothing
SENDER = "School Drills <drills@example.org>"
MAIL = Outgoing(
    id=1,
    name="0123456789abcdef0123456789abcdef",
    to="robin@example.org",
    subject="Simulacro mañana, 9:30: Plantel Peña",
    body="Hola, Robin:\n\nhttps://drills.example.org/" + "x" * 120 + "\n.\nAño\n",
    written_at=NOON,
)


class Mailbox:
    """Keeps what arrives; ``says`` answers instead of taking it, by address."""

    def __init__(self) -> None:
        self.arrived: list[Any] = []
        self.says: dict[str, str] = {}
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.arrived.append(
            (
                envelope.mail_from,
                list(envelope.rcpt_tos),
                email.message_from_bytes(envelope.content, policy=default),
                session.ssl is not None,
            )
        )
        return "250 kept"


def knows(server, session, envelope, mechanism, data) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"drills", b"p/w")
    return AuthResult(success=good, handled=good)


class Server(Controller):
    """On a free port, which is only known once it listens."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        socket.create_connection((self.hostname, self.port), 5).close()


@contextmanager
def running(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """A mail server on a free port."""
    server = Server(mailbox, hostname="127.0.0.1", port=0, **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The test server's certificate, trusted as those of the machine are."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def send(port: int, *mails: Outgoing, security: str = "none", host: str = "127.0.0.1", **who: str):
    login = {"user": "", "password": "", **who}
    with to_server(host, port, security, sender=SENDER, **login) as post:
        for mail in mails:
            post(mail)


def check(mailbox: Mailbox, secure: bool = False) -> None:
    sender, to, read, was_secure = mailbox.arrived[-1]
    assert (sender, to, was_secure) == ("drills@example.org", [MAIL.to], secure)
    assert read["Subject"] == MAIL.subject
    assert read["From"] == SENDER
    assert read["Message-ID"] == f"<{MAIL.name}@example.org>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content_type() == "text/plain"
    assert read.get_content().replace("\r\n", "\n") == MAIL.body


def test_a_plain_server_gets_the_mail_as_it_was_written() -> None:
    mailbox = Mailbox()
    with running(mailbox) as port:
        send(port, MAIL)
    check(mailbox)


def test_starttls_with_a_password(trusted: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    options = {"tls_context": trusted, "require_starttls": True, "authenticator": knows}
    with running(mailbox, auth_required=True, **options) as port:
        send(port, MAIL, security="starttls", user="drills", password="p/w")
    check(mailbox, secure=True)


def test_tls_from_the_first_byte(trusted: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    with running(mailbox, ssl_context=trusted) as port:
        send(port, MAIL, security="tls")
    assert len(mailbox.arrived) == 1


def test_a_wrong_password_is_the_servers_no_to_all_mails(trusted: ssl.SSLContext) -> None:
    mailbox = Mailbox()
    options = {"tls_context": trusted, "authenticator": knows, "auth_required": True}
    with running(mailbox, **options) as port, pytest.raises(OSError, match="535"):
        send(port, MAIL, security="starttls", user="drills", password="wrong")
    assert mailbox.arrived == []


def test_a_server_whose_certificate_is_nobodys_gets_no_password() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    mailbox = Mailbox()
    with running(mailbox, tls_context=context) as port, pytest.raises(ssl.SSLError):
        send(port, MAIL, security="starttls", user="drills", password="p/w")


def test_a_server_that_is_not_there_is_an_os_error() -> None:
    with running(Mailbox()) as port:
        pass
    with pytest.raises(OSError):
        send(port, MAIL)


@pytest.mark.parametrize(
    ("says", "kind"),
    [("550 no such mailbox", WillNeverArrive), ("450 try again later", NotNow)],
)
def test_one_address_that_is_refused_is_told_apart_and_the_next_goes_out(says, kind) -> None:
    mailbox = Mailbox()
    mailbox.says["gone@example.org"] = says
    gone = Outgoing(2, "b" * 32, "gone@example.org", "S", "W\n", NOON)
    with running(mailbox) as port, to_server("127.0.0.1", port, "none", "", "", SENDER) as post:
        with pytest.raises(kind, match=says):
            post(gone)
        post(MAIL)
    check(mailbox)


def test_many_mails_share_one_connection() -> None:
    mailbox = Mailbox()
    with running(mailbox) as port:
        send(port, *[MAIL] * 5)
    assert len(mailbox.arrived) == 5 and mailbox.connections == 1


@pytest.mark.parametrize("to", ["", "no address", "a@example.org\nBcc: all@example.org"])
def test_what_no_header_can_hold_is_given_up(tmp_path: Path, to: str) -> None:
    mail = Outgoing(3, "c" * 32, to, "S", "W\n", NOON)
    mailbox = Mailbox()
    with running(mailbox) as port, pytest.raises(WillNeverArrive):
        send(port, mail)
    assert mailbox.arrived == []


def test_a_subject_of_two_lines_is_one_line() -> None:
    made = message(Outgoing(4, "d" * 32, "a@example.org", "One\r\nBcc: x@y.z", "W\n", NOON), SENDER)
    assert made["Subject"] == "One Bcc: x@y.z" and made["Bcc"] is None


def test_in_the_folder_a_mail_sent_twice_is_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    for _ in range(2):
        with to_folder(folder, SENDER) as post:
            post(MAIL)
    files = list(folder.iterdir())
    assert [file.name for file in files] == [f"{MAIL.name}.eml"]
    read = email.message_from_bytes(files[0].read_bytes(), policy=default)
    assert read["To"] == MAIL.to and read.get_content().startswith("Hola, Robin:")
