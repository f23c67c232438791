"""Opening the next school year: a copy of this one, with the questions that change, one a page.

Dates are school_year.py's. Both years can be seen and changed until the old one is closed
(drills/web/years)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions.next_year_steps import (
    BUILDINGS,
    DATES,
    DAYS,
    PEOPLE,
    STEPS,
    Opening,
    opening_of,
    year_after,
    year_to_open,
)
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.actions.settle_buildings import facts_seen, settle_buildings
from drills.actions.settle_days import days_seen, settle_days, settled_rows
from drills.actions.turn_over import TURNING, first_day_of, roles_turning, turn_over
from drills.permissions import PRINCIPAL
from drills.store.buildings import read_building_rows, read_building_years, read_district
from drills.store.calendars import read_years
from drills.store.closed_years import is_closed
from drills.store.database import db
from drills.store.planning import read_officer_rows
from drills.store.school_years import read_own_rows, read_year_row
from drills.web.access import person as signed_in
from drills.web.people_words import refusal_words, role_name
from drills.web.public.letters import invitation_letter
from drills.web.setup import blueprint
from drills.web.setup.next_year_forms import PeopleForm, YearDaysForm, day_values
from drills.web.setup.refusals import line_errors, show, words_for

__all__ = ["blueprint"]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the checklist."""

    name: str
    title: str
    says: str
    action: str
    url: str
    done: bool


@blueprint.get("/set-up/next-year")
def next_year() -> str:
    """Which questions of the coming year were gone through, and which come next."""
    opening = _opening()
    steps = _steps(opening)
    coming = next((step for step in steps if not step.done), None)
    return render_template(
        "setup/next_year.html",
        opening=opening,
        steps=steps,
        coming=coming,
        done=sum(step.done for step in steps),
        model_closed=bool(opening.model)
        and is_closed(signed_in().district_id, opening.model or ""),
    )


@blueprint.route("/set-up/next-year/days", methods=["GET", "POST"])
def year_days() -> tuple[str, int] | Response:
    """Holidays, half days and tests of the coming year, each moved to its place already."""
    who, opening = signed_in(), _opening(set_up=True)
    rows = settled_rows(who.district_id, opening.year)
    errors: dict[str, str] = {}
    code = 200
    if request.method == "POST":
        form, code = YearDaysForm(), 422
        try:
            lines = form.typed()
            if line_errors(form):
                raise Refused()
            settle_days(who, clock.now(), opening.year, lines, form.seen.data or "")
            return _onward(opening.year, DAYS)
        except ChangedMeanwhile as refused:
            errors, code = show(form, refused), 409
            rows = settled_rows(who.district_id, opening.year)
            form.seen.data = days_seen(rows)
        except Refused as refused:
            errors = show(form, refused)
            rows = settled_rows(who.district_id, opening.year)
    else:
        values = {"seen": days_seen(rows), "lines": day_values(rows)}
        form = YearDaysForm(formdata=None, data=values)
    names = {row.id: row.name for row in read_building_rows(who.district_id, with_closed=True)}
    common = read_year_row(who.district_id, opening.year)
    own = read_own_rows(who.district_id, opening.year)
    page = render_template(
        "setup/year_days.html",
        form=form,
        errors=errors | line_errors(form),
        opening=opening,
        steps=_titles(),
        whose={str(row.id): names.get(row.building_id or 0, "") for row in rows},
        own=[(row.building_id, names.get(row.building_id or 0, "")) for row in own],
        common=common,
    )
    return page, code


@blueprint.route("/set-up/next-year/buildings", methods=["GET", "POST"])
def year_buildings() -> tuple[str, int] | Response:
    """The enrollment of each building in the coming year, and the way to its other facts."""
    who, opening = signed_in(), _opening(set_up=True)
    rows = read_building_rows(who.district_id)
    facts = read_building_years([row.id for row in rows], opening.year)
    typed = {
        row.id: str(facts[row.id].facts.get("enrollment", "")) if row.id in facts else ""
        for row in rows
    }
    seen, errors, code = facts_seen(rows, facts), {}, 200
    if request.method == "POST":
        code = 422
        typed = {row.id: request.form.get(f"enrollment-{row.id}", "") for row in rows}
        try:
            settle_buildings(who, clock.now(), opening.year, typed, request.form.get("seen", ""))
            return _onward(opening.year, BUILDINGS)
        except Refused as refused:
            errors = {
                f"#{name}" if name else "": words_for(c) for name, c in refused.errors.items()
            }
            code = 409 if isinstance(refused, ChangedMeanwhile) else 422
            rows = read_building_rows(who.district_id)
            facts = read_building_years([row.id for row in rows], opening.year)
            seen = facts_seen(rows, facts)
    before = read_building_years([row.id for row in rows], opening.model or opening.year)
    page = render_template(
        "setup/year_buildings.html",
        rows=rows,
        typed=typed,
        before={id_: row.facts.get("enrollment") for id_, row in before.items()},
        seen=seen,
        errors=errors,
        opening=opening,
        steps=_titles(),
    )
    return page, code


