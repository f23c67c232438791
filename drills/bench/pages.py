"""Server time and queries of pages, with 10 and with 1,000 buildings, on SQLite.

The time is that of the whole request inside the program, without network and browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from flask.testing import FlaskClient

from drills.actions.change import change
from drills.bench.sample_district import NOW, TODAY, Sample, another_day, sample_district
from drills.bench.table import Row, measure
from drills.permissions import the_system
from drills.store.query_count import counted_queries

SIZES = ((10, "50 ms"), (1_000, "300 ms"))


def rows(quick: bool) -> Iterator[Row]:
    """The director's page, a building's, the log form, a log sent, the night's judging."""
    for size, aim in ((3, "50 ms"), (6, "")) if quick else SIZES:
        with sample_district(size) as sample:
            yield from _rows(sample, size, aim, 3 if quick else 30)


def _rows(sample: Sample, size: int, aim: str, times: int) -> Iterator[Row]:
    with_size = f"{size:,} buildings"
    one = sample.buildings[size // 2]
    browser = sample.browser

    def page(what: str, address: str, aim: str) -> Row:
        return _measured(f"{with_size}: {what}", lambda: _get(browser, address), times, aim)

    yield page("director's page", "/today", aim)
    yield page("director's page, judged for another day", f"/today?as_of={another_day()}", "")
    yield page("a building's page", f"/buildings/{one}", "50 ms")
    yield page("log form", f"/buildings/{one}/log", "50 ms")

    def log() -> None:
        sent = {
            "client_key": secrets.token_urlsafe(24),
            "date": TODAY.isoformat(),
            "time": "09:30",
            "type": "fire",
            "held_as": "drill",
            "minutes": "4",
            "go": "submit",
        }
        answer = browser.post(f"/buildings/{one}/log", data=sent)
        assert answer.status_code == 303, answer.status_code

    yield _measured(f"{with_size}: a drill logged, judged, written", log, times, "50 ms")

    def night() -> None:
        with change(the_system(sample.district_id, "America/New_York"), NOW) as it:
            it.rejudge_all()

    yield _measured(f"{with_size}: the night's judging", night, max(3, times // 6), "")


def _measured(what: str, do: Callable[[], None], times: int, aim: str) -> Row:
    do()
    with counted_queries() as sent:
        do()
    return measure(what, do, times, aim=aim, note=f"{len(sent)} queries")


def _get(browser: FlaskClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
