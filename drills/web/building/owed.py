"""What a building has to do next: each thing once, the most pressing first, a button each.

Records to finish, questions to answer, drills to hold. Values for the page; what would
cure one requirement is cures.py's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext, ngettext

from drills.compliance.pack import Requirement, Rule
from drills.compliance.reasons import Cure, explain
from drills.compliance.verdict import (
    MISSED,
    NEEDS_DECISION,
    OPEN,
    UPCOMING,
    RequirementVerdict,
    WindowVerdict,
)
from drills.web.access import may
from drills.web.building.cures import Act, Button, act_of, plan_button
from drills.web.building.judged import Judged, day_of
from drills.web.drill_phrases import plain_kind
from drills.web.format import clock_time, day, days_left, drill_type, long_day
from drills.web.words import law_words, window_words

SOON = timedelta(31)
AT_RISK_DAYS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, what for, until when, and where."""

    order: tuple[int, date]
    status: str
    says: str
    what_for: tuple[tuple[str, str], ...] = ()  # (requirement id, its name)
    last: str = ""
    note: str = ""
    buttons: tuple[Button, ...] = ()
    at_risk: bool = False
    advisory: bool = False


def steps_of(judged: Judged) -> list[Step]:
    """Everything owed as of the day shown, most pressing first."""
    steps = [*_records(judged)] if judged.chosen.is_today else []
    holds: dict[tuple[frozenset[str], tuple[str, ...], bool], list[_Hold]] = {}
    for requirement, found in judged.pairs():
        if found.status not in (MISSED, NEEDS_DECISION, OPEN):
            continue
        cures = _cures(judged, requirement, found)
        if _pressing(judged, found) and not found.advisory:
            steps.append(_missed(judged, requirement.rule, found))
        for cure in cures:
            if cure.kind == "hold":
                rule = requirement.rule
                key = (rule.accepts, rule.qualities, found.advisory)
                holds.setdefault(key, []).append(_Hold(rule, cure))
            elif cure.kind in ("record", "decide") and not found.advisory:
                steps.append(
                    _answer(judged, requirement.rule, act_of(judged, requirement.rule, cure))
                )
    for (_, _, advisory), wanted in holds.items():
        steps.append(_hold(judged, wanted, advisory))
    steps.sort(key=lambda step: step.order)
    pressing = [s for s in steps if s.status != UPCOMING]
    coming = [s for s in steps if s.status == UPCOMING]
    soon = judged.chosen.as_of + SOON
    shown = [s for s in coming if s.order[1] <= soon] or ([] if pressing else coming[:1])
    return [*(s for s in pressing if not s.advisory), *shown, *(s for s in pressing if s.advisory)]


@dataclass(frozen=True, slots=True)
class _Hold:
    rule: Rule
    cure: Cure

    @property
    def due(self) -> date:
        return self.cure.due or date.max


def _cures(judged: Judged, requirement: Requirement, found: RequirementVerdict) -> tuple[Cure, ...]:
    assert judged.building is not None
    reasons = explain(
        requirement, found, judged.held, judged.chosen.as_of, judged.building.calendar
    )
    return reasons.cures


def _name(judged: Judged, rule: Rule) -> tuple[str, str]:
    return rule.id, law_words(judged.pack, rule.name)


def _hold(judged: Judged, wanted: list[_Hold], advisory: bool) -> Step:
    """The first last day among rules that take the same drills; one drill serves them all."""
    as_of = judged.chosen.as_of
    first = min(wanted, key=lambda h: (h.due, -h.cure.count))
    running = [h for h in wanted if h.cure.opens is not None and h.cure.opens <= as_of]
    if running:
        first = min(running, key=lambda h: (h.due, -h.cure.count))
    act = act_of(judged, first.rule, first.cure)
    same = running or [first]
    what_for = tuple(
        dict.fromkeys(_name(judged, h.rule) for h in sorted(same, key=lambda h: h.due))
    )
    if not running:
        assert first.cure.opens is not None
        return Step(
            (4, first.cure.opens),
            UPCOMING,
            act.says,
            what_for,
            "",
            act.note,
            act.buttons[:1] if act.note else _plan_only(judged, first.rule),
            advisory=advisory,
        )
    left = judged.school_days_left(first.due)
    at_risk = left <= AT_RISK_DAYS
    last = days_left(left) if left else gettext("No school day is left before it closes")
    return Step(
        (1 if at_risk else 3, first.due),
        OPEN,
        act.says,
        what_for,
        f"{last}." if at_risk else "",
        act.note,
        act.buttons[:1],
        at_risk,
        advisory,
    )


