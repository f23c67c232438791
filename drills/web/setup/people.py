"""The district's people, for administrators: list, add, change, invite, end an account."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from drills import clock
from drills.actions import manage_people as action
from drills.actions.people_rules import Entry
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.permissions import Grant
from drills.store.buildings import read_building_rows
from drills.store.people import person_from_row, read_people, read_person
from drills.store.sessions import last_seen
from drills.store.tables import PersonRow
from drills.web.access import person as signed_in
from drills.web.people_words import refusal_words, role_name, span_words
from drills.web.public.letters import invitation_letter
from drills.web.setup import blueprint
from drills.web.setup.person_form import PersonForm, TypedEntry, person_values, with_choices

__all__ = ["blueprint"]


@blueprint.get("/set-up/people")
def people() -> str:
    """Everybody with their roles; those who left are kept apart."""
    district_id = signed_in().district_id
    seen, names = last_seen(district_id), _building_names(district_id)
    wanted = request.args.get("q", "").strip()
    rows = read_people(district_id)
    many = len(rows)
    if wanted:
        rows = [r for r in rows if wanted.casefold() in f"{r.sort_name} {r.email}"]
    lines = [_line(row, names, seen) for row in rows]
    return render_template(
        "setup/people.html",
        present=[line for line in lines if line["left_on"] is None],
        left=[line for line in lines if line["left_on"] is not None],
        wanted=wanted,
        many=many,
    )


@blueprint.route("/set-up/people/new", methods=["GET", "POST"])
def new_person() -> tuple[str, int] | Response:
    """Add a person and, ticked by default, mail them their invitation."""
    who = signed_in()
    form = PersonForm() if request.method == "POST" else PersonForm(invite=True)
    errors, code = {}, 200
    if form.is_submitted():
        code, typed = 422, TypedEntry(form)
        if typed.fits(frozenset(_building_names(who.district_id)), needs_role=True):
            write = partial(invitation_letter, who) if form.invite.data else None
            try:
                action.add_person(who, clock.now(), typed.entry, write)
                flash(_added(typed.entry, invited=write is not None), "success")
                return redirect(url_for("setup.people"), 303)
            except Refused as refused:
                errors = typed.show(refused)
        errors |= typed.role_errors()
    form = with_choices(form, who.district_id)
    return render_template("setup/new_person.html", form=form, errors=errors), code


@blueprint.route("/set-up/people/<int:person_id>", methods=["GET", "POST"])
def person(person_id: int) -> tuple[str, int] | Response:
    """One person: name, title, e-mail, roles; and invite, end or reopen the account."""
    who = signed_in()
    row = _row(person_id)
    errors, code = {}, 200
    now_is: dict[str, Any] | None = None
    if request.method == "POST":
        form, code = PersonForm(), 422
        typed = TypedEntry(form)
        if typed.fits(frozenset(_building_names(who.district_id))):
            try:
                action.change_person(who, clock.now(), person_id, typed.entry, form.seen.data or "")
                flash(gettext("Saved."), "success")
                return redirect(url_for("setup.people"), 303)
            except ChangedMeanwhile as refused:
                errors, code = refusal_words(refused), 409
                row = _row(person_id)
                form.seen.data = action.fingerprint(row)
                now_is = _line(row, _building_names(who.district_id), {})
            except Refused as refused:
                errors = typed.show(refused)
                row = _row(person_id)
        errors |= typed.role_errors()
    else:
        them = person_from_row(row)
        values = person_values(row.name, row.title, row.email, them.grants)
        form = PersonForm(formdata=None, data={**values, "seen": action.fingerprint(row)})
    page = render_template(
        "setup/person.html",
        form=with_choices(form, who.district_id),
        errors=errors,
        row=row,
        own=row.id == who.id,
        now_is=now_is,
        seen=last_seen(who.district_id).get(row.id),
    )
    return page, code


@blueprint.post("/set-up/people/<int:person_id>/invite")
def invite(person_id: int) -> Response:
    """Mail the person a link to choose a password; an earlier link stops working."""
    row = _row(person_id)
    who, name, email = signed_in(), row.name, row.email
    try:
        action.invite_person(who, clock.now(), person_id, partial(invitation_letter, who))
        flash(
            gettext("The invitation goes to %(name)s, %(email)s.", name=name, email=email),
            "success",
        )
    except Refused as refused:
        _flash(refused)
    return redirect(url_for("setup.person", person_id=person_id), 303)


@blueprint.post("/set-up/people/<int:person_id>/end")
def end_account(person_id: int) -> Response:
    """End the account today, with its sessions and calendar feeds."""
    name = _row(person_id).name
    try:
        action.end_account(signed_in(), clock.now(), person_id)
        flash(gettext("The account of %(name)s is ended, its calendars too.", name=name), "success")
    except Refused as refused:
        _flash(refused)
        return redirect(url_for("setup.person", person_id=person_id), 303)
    return redirect(url_for("setup.people"), 303)


@blueprint.post("/set-up/people/<int:person_id>/reopen")
def reopen_account(person_id: int) -> Response:
    """Let the person back in, with the roles they had."""
    name = _row(person_id).name
    action.reopen_account(signed_in(), clock.now(), person_id)
    flash(gettext("%(name)s can sign in again. Look at the roles.", name=name), "success")
    return redirect(url_for("setup.person", person_id=person_id), 303)


def _added(entry: Entry, invited: bool) -> str:
    name, email = entry.name.strip(), entry.email.strip()
    if not invited:
        return gettext("%(name)s is added.", name=name)
    return gettext("%(name)s is added; the invitation goes to %(email)s.", name=name, email=email)


def _row(person_id: int) -> PersonRow:
    row = read_person(person_id, signed_in().district_id)
    if row is None:
        abort(404)
    return row


def _flash(refused: Refused) -> None:
    for words in refusal_words(refused).values():
        flash(words, "error")


def _building_names(district_id: int) -> dict[int, str]:
    return {row.id: row.name for row in read_building_rows(district_id, with_closed=True)}


def _line(row: PersonRow, names: dict[int, str], seen: dict[int, Any]) -> dict[str, Any]:
    """A person of the list."""
    today = clock.today(signed_in().zone)
    return {
        "id": row.id,
        "name": row.name,
        "title": row.title,
        "email": row.email,
        "left_on": row.left_on,
        "roles": [_role(grant, names, today) for grant in person_from_row(row).grants],
        "seen": seen.get(row.id),
        "has_password": row.password_hash is not None,
    }


def _role(grant: Grant, names: dict[int, str], today: Any) -> dict[str, Any]:
    return {
        "name": role_name(grant.role),
        "buildings": None
        if grant.buildings is None
        else [name for id_, name in names.items() if id_ in grant.buildings],
        "when": span_words(grant.starts, grant.ends),
        "now": grant.holds_on(today),
        "over": grant.ends is not None and grant.ends < today,
    }
