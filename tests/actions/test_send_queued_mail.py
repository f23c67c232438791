"""The outbox: each mail goes out once, a failed one again and again, a refused one not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from drills.actions.send_mail import queue_mail
from drills.actions.send_queued_mail import (
    WAITS,
    NotNow,
    Outgoing,
    WillNeverArrive,
    send_queued_mail,
)
from drills.store.database import db
from drills.store.tables import MailRow
from tests.make import NOON


class Post:
    """A way for mails that does what it is told to: ``fails`` by address."""

    def __init__(self, **fails: Exception) -> None:
        self.went: list[Outgoing] = []
        self.tried: list[str] = []
        self.fails = fails

    def __call__(self, mail: Outgoing) -> None:
        name = mail.to.partition("@")[0]
        self.tried.append(name)
        if name in self.fails:
            raise self.fails[name]
        self.went.append(mail)


def queue(*names: str) -> None:
    for name in names:
        queue_mail(f"reminder:{name}", None, f"{name}@example.org", "Subject", "Words\n", NOON)
    db.session.commit()


def at(minutes: float = 0) -> Callable[[], datetime]:
    return lambda: NOON + timedelta(minutes=minutes)


def row_of(name: str) -> MailRow:
    db.session.expire_all()
    return db.session.query(MailRow).filter_by(key=f"reminder:{name}").one()


@pytest.fixture
def outbox(any_database: Flask) -> Flask:
    return any_database


def test_what_waits_goes_out_once_in_order(outbox) -> None:
    queue("ana", "ben", "cy")
    post = Post()
    assert send_queued_mail(at(), post) == 3
    assert post.tried == ["ana", "ben", "cy"]
    assert send_queued_mail(at(60), post) == 0
    assert len(post.went) == 3


def test_a_mail_that_went_out_leaves_no_words_behind(outbox) -> None:
    queue("ana")
    send_queued_mail(at(), Post())
    assert (row_of("ana").body, row_of("ana").sent_at) == ("", NOON)


def test_a_server_that_is_away_costs_one_mail_one_try(outbox) -> None:
    queue("ana", "ben")
    post = Post(ana=ConnectionRefusedError("nobody there"), ben=ConnectionRefusedError())
    assert send_queued_mail(at(), post) == 0
    assert post.tried == ["ana"]
    assert "nobody there" in row_of("ana").error
    assert (row_of("ana").tries, row_of("ben").tries) == (1, 0)


@pytest.mark.parametrize(("minutes", "again"), [(1.9, False), (2, True), (2.1, True)])
def test_a_failed_mail_goes_again_after_its_wait(outbox, minutes, again) -> None:
    queue("ana")
    send_queued_mail(at(), Post(ana=OSError("no")))
    assert send_queued_mail(at(minutes), Post()) == int(again)


def test_the_waits_grow_and_end_after_about_a_day(outbox) -> None:
    queue("ana")
    failing = Post(ana=NotNow("450 busy"))
    minutes = 0.0
    send_queued_mail(at(), failing)
    for wait in WAITS:
        minutes += wait.total_seconds() / 60
        send_queued_mail(at(minutes - 0.01), failing)  # not yet
        send_queued_mail(at(minutes), failing)
    assert len(failing.tried) == len(WAITS) + 1
    assert sum(WAITS, timedelta()) > timedelta(hours=20)
    send_queued_mail(at(10_000_000), failing)
    assert len(failing.tried) == len(WAITS) + 1
    assert row_of("ana").sent_at is None and "450 busy" in row_of("ana").error


def test_one_mail_put_off_does_not_hold_up_the_rest(outbox) -> None:
    queue("ana", "ben")
    post = Post(ana=NotNow("451 later"))
    assert send_queued_mail(at(), post) == 1
    assert post.went[0].to == "ben@example.org"


def test_a_refused_mail_is_given_up_and_says_why(outbox) -> None:
    queue("ana", "ben")
    post = Post(ana=WillNeverArrive("550 no such mailbox"))
    assert send_queued_mail(at(), post) == 1
    assert row_of("ana").error == "550 no such mailbox"
    assert send_queued_mail(at(10_000), post) == 0
    assert post.tried == ["ana", "ben"]


def test_who_dies_between_sending_and_noting_sends_again_under_the_same_name(outbox) -> None:
    queue("ana")
    names: list[str] = []

    def die(mail: Outgoing) -> None:
        names.append(mail.name)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_queued_mail(at(), die)
    assert send_queued_mail(at(1), Post()) == 0  # it may still be on its way
    post = Post()
    assert send_queued_mail(at(2), post) == 1
    assert [mail.name for mail in post.went] == names


def test_the_same_reason_makes_one_mail(outbox) -> None:
    queue("ana")
    with pytest.raises(Exception, match=r"(?i)unique"):
        queue("ana")
    db.session.rollback()


def test_two_senders_at_once_send_each_mail_once(outbox) -> None:
    queue(*(f"p{n}" for n in range(20)))
    went: list[str] = []
    errors: list[BaseException] = []

    def send() -> None:
        with outbox.app_context():
            try:
                send_queued_mail(at(), lambda mail: went.append(mail.to))
            except BaseException as error:
                errors.append(error)
            finally:
                db.session.remove()

    senders = [threading.Thread(target=send) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert errors == []
    assert sorted(went) == sorted(f"p{n}@example.org" for n in range(20))
