"""The few links at the top of each page: what this person comes here for."""

from __future__ import annotations

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale, lazy_gettext

from drills import clock
from drills.permissions import Person
from drills.store.buildings import read_building_rows, read_district

# endpoint, words, ability that it needs (None: everybody signed in)
LINKS = (
    ("district.today", lazy_gettext("Today"), "see_district"),
    ("everyone.home", lazy_gettext("My buildings"), "see_building"),
    ("outside.officer", lazy_gettext("My drills"), "come_to_drills"),
    ("audit.grid", lazy_gettext("Audit"), "audit"),
    ("everyone.coming", lazy_gettext("Coming drills"), "see_told"),
    ("findings.actions", lazy_gettext("Actions"), "see_building"),
    ("year_plan.start", lazy_gettext("Plan the year"), "plan_year"),
    ("everyone.calendars", lazy_gettext("Calendars"), None),
    ("law.states", lazy_gettext("Law"), "see_building"),
    ("setup.calendar", lazy_gettext("School calendar"), "change_calendar"),
    ("setup.overview", lazy_gettext("Set up"), "set_up"),
)


def links_for(who: Person) -> list[dict[str, object]]:
    """The links this person sees today, as {url, label, current}."""
    today = clock.today(who.zone)
    found = []
    for endpoint, label, ability in LINKS:
        if endpoint not in current_app.view_functions:
            continue
        if ability is not None and not who.may(ability, today):
            continue
        if endpoint == "everyone.home" and who.may("see_district", today):
            continue
        current = request.endpoint == endpoint
        found.append({"url": url_for(endpoint), "label": label, "current": current})
    return found


def my_buildings(who: Person, ability: str = "see_building") -> list:
    """The building rows in which the person has an ability today, by name."""
    covered = who.buildings_for(ability, clock.today(who.zone))
    return read_building_rows(who.district_id, covered)


def register(app: Flask) -> None:
    """Give every template the person, the district, the links and the demo flag."""

    @app.context_processor
    def _common() -> dict[str, object]:
        who: Person | None = g.get("person")
        common: dict[str, object] = {
            "person": who,
            "navigation": [],
            "district": None,
            "locale": str(get_locale() or "en"),
            "demo": current_app.config["DRILLS"].demo,
        }
        if who is not None:
            common["navigation"] = links_for(who)
            common["district"] = read_district(who.district_id)
            common["today"] = clock.today(who.zone)
        return common
