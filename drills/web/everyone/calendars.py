"""Calendar subscription: make a link, add it to the calendar one has, end it again.

The address is shown to the browser that made it, for a quarter of an hour and never
again: a phone that comes back from its calendar loads the page afresh, and must still find
it. What is in a feed is drills/web/feeds.py's.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.feed_scope import NEEDS, audiences_for, feed_scope
from drills.actions.refused import NotAllowed, Refused
from drills.actions.renew_feed import renew_feed
from drills.actions.revoke_feed import revoke_feed
from drills.actions.share_feed import share_feed
from drills.store.buildings import read_building_rows, read_district
from drills.store.feeds import read_feed, read_own_feeds
from drills.store.tables import FeedRow
from drills.web.access import person
from drills.web.everyone import blueprint
from drills.web.everyone.calendar_form import (
    REFUSALS,
    CalendarForm,
    audience_words,
    reader_words,
    wanted,
    with_choices,
)
from drills.web.format import drill_type

__all__ = ["blueprint"]

SHOWN_FOR = timedelta(minutes=15)
IN_SESSION = "new_calendar"


@dataclass(frozen=True, slots=True)
class Links:
    """A feed's address as each calendar wants it."""

    address: str
    apple: str
    google: str
    outlook: str
    outlook_at_home: str


def links_to(secret: str, name: str) -> Links:
    """The addresses of a feed. Google takes a webcal address, Outlook on the web https."""
    public = current_app.config["DRILLS"].public_url
    address = public + url_for("feeds.calendar", secret=secret)
    webcal = "webcal://" + address.partition("://")[2]
    asked = f"url={quote(address, safe='')}&name={quote(name, safe='')}"
    return Links(
        address=address,
        apple=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.office.com/calendar/0/addfromweb?{asked}",
        outlook_at_home=f"https://outlook.live.com/calendar/0/addfromweb?{asked}",
    )


def reached_from_outside(public_url: str) -> bool:
    """Whether Google's and Microsoft's servers can read a feed here, as far as we can tell."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        return parts.scheme == "https" and ipaddress.ip_address(host).is_global
    except ValueError:
        return parts.scheme == "https" and "." in host and not host.endswith((".local", ".lan"))


@blueprint.get("/calendars")
def calendars() -> str:
    """The new link if there is one, the form for another, and one's own links."""
    return _page(CalendarForm(formdata=None))


@blueprint.post("/calendars")
def new_calendar() -> tuple[str, int] | Response:
    """Make a link; with ``instead`` in the place of one that is lost."""
    now, form = clock.now(), CalendarForm()
    try:
        instead = request.form.get("instead", "")
        if instead.isdecimal():
            shared = renew_feed(person(), now, int(instead[:18]))
        else:
            if not form.validate_on_submit():
                return _page(form), 422
            shared = share_feed(person(), now, wanted(form))
    except NotAllowed:
        return _page(form, {"building": REFUSALS["building_unknown"]}), 422
    except Refused as refused:
        return _page(form, {name: REFUSALS[code] for name, code in refused.errors.items()}), 422
    session[IN_SESSION] = {"secret": shared.secret, "until": (now + SHOWN_FOR).isoformat()}
    return redirect(url_for("everyone.calendars"), 303)


@blueprint.post("/calendars/end")
def revoke_calendar() -> Response:
    """End one of one's own links, by its number."""
    wanted_id = request.form.get("calendar", "")
    try:
        ended = wanted_id.isdecimal() and revoke_feed(person(), clock.now(), int(wanted_id[:18]))
    except NotAllowed:
        ended = False
    if ended:
        flash(gettext("The link is ended. Whoever uses it sees no more drills."), "success")
    else:
        flash(gettext("That link was ended already."), "warning")
    return redirect(url_for("everyone.calendars"), 303)


def _page(form: CalendarForm, errors: dict[str, Any] | None = None) -> str:
    who = person()
    today, district = clock.today(who.zone), read_district(who.district_id)
    rows = read_building_rows(who.district_id, with_closed=True)
    names = {row.id: row.name for row in rows}
    covered = who.buildings_for("see_told", today)
    open_ = [r for r in rows if r.closed_on is None and (covered is None or r.id in covered)]
    allowed = audiences_for(who, today)
    for name, words in (errors or {}).items():
        if name and name in form:
            form[name].errors = [*form[name].errors, words]
    made = _just_made(names)
    lines = [_line(row, names) for row in read_own_feeds(who.id)]
    return render_template(
        "everyone/calendars.html",
        form=with_choices(form, who, today, open_, district),
        errors={"": errors[""]} if errors and "" in errors else None,
        allowed=allowed,
        several=len(open_) > 1,
        made=made,
        lines=lines,
        windows=bool(district.options.get("staff_drill_windows")),
        outside=reached_from_outside(current_app.config["DRILLS"].public_url),
    )


def _just_made(names: dict[int, str]) -> dict[str, Any] | None:
    """The link that this browser made a moment ago, with its addresses."""
    kept = session.get(IN_SESSION)
    if not kept:
        return None
    found = read_feed(kept["secret"])
    late = clock.now() > datetime.fromisoformat(kept["until"])
    if late or found is None or found[0].person_id != person().id or found[0].revoked_at:
        session.pop(IN_SESSION)
        return None
    line = _line(found[0], names)
    name = gettext("Drills: %(where)s", where=line["where"])
    return {**line, "links": links_to(kept["secret"], name)}


def _line(row: FeedRow, names: dict[int, str]) -> dict[str, Any]:
    """A link of one's own, in words."""
    who = person()
    today, district = clock.today(who.zone), read_district(who.district_id)
    if row.building_id is not None:
        where = names[row.building_id]
    elif who.buildings_for(NEEDS[row.audience], today) is None:
        where = district.name
    else:
        where = gettext("All my buildings")
    return {
        "id": row.id,
        "audience": row.audience,
        "for": audience_words(row.audience, audiences_for(who, today)),
        "where": where,
        "kinds": [drill_type(t, district.labels) for t in row.types],
        "without_cancelled": row.without_cancelled,
        "made": row.created_at,
        "read": row.last_read_at,
        "reader": reader_words(row.last_reader),
        "over": feed_scope(who, row.audience, row.building_id, today) is None,
    }
