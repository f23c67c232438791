"""A calendar feed of 250 events: asked for afresh, and again where nothing has changed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from drills.actions.change import change
from drills.bench.sample_district import NOW, Sample, sample_district
from drills.bench.table import Row, measure
from drills.permissions import the_system
from drills.store.database import db
from drills.store.people import secret_hash
from drills.store.query_count import counted_queries
from drills.store.tables import FeedRow
from drills.web.feed_cache import kept_feeds

BUILDINGS = 21  # with a year of twelve drills each


def rows(quick: bool) -> Iterator[Row]:
    """Fresh, and as 304."""
    with sample_district(3 if quick else BUILDINGS) as sample:
        yield from _rows(sample, 3 if quick else 30)


def _rows(sample: Sample, times: int) -> Iterator[Row]:
    address = _subscribe(sample)
    browser = sample.app.test_client()
    first = browser.get(address)
    assert first.status_code == 200, first.status_code
    events = first.data.count(b"BEGIN:VEVENT")
    size = f"{len(first.data) / 1024:.0f} kB"

    def fresh() -> None:
        kept_feeds(sample.app).forget()
        assert browser.get(address).status_code == 200

    def unchanged() -> None:
        answer = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert answer.status_code == 304, answer.status_code

    def kept() -> None:
        assert browser.get(address).status_code == 200

    parts = (
        (f"made afresh, {size}", fresh, ""),
        ("asked for again, as kept", kept, ""),
        ("unchanged (304)", unchanged, "5.0 ms"),
    )
    for what, do, aim in parts:
        do()
        with counted_queries() as sent:
            do()
        yield measure(f"{events} events: {what}", do, times, aim=aim, note=f"{len(sent)} queries")


def _subscribe(sample: Sample) -> str:
    secret = secrets.token_urlsafe(32)
    with change(the_system(sample.district_id, "America/New_York"), NOW):
        db.session.add(
            FeedRow(
                district_id=sample.district_id,
                person_id=sample.director_id,
                secret_hash=secret_hash(secret),
                audience="planners",
                types=[],
                created_at=NOW,
            )
        )
    with sample.app.test_request_context():
        return sample.app.url_for("feeds.calendar", secret=secret)
