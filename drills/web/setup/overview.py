"""The set-up checklist: an afternoon's steps, what is done, what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for
from flask_babel import gettext, ngettext

from drills import clock
from drills.actions.law import law_of
from drills.compliance.facts_asked import facts_asked
from drills.compliance.pack import Pack
from drills.permissions import PRINCIPAL
from drills.store.buildings import read_building_rows, read_building_years, read_district
from drills.store.calendars import read_calendars, read_years, year_among, year_label
from drills.store.people import person_from_row, read_people
from drills.store.tables import BuildingRow
from drills.web.access import person as signed_in
from drills.web.format import day
from drills.web.setup import blueprint
from drills.web.setup.district_form import undecided

__all__ = ["blueprint"]

DONE, OPEN, OPTIONAL = "done", "open", "optional"
# From this month on the next school year should be set up.
MONTH_OF_NEXT_YEAR = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist: what stands there now, and what to do."""

    title: str
    state: str
    says: str
    action: str
    url: str


@blueprint.get("/set-up")
def overview() -> str:
    """District, calendar, buildings, people, import: where to go on."""
    who = signed_in()
    today = clock.today(who.zone)
    district = read_district(who.district_id)
    pack = law_of(district)
    rows = read_building_rows(who.district_id)
    years = read_years(who.district_id)
    steps = [
        _district_step(len(undecided(district, pack)), pack),
        _calendar_step(who.district_id, years, today),
        _import_step(bool(rows)),
        _buildings_step(rows, pack, year_among(years, today) or year_label(today)),
        _people_step(who.district_id, rows, today),
        _law_step(pack),
    ]
    coming = next((step for step in steps if step.state == OPEN), None)
    return render_template(
        "setup/overview.html",
        steps=steps,
        coming=coming,
        done=sum(step.state == DONE for step in steps),
        must=sum(step.state != OPTIONAL for step in steps),
        pack=pack,
    )


def _district_step(open_choices: int, pack: Pack) -> Step:
    if open_choices:
        says = ngettext(
            "The law of %(state)s leaves %(num)d choice to you that waits for an answer.",
            "The law of %(state)s leaves %(num)d choices to you that wait for an answer.",
            open_choices,
            state=pack.name,
        )
    else:
        says = gettext("Judged by the law of %(state)s.", state=pack.name)
    return Step(
        gettext("District"),
        OPEN if open_choices else DONE,
        says,
        gettext("Answer it") if open_choices else gettext("Look at it"),
        url_for("setup.district"),
    )


def _calendar_step(district_id: int, years: list[str], today: date) -> Step:
    title, label = gettext("School calendar"), year_label(today)
    if label in years:
        calendar = read_calendars(district_id, label).common
        assert calendar is not None
        following = f"{int(label[:4]) + 1}-{(int(label[:4]) + 2) % 100:02d}"
        late = MONTH_OF_NEXT_YEAR <= today.month < 7
        if late and following not in years:
            says = gettext("%(year)s is set up, %(next)s is not yet.", year=label, next=following)
            action = gettext("Set up %(year)s", year=following)
            return Step(title, OPEN, says, action, url_for("setup.next_year"))
        says = gettext(
            "%(year)s: %(first)s to %(last)s, %(count)s school days.",
            year=label,
            first=day(calendar.first_day),
            last=day(calendar.last_day),
            count=len(calendar.school_days),
        )
        if not calendar.no_school:
            says = f"{says} {gettext('No day off is marked yet.')}"
        return Step(title, DONE, says, gettext("Look at it"), url_for("setup.calendar"))
    if any(year > label for year in years):
        says = gettext("The coming school year is set up.")
        return Step(title, DONE, says, gettext("Look at it"), url_for("setup.calendar"))
    says = gettext("The school year %(year)s is not set up. Nothing can be judged.", year=label)
    action = gettext("Set up a school year")
    return Step(title, OPEN, says, action, url_for("setup.new_year"))


def _import_step(some: bool) -> Step:
    says = gettext(
        "Bring buildings, people and past drills from one spreadsheet. Quicker than typing them."
    )
    url = url_for("setup.import_start")
    title = gettext("Import more") if some else gettext("Import")
    return Step(title, OPTIONAL, says, gettext("Import a spreadsheet"), url)


def _buildings_step(rows: list[BuildingRow], pack: Pack, year: str) -> Step:
    title = gettext("Buildings")
    if not rows:
        says = gettext("No building is set up yet.")
        return Step(title, OPEN, says, gettext("Add a building"), url_for("setup.new_building"))
    facts = read_building_years([row.id for row in rows], year)
    asked = facts_asked(pack)
    lacking = sum(
        any(name not in (facts[row.id].facts if row.id in facts else {}) for name in asked)
        for row in rows
    )
    says = ngettext("%(num)d building.", "%(num)d buildings.", len(rows))
    if lacking:
        unknown = ngettext(
            "In %(num)d of them a fact is unknown that the law asks for.",
            "In %(num)d of them facts are unknown that the law asks for.",
            lacking,
        )
        url = url_for("setup.buildings")
        return Step(title, OPEN, f"{says} {unknown}", gettext("Answer it"), url)
    return Step(title, DONE, says, gettext("Look at it"), url_for("setup.buildings"))


def _law_step(pack: Pack) -> Step:
    local = [layer.name for layer in pack.layers[1:]]
    says = gettext("Where your county, city or district asks for more than the state does.")
    if local:
        says = gettext("Over the state's law: %(names)s.", names=", ".join(local))
    return Step(gettext("Local rules"), OPTIONAL, says, gettext("Look at it"), url_for("law.local"))


def _people_step(district_id: int, rows: list[BuildingRow], today: date) -> Step:
    title = gettext("People")
    people = [person_from_row(row) for row in read_people(district_id) if row.left_on is None]
    leads: set[int] = set()
    for one in people:
        for grant in one.grants:
            if grant.role == PRINCIPAL and grant.holds_on(today):
                leads |= {r.id for r in rows} if grant.buildings is None else grant.buildings
    without = [row for row in rows if row.id not in leads]
    says = ngettext("%(num)d person can sign in.", "%(num)d people can sign in.", len(people))
    if without:
        lacking = ngettext(
            "%(num)d building has no principal here yet.",
            "%(num)d buildings have no principal here yet.",
            len(without),
        )
        action = gettext("Add a person")
        return Step(title, OPEN, f"{says} {lacking}", action, url_for("setup.new_person"))
    if len(people) < 2:
        says = gettext("You are alone so far. Add those who hold and log drills.")
        return Step(title, OPEN, says, gettext("Add a person"), url_for("setup.new_person"))
    return Step(title, DONE, says, gettext("Look at it"), url_for("setup.people"))
