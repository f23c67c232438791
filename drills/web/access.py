"""Closed by default: the one table of which page asks for which ability.

A view that is not in the table is refused to everybody. Where an address names a
building, drill, record or evidence file, the ability must hold in that building (for a
joint drill: in one of its buildings), and another district's is answered as not found.
A test walks every route with every role.
"""

from __future__ import annotations

from datetime import date

from flask import Flask, abort, g, redirect, request, url_for
from flask_login import current_user

from drills import clock
from drills.permissions import Person
from drills.store.scope import buildings_behind, held_behind
from drills.web.kept import sign_in_again

PUBLIC = "public"  # no sign-in
SIGNED_IN = "signed in"  # anybody with an account; the page shows only their own things

# endpoint -> PUBLIC, SIGNED_IN or an ability of drills/permissions.py
ACCESS: dict[str, str] = {
    "static": PUBLIC,
    "bootstrap.static": PUBLIC,
    "public.health": PUBLIC,
    "public.ready": PUBLIC,
    "public.robots": PUBLIC,
    "public.service_worker": PUBLIC,
    "public.manifest": PUBLIC,
    "public.language": PUBLIC,
    "public.sign_in": PUBLIC,
    "public.sign_out": PUBLIC,
    "public.forgotten": PUBLIC,
    "public.choose_password": PUBLIC,
    "public.about": PUBLIC,
    "feeds.calendar": PUBLIC,  # the secret in the address is the key
    "outside.evaluate": PUBLIC,  # likewise
    "outside.guests": "log_drills",
    "outside.share": "log_drills",
    "outside.end": "log_drills",
    "outside.questions": "change_law",
    "filings.filings": "see_district",
    "filings.download": "see_district",
    "filings.public_page": "change_law",
    "filings.public": PUBLIC,  # past drills, where the district opened the page
    "audit.grid": "audit",
    "audit.building": "audit",
    "audit.why": "audit",
    "audit.exports": "audit",
    "outside.officer": "come_to_drills",
    "outside.away": "come_to_drills",
    "outside.comes": "come_to_drills",
    "outside.sign": "come_to_drills",
    "everyone.home": SIGNED_IN,
    "everyone.account": SIGNED_IN,
    "everyone.change_password": SIGNED_IN,
    "everyone.end_session": SIGNED_IN,
    "everyone.calendars": SIGNED_IN,
    "everyone.new_calendar": SIGNED_IN,
    "everyone.revoke_calendar": SIGNED_IN,
    "everyone.coming": "see_told",  # staff, officers: the drills they may know of
    "removal.ask": "log_drills",
    "removal.queue": "confirm_erasure",
    "removal.decide": "confirm_erasure",
    "removal.purge": "confirm_erasure",
    "removal.hold": "confirm_erasure",
    "removal.lift": "confirm_erasure",
    "removal.hold_record": "confirm_erasure",
    "years.years": "close_year",
    "years.year": "close_year",
    "years.close": "close_year",
    "years.building": "close_year",
    "district.today": "see_district",
    "district.records": "approve_records",
    "district.approve": "approve_records",
    "district.workbook": "see_district",
    "district.export": "see_district",
    "district.export_file": "see_district",
    "district.mailbox": "set_up",
    "district.mail": "set_up",
    "building.page": "see_building",
    "building.why": "see_building",
    "building.answer": "log_drills",  # an excuse: answer_windows, asked by the action
    "building.withdraw": "answer_windows",
    "building.law": "see_building",
    "law.states": "read_law",
    "law.state": "read_law",
    "law.compare": "read_law",
    "law.pack_file": "read_law",
    "law.local": "change_law",
    "law.layer_file": "change_law",
    "law.all_files": "change_law",
    "law.saved_file": "change_law",
    "law.difference": "change_law",
    "law.stricter": "change_law",
    "law.own_rule": "change_law",
    "law.numbers": "change_law",
    "law.take_out": "change_law",
    "law.take_away": "change_law",
    "law.import_file": "change_law",
    "law.save": "change_law",
    "drills.plan": "plan_drills",
    "drills.sheet": "see_planned",
    "drills.move": "plan_drills",
    "drills.cancel": "plan_drills",
    "drills.not_held": "plan_drills",
    "log.start": "log_drills",
    "log.planned": "log_drills",
    "log.save": "log_drills",
    "log.token": "log_drills",
    "records.page": "see_proof",
    "records.edit": "log_drills",
    "records.submit": "log_drills",
    "records.send_back": "send_back",
    "records.approve": "approve_records",
    "records.query": "approve_records",
    "records.answer": "log_drills",
    "records.answer_question": "log_drills",  # whoever approves may log too
    "findings.actions": "see_building",
    "findings.action": "see_building",
    "findings.save": "log_drills",
    "findings.close": "log_drills",
    "findings.reopen": "log_drills",
    "records.add_evidence": "log_drills",
    "records.evidence": "see_proof",
    "records.thumbnail": "see_proof",
    "year_plan.start": "plan_year",
    "year_plan.settings": "plan_year",
    "year_plan.make": "plan_year",
    "year_plan.working": "plan_year",
    "year_plan.preview": "plan_year",
    "year_plan.move": "plan_year",
    "year_plan.pin": "plan_year",
    "year_plan.accept": "plan_year",
    "year_plan.drop": "plan_year",
    "year_plan.undo": "plan_year",
    "year_plan.officer": "plan_year",
    "year_plan.new_agency": "plan_year",
    "year_plan.agency": "plan_year",
    "year_plan.no_agency": "plan_year",
    "year_plan.away": "plan_year",
    "year_plan.back": "plan_year",
    "year_plan.blackout": "plan_year",
    "year_plan.no_blackout": "plan_year",
    "year_plan.together": "plan_year",
    "year_plan.apart": "plan_year",
    "setup.overview": "set_up",
    "setup.district": "set_up",
    "setup.questions": "set_up",
    "setup.buildings": "set_up",
    "setup.new_building": "set_up",
    "setup.building": "set_up",
    "setup.close_building": "set_up",
    "setup.reopen_building": "set_up",
    "setup.calendar": "change_calendar",
    "setup.change_year": "set_up",
    "setup.new_year": "set_up",
    "setup.next_year": "set_up",
    "setup.year_days": "set_up",
    "setup.year_buildings": "set_up",
    "setup.year_people": "set_up",
    "setup.drop_own_calendar": "set_up",
    "setup.add_days": "change_calendar",
    "setup.remove_days": "change_calendar",
    "setup.snow_day": "change_calendar",
    "setup.people": "set_up",
    "setup.new_person": "set_up",
    "setup.person": "set_up",
    "setup.invite": "set_up",
    "setup.end_account": "set_up",
    "setup.reopen_account": "set_up",
    "setup.import_start": "set_up",
    "setup.import_template": "set_up",
    "setup.import_preview": "set_up",
    "setup.import_confirm": "set_up",
    "setup.import_drop": "set_up",
}