@blueprint.route("/set-up/next-year/people", methods=["GET", "POST"])
def year_people() -> tuple[str, int] | Response:
    """Which principals and officers leave with the old year, and who begins in the new one."""
    who, opening = signed_in(), _opening(set_up=True)
    leaving = {int(text) for text in request.form.getlist("leaving") if text.isdecimal()}
    errors: dict[str, str] = {}
    code = 200
    if request.method == "POST":
        form, code = PeopleForm(), 422
        write = partial(invitation_letter, who) if form.invite.data else None
        try:
            left, new = turn_over(who, clock.now(), opening.year, leaving, form.typed(), write)
            if left or new:
                flash(_turned(left, new), "success")
            return _onward(opening.year, PEOPLE)
        except Refused as refused:
            db.session.rollback()
            words = refusal_words(refused)
            code = 409 if isinstance(refused, ChangedMeanwhile) else 422
            errors = _beside(form, words)
    else:
        form = PeopleForm(formdata=None, data={"invite": True})
    rows = read_building_rows(who.district_id)
    page = render_template(
        "setup/year_people.html",
        form=form.with_choices(rows, gettext("All schools")),
        errors=errors | line_errors(form),
        groups=_groups(opening.year, {row.id: row.name for row in rows}),
        leaving=leaving,
        agencies=[
            row for row in read_officer_rows(who.district_id) if not row.person_id and not row.gone
        ],
        opening=opening,
        first=first_day_of(opening.year),
        steps=_titles(),
    )
    return page, code


def _opening(*, set_up: bool = False) -> Opening:
    """The year of this request; with ``set_up`` one that has its dates."""
    who = signed_in()
    years = read_years(who.district_id)
    year = request.args.get("year") or year_to_open(years, clock.today(who.zone))
    if request.args.get("year") and year not in [*years, *map(year_after, years[:1])]:
        abort(404)
    opening = opening_of(read_district(who.district_id), year)
    if set_up and DATES not in opening.done:
        abort(404)
    return opening


def _onward(year: str, step: str) -> Response:
    """To the next question that was not gone through, else to the checklist."""
    opening = opening_of(read_district(signed_in().district_id), year)
    following = [s for s in STEPS[STEPS.index(step) + 1 :] if s not in opening.done]
    flash(gettext("Saved."), "success")
    if not following:
        return redirect(url_for("setup.next_year", year=year), 303)
    return redirect(url_for(f"setup.year_{following[0]}", year=year), 303)


def _titles() -> list[str]:
    return [gettext("Dates"), gettext("Days off and tests"), gettext("Pupils"), gettext("People")]


def _steps(opening: Opening) -> list[Step]:
    year = opening.year
    there = DATES in opening.done
    dates, days, pupils, people = _titles()
    address = url_for("setup.change_year", year=year) if there else url_for("setup.new_year")
    says = {
        DATES: gettext("First and last day, terms, summer session."),
        DAYS: gettext("Holidays, half days, days of state tests: each moved to its place."),
        BUILDINGS: gettext("The new enrollment of every building, and facts that change."),
        PEOPLE: gettext("Principals and officers who leave, and those who come."),
    }
    lines = [Step(DATES, dates, says[DATES], gettext("Look at it"), address, there)]
    if not there:
        lines[0] = Step(DATES, dates, says[DATES], gettext("Begin"), address, False)
    for name, title in ((DAYS, days), (BUILDINGS, pupils), (PEOPLE, people)):
        url = url_for(f"setup.year_{name}", year=year) if there else ""
        done = name in opening.done
        action = gettext("Look at it") if done else gettext("Go on")
        lines.append(Step(name, title, says[name], action, url, done))
    return lines


def _groups(year: str, names: dict[int, str]) -> list[dict[str, Any]]:
    """Principals building by building, then officers: who holds a role into the new year."""
    by_building: dict[str, list[dict[str, Any]]] = defaultdict(list)
    officers = []
    for person, role in roles_turning(signed_in().district_id, year):
        places = [names[b.building_id] for b in role.buildings if b.building_id in names]
        line = {
            "id": role.id,
            "name": person.name,
            "title": person.title,
            "places": gettext("All schools") if role.all_buildings else ", ".join(sorted(places)),
        }
        if role.role == PRINCIPAL:
            by_building[line["places"]].append(line)
        else:
            officers.append(line)
    groups = [{"title": place, "people": by_building[place]} for place in sorted(by_building)]
    covered = {place for group in by_building for place in group.split(", ")}
    everywhere = gettext("All schools") in covered
    groups += [
        {"title": name, "people": []}
        for name in names.values()
        if name not in covered and not everywhere
    ]
    groups.sort(key=lambda group: str(group["title"]).casefold())
    if officers:
        groups.append({"title": role_name(TURNING[1]), "people": officers})
    return groups


def _beside(form: PeopleForm, words: dict[str, str]) -> dict[str, str]:
    """Put refusals beside the lines of newcomers; give back those of no field."""
    rest = {}
    for name, text in words.items():
        _, _, place = name.partition("-")
        number, _, field = place.partition("-")
        if number.isdecimal() and int(number) < len(form.new) and field in form.new[0].form:
            form.new[int(number)].form[field].errors = [text]
        else:
            rest[""] = text
    return rest


def _turned(left: int, new: int) -> str:
    said = []
    if left:
        said.append(ngettext("%(num)d role ends.", "%(num)d roles end.", left))
    if new:
        said.append(ngettext("%(num)d role begins.", "%(num)d roles begin.", new))
    return " ".join(said)