def _plan_only(judged: Judged, rule: Rule) -> tuple[Button, ...]:
    button = plan_button(judged, plain_kind(rule), style="secondary")
    return (button,) if button is not None else ()


def _pressing(judged: Judged, found: RequirementVerdict) -> list[WindowVerdict]:
    """The windows that were missed, and that nobody made up or answered for."""
    return [
        w
        for w in found.windows
        if w.status == MISSED and (found.id, w.opens, w.due) not in judged.answered
    ]


def _missed(judged: Judged, rule: Rule, found: RequirementVerdict) -> Step:
    windows = _pressing(judged, found)
    last = windows[-1]
    when = window_words(last.opens, last.due, last.label, judged.pack)
    name = law_words(judged.pack, rule.name)
    says = gettext("%(name)s: missed %(when)s.", name=name, when=when)
    if len(windows) > 1:
        says = ngettext(
            "%(name)s: missed %(when)s and once before.",
            "%(name)s: missed %(when)s and %(num)d times before.",
            len(windows) - 1,
            name=name,
            when=when,
        )
    url = url_for(
        "building.why",
        building_id=judged.row.id,
        requirement_id=rule.id,
        **judged.chosen.link,
    )
    return Step(
        (2, last.due),
        MISSED,
        says,
        (),
        gettext("The last day was %(day)s.", day=day(last.due)),
        "",
        (Button(gettext("See why"), url, "secondary"),),
    )


def _answer(judged: Judged, rule: Rule, act: Act) -> Step:
    return Step(
        (2, act.due or date.max),
        NEEDS_DECISION,
        act.says,
        (_name(judged, rule),),
        "",
        act.note,
        act.buttons[:1],
    )


def _records(judged: Judged) -> list[Step]:
    """Records sent back or not finished, and planned drills that nobody wrote about."""
    if not may("log_drills", judged.row.id):
        return []
    found = []
    for record, drill in judged.records:
        on = day_of(record, drill)
        kind = drill_type(drill.type, judged.labels, drill.title)
        values = {"kind": kind, "day": long_day(on)}
        own = url_for("records.page", record_id=record.id)
        log = url_for("log.planned", drill_id=drill.id, building=judged.row.id)
        if record.state == "sent_back":
            says = gettext("Mend the record: %(kind)s, %(day)s.", **values)
            button = Button(gettext("Mend it"), own)
            step = Step((0, on), NEEDS_DECISION, says, (), "", record.sent_back_why, (button,))
        elif record.state == "draft":
            says = gettext("Submit the record: %(kind)s, %(day)s.", **values)
            note = gettext("It is a draft and does not count yet.")
            button = Button(gettext("Open the draft"), own)
            step = Step((0, on), NEEDS_DECISION, says, (), "", note, (button,))
        elif record.state == "expected" and on < judged.chosen.today:
            says = gettext("Was it held? %(kind)s, planned for %(day)s.", **values)
            button = Button(gettext("Log it"), log)
            step = Step((0, on), NEEDS_DECISION, says, (), "", "", (button,))
        elif record.state == "expected" and on == judged.chosen.today:
            at = clock_time(drill.planned_at) if drill.planned_at else gettext("no hour set")
            says = gettext("Today, %(at)s: %(kind)s.", kind=kind, at=at)
            step = Step((0, on), OPEN, says, (), "", "", (Button(gettext("Log it"), log),))
        else:
            continue
        found.append(step)
    return found


def plan_any(judged: Judged) -> Button | None:
    """The page's own plan button: the kind that is owed first, else fire."""
    owed = [(f.next_due, r.rule) for r, f in judged.pairs() if f.next_due and not f.advisory]
    kind = plain_kind(min(owed, key=lambda pair: pair[0])[1]) if owed else "fire"
    return plan_button(judged, kind, gettext("Plan a drill"), "secondary")