def person() -> Person:
    """The person signed in. Only for views that the table closes."""
    return g.person


def may(ability: str, building_id: int | None = None) -> bool:
    """Whether the person signed in has the ability today: for templates and views."""
    who: Person | None = g.get("person")
    return who is not None and who.may(ability, clock.today(who.zone), building_id)


def _check() -> object | None:
    endpoint = request.endpoint
    if endpoint is None:
        return None  # no such address: 404 follows
    if endpoint.endswith("static"):
        g.person = None  # no question to the database for a stylesheet
        return None
    g.person = current_user.person if current_user.is_authenticated else None
    ability = ACCESS.get(endpoint)
    if ability is None:
        abort(403)
    if ability == PUBLIC:
        return None
    if g.person is None:
        if request.method == "GET" and request.headers.get("X-Requested-With") != "fetch":
            return redirect(url_for("public.sign_in", next=request.full_path.rstrip("?")))
        # A form posted after the session ended: the page keeps what was typed, and signing
        # in there sends it.
        if not sign_in_again():
            abort(401)
    if ability == SIGNED_IN:
        return None
    today = clock.today(g.person.zone)
    scope = buildings_behind(request.view_args or {}, g.person.district_id)
    if scope is None:
        if not g.person.may(ability, today):
            abort(403)
        return None
    if not any(g.person.may(ability, today, building_id) for building_id in scope):
        abort(404)
    if ability == "see_proof" and not _sees_whole(today, scope) and not _may_audit(today):
        abort(404)
    return None


def _sees_whole(today: date, scope: frozenset[int]) -> bool:
    return any(g.person.may("see_building", today, building_id) for building_id in scope)


def _may_audit(today: date) -> bool:
    """An auditor reads what was held on an earlier day, in the years of the role."""
    return any(
        held.day is not None
        and held.day < today
        and g.person.audits(today, held.building_id, held.year)
        for held in held_behind(request.view_args or {}, g.person.district_id)
    )


def close_by_default(app: Flask) -> None:
    """Hold every request to the table above."""
    app.before_request(_check)
    app.jinja_env.globals["may"] = may
