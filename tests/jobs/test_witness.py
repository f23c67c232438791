"""The newest hash of the log of changes goes out each Monday, to those whom a district names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from flask import Flask
from sqlalchemy import select

from drills.actions.mail_witness import read_addresses
from drills.actions.refused import Refused
from drills.actions.set_up_district import DistrictEntry, fingerprint, set_up_district
from drills.jobs.witness import witness
from drills.permissions import Grant, Person
from drills.store.audit import find_witness, first_broken_row
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.tables import AuditRow, MailRow
from tests import make

MONDAY_AT_8 = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)  # in New York


def district_with(addresses: str) -> int:
    """A district whose administrator names witnesses."""
    row = make.add_district("Witnessed Schools")
    person = make.add_person(row, "administrator")
    db.session.commit()
    by = Person(person.id, row.id, "A", "", "", None, "America/New_York", (Grant("administrator"),))
    entry = DistrictEntry(row.name, row.zone, "en", witness_to=addresses)
    set_up_district(by, make.NOON, entry, fingerprint(row), available_timezones())
    return row.id


def mails(district_id: int) -> list[MailRow]:
    db.session.rollback()
    query = select(MailRow).where(MailRow.district_id == district_id).order_by(MailRow.to)
    return list(db.session.scalars(query))


def test_each_witness_gets_the_newest_hash_once_a_week(any_database: Flask) -> None:
    id_ = district_with("Marshal@example.org; clerk@example.org")
    assert witness(lambda _zone: MONDAY_AT_8) == 2
    assert witness(lambda _zone: MONDAY_AT_8 + timedelta(minutes=1)) == 0
    assert witness(lambda _zone: MONDAY_AT_8 + timedelta(days=6)) == 0
    sent = mails(id_)
    assert [mail.to for mail in sent] == ["clerk@example.org", "marshal@example.org"]
    saved = db.session.scalars(
        select(AuditRow).where(AuditRow.district_id == id_, AuditRow.number == 1)
    ).one()
    assert saved.hash in sent[0].body and "row 1" in sent[0].subject
    found = find_witness(saved.hash)
    assert found is not None and found[1].number == 1
    assert first_broken_row(id_) is None
    assert witness(lambda _zone: MONDAY_AT_8 + timedelta(days=7)) == 2
    assert "row 2" in mails(id_)[-1].subject


def test_a_mail_goes_out_on_monday_from_seven_where_the_district_is(app: Flask) -> None:
    district_with("clerk@example.org")
    witness(lambda _zone: MONDAY_AT_8 - timedelta(days=7))  # last week's
    hour = timedelta(hours=1)
    assert witness(lambda _zone: MONDAY_AT_8 - hour - timedelta(minutes=1)) == 0
    assert witness(lambda _zone: MONDAY_AT_8 - hour) == 1


def test_without_addresses_nothing_goes_out(app: Flask) -> None:
    id_ = district_with("")
    assert witness(lambda _zone: MONDAY_AT_8, at_any_hour=True) == 0
    assert "witness_to" not in read_district(id_).options


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a@b.org, c@d.org\ne@f.org;g@h.org i@j.org", ""),
        ("a@b.org,c@d.org,e@f.org,g@h.org,i@j.org,k@l.org", "addresses_many"),
        ("not an address", "address_wrong"),
    ],
)
def test_addresses_are_read_as_people_type_them(typed: str, code: str) -> None:
    assert read_addresses(typed)[1] == code


def test_a_wrong_address_is_refused_beside_its_field(app: Flask) -> None:
    with pytest.raises(Refused) as refused:
        district_with("clerk at example.org")
    assert refused.value.errors == {"witness_to": "address_wrong"}
