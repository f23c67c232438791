"""``/feeds/<secret>.ics``: a calendar subscription, read by programs again and again.

The secret in the address is the key; it is never logged. A link that was never given
out is not found, and guesses are counted. A link that was ended, or whose owner's role is
over, answers with a calendar that holds one notice and no drill: calendars go on asking
whatever they are told, and one that is not found would leave yesterday's plans standing
in them. What a feed may show is asked anew at each reading (actions/feed_scope.py).
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import force_locale, gettext

from drills import clock
from drills.actions.feed_scope import PLANNERS, STAFF, Scope, feed_scope
from drills.actions.note_reading import note_reading
from drills.actions.sign_in import TooManyTries, count_or_refuse, has_left, network_of
from drills.feeds.calendar import Feed, FeedEvent, calendar_bytes, still_shown
from drills.permissions import Person
from drills.store.buildings import read_building_rows, read_district
from drills.store.feeds import data_version, read_feed, read_writings
from drills.store.people import person_from_row
from drills.store.planned import read_drill_windows, read_planned
from drills.store.tables import DistrictRow, FeedRow
from drills.store.throttle import key_for
from drills.web.feed_cache import KeptFeed, kept_feeds
from drills.web.feed_events import Telling, drill_event, window_event
from drills.web.format import drill_type

blueprint = Blueprint("feeds", __name__)

GUESSES = 30  # of one network in a quarter of an hour
FRESH_FOR = 300  # seconds for which a reader need not ask again
LAST_YEAR_STAYS = timedelta(days=60)  # a summer's reader still finds the year that ended
NOTICE_AGAIN = timedelta(days=7)
SECRET_IN_TEXT = re.compile(r"(/feeds/)[^\s/?\"']+")


@dataclass(frozen=True, slots=True)
class Reading:
    """One request for a feed that exists: whose, and what it may show today."""

    feed: FeedRow
    owner: Person
    district: DistrictRow
    scope: Scope | None  # None: it has ended
    today: date

    @property
    def version(self) -> tuple[object, ...]:
        """Whatever it was made from; the same version is the same calendar."""
        shown = self.scope.buildings if self.scope else None
        return (data_version(self.feed.district_id), self.today, self.scope is None, shown)


@blueprint.get("/feeds/<secret>.ics")
def calendar(secret: str) -> Response:
    """The calendar of a secret; 304 where the reader has it already."""
    now = clock.now()
    found = read_feed(secret)
    if found is None:
        return _not_found(now)
    row, person_row = found
    owner = person_from_row(person_row)
    today = now.astimezone(ZoneInfo(owner.zone)).date()
    over = row.revoked_at is not None or has_left(person_row, owner, now)
    scope = None if over else feed_scope(owner, row.audience, row.building_id, today)
    reading = Reading(row, owner, read_district(row.district_id), scope, today)
    feed_id, last_read_at = row.id, row.last_read_at
    kept = kept_feeds(current_app).get(feed_id, reading.version, lambda: _make(reading))
    answer = _answer(kept)
    if scope is not None:
        note_reading(feed_id, last_read_at, now, request.user_agent.string or "")
    return answer


def _not_found(now: datetime) -> Response:
    """Nothing is told of what exists; a network that guesses has to wait."""
    key = key_for("feed-from", network_of(request.remote_addr or ""))
    try:
        count_or_refuse({key: GUESSES}, now)
    except TooManyTries as many:
        answer = Response("Too many wrong links. Try again later.\n", 429, mimetype="text/plain")
        answer.headers["Retry-After"] = str(many.minutes * 60)
        return answer
    return Response("There is no calendar at this link.\n", 404, mimetype="text/plain")


def _answer(kept: KeptFeed) -> Response:
    """The kept calendar, packed if asked; or that the reader has it already."""
    packed = request.accept_encodings.quality("gzip") > 0
    tag = f"{kept.tag}-gzip" if packed else kept.tag
    known = [t for t in (kept.tag, f"{kept.tag}-gzip") if request.if_none_match.contains_weak(t)]
    if known:
        answer = Response(status=304)
        tag = known[0]
    else:
        answer = Response(
            kept.packed if packed else kept.plain(), content_type="text/calendar; charset=utf-8"
        )
        answer.headers["Content-Disposition"] = 'inline; filename="drills.ics"'
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
    answer.set_etag(tag)
    answer.last_modified = kept.changed_at
    answer.vary.add("Accept-Encoding")
    answer.headers["Cache-Control"] = f"private, max-age={FRESH_FOR}"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _make(reading: Reading) -> tuple[bytes, datetime]:
    """The calendar's bytes and its last change, in its owner's language."""
    with force_locale(reading.owner.language or reading.district.language):
        if reading.scope is None:
            feed, found = _notice(reading)
        else:
            feed, found = _drills(reading, reading.scope)
        changed = max((e.changed_at for e in found), default=reading.feed.created_at)
        return calendar_bytes(feed, found, gettext("Cancelled")), changed


def _drills(reading: Reading, scope: Scope) -> tuple[Feed, list[FeedEvent]]:
    row, district = reading.feed, reading.district
    begins = _year_start(reading.today - LAST_YEAR_STAYS)
    ends = date(_year_start(reading.today).year + 2, 6, 30)
    planners = row.audience == PLANNERS
    found = read_planned(
        district.id,
        begins,
        ends,
        audience=row.audience,
        today=reading.today,
        building_ids=scope.buildings,
        types=row.types,
        with_cancelled=not row.without_cancelled,
    )
    telling = Telling(
        audience=row.audience,
        scope=scope,
        labels=district.labels,
        writings=read_writings(district.id, begins, ends),
        sheet=_sheet if planners else None,
    )
    made = [event for drill in found if (event := drill_event(drill, telling)) is not None]
    shown = [e for e in made if still_shown(e.cancelled, e.day, reading.today)]
    if row.audience == STAFF and district.options.get("staff_drill_windows"):
        # Whatever kinds the feed is of: to leave weeks out would tell the kind.
        weeks = read_drill_windows(district.id, begins, ends, building_ids=scope.buildings)
        shown += [window_event(week) for week in weeks]
    said = [drill_type(t, district.labels) for t in row.types]
    name = gettext("Drills: %(where)s", where=_where(reading))
    name += f" ({', '.join(said)})" if said else ""
    return Feed(name, district.zone, _about(row.audience)), shown


def _where(reading: Reading) -> str:
    if reading.feed.building_id is None:
        return reading.district.name
    rows = read_building_rows(reading.district.id, [reading.feed.building_id], with_closed=True)
    return rows[0].name


def _sheet(drill_id: int) -> str:
    return current_app.config["DRILLS"].public_url + url_for("drills.sheet", drill_id=drill_id)


def _about(audience: str) -> str:
    """What this calendar is for, shown where calendars show it."""
    if audience == PLANNERS:
        return gettext("All drills, those that staff are not told of too. Keep it to yourself.")
    if audience == STAFF:
        return gettext("The drills that staff are told of beforehand.")
    return gettext("The drills that were held.")


def _notice(reading: Reading) -> tuple[Feed, list[FeedEvent]]:
    """A calendar that says that it has ended, in this week, until somebody removes it."""
    monday = reading.today - timedelta(days=reading.today.weekday())
    midnight = datetime.combine(monday, datetime.min.time(), ZoneInfo("UTC"))
    page = current_app.config["DRILLS"].public_url + url_for("everyone.calendars")
    event = FeedEvent(
        uid=f"ended-{reading.feed.id}@drills",
        sequence=monday.toordinal() // 7,  # it moves on from week to week
        changed_at=midnight,
        summary=gettext("This drill calendar has ended"),
        day=monday,
        last_day=monday + timedelta(days=4),
        description=gettext(
            "Its link was ended, or no longer fits what you do. Remove this calendar. "
            "A new link is made at %(page)s.",
            page=page,
        ),
        busy=False,
    )
    name = gettext("Drills: this calendar has ended")
    return Feed(name, reading.district.zone, read_again=NOTICE_AGAIN), [event]


def _year_start(day: date) -> date:
    return date(day.year if day.month >= 7 else day.year - 1, 7, 1)


class WithoutSecrets(logging.Filter):
    """Takes the secret out of whatever is logged about a feed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always logged, without the secret."""
        said = record.getMessage()
        if "/feeds/" in said:
            record.msg, record.args = SECRET_IN_TEXT.sub(r"\1[secret]", said), ()
        return True


@blueprint.record_once
def _quiet(state: BlueprintSetupState) -> None:
    """Flask logs the path of a request that failed, werkzeug's own server that of each."""
    for logger in (state.app.logger, logging.getLogger("werkzeug")):
        if not any(isinstance(f, WithoutSecrets) for f in logger.filters):
            logger.addFilter(WithoutSecrets())
