"""What would put a requirement right, as a sentence and the button that leads there.

The judge's reasons say what would help (compliance/reasons.py); here it becomes an
instruction for the person who reads the page, with what that person may do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from drills.compliance.pack import Rule
from drills.compliance.reasons import Cure
from drills.store.tables import DrillRow
from drills.web.access import may
from drills.web.building.judged import Judged
from drills.web.drill_phrases import hold_by, plain_kind
from drills.web.format import day, drill_type
from drills.web.words import cure_words


@dataclass(frozen=True, slots=True)
class Button:
    """Where to go, and what it says. ``kind`` is primary or secondary."""

    label: str
    url: str
    kind: str = "primary"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that would help: ``kind`` and ``due`` are the cure's, ``last`` the last day
    to act in words, ``note`` what is planned already or whom to ask."""

    kind: str
    says: str
    buttons: tuple[Button, ...] = ()
    note: str = ""
    opens: date | None = None
    due: date | None = None


def act_of(judged: Judged, rule: Rule, cure: Cure) -> Act:
    """The cure as an instruction with its buttons."""
    if cure.kind == "hold":
        return _hold(judged, rule, cure)
    if cure.kind == "record":
        return _record(judged, cure)
    if cure.kind == "decide":
        return _decide(judged, cure)
    says = cure_words(cure, dict(judged.labels))
    return Act(cure.kind, says, _plan_or_log(judged, rule, first="log"), "", cure.opens, cure.due)


def _hold(judged: Judged, rule: Rule, cure: Cure) -> Act:
    assert cure.opens is not None and cure.due is not None
    says = hold_by(
        rule,
        cure.count,
        cure.opens,
        cure.due,
        judged.chosen.as_of,
        judged.pack,
        judged.labels,
    )
    drill = planned_for(judged, rule, cure.opens, cure.due)
    if drill is None:
        buttons = _plan_or_log(judged, rule)
        return Act("hold", says, buttons, "", cure.opens, cure.due)
    note = gettext(
        "%(kind)s is planned for %(day)s.",
        kind=drill_type(drill.type, judged.labels, drill.title),
        day=day(drill.planned_on),
    )
    url = url_for("drills.sheet", drill_id=drill.id)
    buttons = (Button(gettext("See the plan"), url, "secondary"),)
    return Act("hold", says, buttons, note, cure.opens, cure.due)


def planned_for(judged: Judged, rule: Rule, opens: date, due: date) -> DrillRow | None:
    """The first drill planned for a window, that a rule takes. Only asked of today."""
    if not judged.chosen.is_today:
        return None
    start = max(opens, judged.chosen.today)
    return next(
        (d for _, d in judged.planned if d.type in rule.accepts and start <= d.planned_on <= due),
        None,
    )


def plan_button(
    judged: Judged, kind: str, label: str = "", style: str = "primary", requirement: str = ""
) -> Button | None:
    """The button that plans a drill of a kind, meant for a requirement where one is named;
    None where the person may not, or not now."""
    id_ = judged.row.id
    if not judged.chosen.is_today or not may("plan_drills", id_):
        return None
    url = url_for("drills.plan", building_id=id_, type=kind, requirement=requirement or None)
    return Button(label or gettext("Plan it"), url, style)


def log_button(judged: Judged, kind: str, label: str = "", style: str = "primary") -> Button | None:
    """The button that logs a drill of a kind; None where the person may not, or not now."""
    id_ = judged.row.id
    if judged.chosen.year != judged.chosen.own_year or not may("log_drills", id_):
        return None
    url = url_for("log.start", building_id=id_, type=kind)
    return Button(label or gettext("Log one that was held"), url, style)


def _plan_or_log(judged: Judged, rule: Rule, first: str = "plan") -> tuple[Button, ...]:
    kind = plain_kind(rule)
    style = "primary" if first == "plan" else "secondary"
    plan = plan_button(judged, kind, style=style, requirement=rule.id)
    log = log_button(judged, kind, style="primary" if first == "log" else "secondary")
    if first == "log" and plan is not None:
        plan = Button(gettext("Plan a late one"), plan.url, plan.kind)
    ordered = (plan, log) if first == "plan" else (log, plan)
    return tuple(button for button in ordered if button is not None)


def _record(judged: Judged, cure: Cure) -> Act:
    buttons = []
    for drill in cure.drills[:3]:
        if drill.ref and may("log_drills", judged.row.id):
            label = gettext("Complete the record of %(day)s", day=day(drill.date))
            url = url_for("records.edit", record_id=int(drill.ref))
            buttons.append(Button(label, url, "secondary" if buttons else "primary"))
    says = cure_words(cure, dict(judged.labels))
    return Act("record", says, tuple(buttons), "", cure.opens, cure.due)


def _decide(judged: Judged, cure: Cure) -> Act:
    setting = cure.column.removeprefix("settings.")
    if cure.column.startswith("settings."):
        says = next((s.asks for s in judged.pack.settings if s.id == setting), "")
        label, endpoint, arguments = gettext("Choose"), "setup.district", {}
    else:
        says = ""
        label, endpoint = gettext("Set the fact"), "setup.building"
        arguments = {"building_id": judged.row.id}
    says = says or cure_words(cure, dict(judged.labels))
    if may("set_up"):
        return Act("decide", says, (Button(label, url_for(endpoint, **arguments)),))
    return Act("decide", says, (), gettext("Your district administrator can set it."))
