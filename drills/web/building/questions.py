"""The short questions of a drill's record: which are asked, in which words, and when.

A table of columns and a choice among them. Which come first is read from the law: what
its rules test and its duties want written down for this kind of drill. How they look on
the page is form.html's; what the answers mean is drill_log.py's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext

from drills.compliance.applying import applies
from drills.compliance.pack import Pack
from drills.compliance.qualities import QUALITIES
from drills.facts import Building

MOST_FIRST = 5

LEAVING = ("fire", "evacuation", "bus_evacuation", "bomb_threat", "hazmat", "earthquake")
STAYING = ("lockdown", "secure", "hold", "shelter_in_place", "active_threat")

YES_NO = (
    ("yes", lazy_gettext("Yes")),
    ("no", lazy_gettext("No")),
    ("", lazy_gettext("Not sure")),
)
TOLD = (
    ("none", lazy_gettext("Nobody")),
    ("staff", lazy_gettext("Staff only")),
    ("all", lazy_gettext("Everyone")),
    ("", lazy_gettext("Not sure")),
)
KNEW = (
    ("nobody", lazy_gettext("Nobody")),
    ("staff", lazy_gettext("Staff only")),
    ("all", lazy_gettext("Everyone")),
    ("", lazy_gettext("Not sure")),
)
SITUATIONS = (
    ("class", lazy_gettext("Class")),
    ("lunch", lazy_gettext("Lunch")),
    ("recess", lazy_gettext("Recess")),
    ("assembly", lazy_gettext("Assembly")),
    ("passing", lazy_gettext("Between classes")),
    ("arrival", lazy_gettext("Arrival")),
    ("dismissal", lazy_gettext("Dismissal")),
    ("before_school", lazy_gettext("Before school")),
    ("after_school", lazy_gettext("After school")),
    ("night", lazy_gettext("Night")),
    ("summer", lazy_gettext("Summer session")),
    ("", lazy_gettext("Not sure")),
)


@dataclass(frozen=True, slots=True)
class Question:
    """One column of the record as a question. ``kind``: choice, number, date or text.

    ``types``: the kinds of drill for which it comes early where the law asks for nothing
    in particular. ``drill_only``: makes no sense of a real event or a false alarm.
    """

    column: str
    text: object
    kind: str = "choice"
    choices: tuple[tuple[str, object], ...] = YES_NO
    types: tuple[str, ...] = ()
    drill_only: bool = False
    hint: object = ""


QUESTIONS: dict[str, Question] = {
    q.column: q
    for q in (
        Question("situation", lazy_gettext("What was going on?"), choices=SITUATIONS),
        Question("secondary_exit", lazy_gettext("Was a second way out used?")),
        Question(
            "alarm_sounded",
            lazy_gettext("Did the alarm sound?"),
            types=("fire", "evacuation"),
        ),
        Question(
            "announced",
            lazy_gettext("Who was told that it was a drill?"),
            choices=TOLD,
            types=STAYING,
            drill_only=True,
            hint=lazy_gettext("When it started, or before."),
        ),
        Question(
            "whole_building",
            lazy_gettext("Did the whole building take part?"),
            types=LEAVING + STAYING,
        ),
        Question("fire_department", lazy_gettext("Was the fire department there?")),
        Question("law_enforcement", lazy_gettext("Were police there?"), types=STAYING),
        Question("obstructed_exit", lazy_gettext("Was an exit blocked on purpose?")),
        Question("off_site", lazy_gettext("Did people leave the grounds?")),
        Question("students_present", lazy_gettext("Were pupils there?")),
        Question("staff_present", lazy_gettext("Were staff there?")),
        Question(
            "training_given",
            lazy_gettext("Had everyone been trained before?"),
            hint=lazy_gettext("This year's training in what to do."),
        ),
        Question(
            "parents_notified_on",
            lazy_gettext("When were parents told?"),
            kind="date",
            drill_only=True,
        ),
        Question("participants", lazy_gettext("How many people took part?"), kind="number"),
        Question(
            "told_beforehand",
            lazy_gettext("Who knew the day beforehand?"),
            choices=KNEW,
            drill_only=True,
        ),
        Question(
            "in_charge",
            lazy_gettext("Who was in charge, if not you?"),
            kind="text",
            hint=lazy_gettext("A grown-up's name. Never a pupil's."),
        ),
    )
}
# In this order, where the law leaves room among the first.
USUAL = ("situation", "alarm_sounded", "announced", "whole_building", "participants")


def asked_first(
    pack: Pack, building: Building | None, type_: str, known: Iterable[str] = ()
) -> tuple[str, ...]:
    """The columns to ask first for a kind of drill: five at most, what the law tests before all.

    ``known`` are answered by the plan and give up their place. Rules that the building's
    facts rule out ask for nothing.
    """
    found: list[str] = []
    presumed: list[str] = []
    for rule in pack.rules:
        if type_ not in rule.accepts:
            continue
        if building is not None and applies(rule.applies, building)[0] is False:
            continue
        for name in rule.qualities:
            quality = QUALITIES[name]
            (found if quality.when_unknown else presumed).append(quality.column)
    for duty in pack.duties:
        if not duty.types or type_ in duty.types:
            found.extend(duty.record)
    usual = [
        column
        for column in USUAL
        if not QUESTIONS[column].types or type_ in QUESTIONS[column].types
    ]
    wanted = dict.fromkeys([*found, *usual, *presumed])
    known = set(known)
    return tuple(c for c in wanted if c in QUESTIONS and c not in known)[:MOST_FIRST]


PROBLEMS: dict[str, object] = {
    "alarm_not_heard": lazy_gettext("The alarm was not heard everywhere"),
    "announcement_not_heard": lazy_gettext("The announcement was not heard everywhere"),
    "door_did_not_lock": lazy_gettext("A door did not lock or close"),
    "exit_blocked": lazy_gettext("A way out was blocked"),
    "radio_failed": lazy_gettext("A radio or phone failed"),
    "count_was_wrong": lazy_gettext("A head count was wrong or late"),
    "staff_unsure": lazy_gettext("Staff were unsure what to do"),
    "help_was_missing": lazy_gettext("Somebody who needs help to move had none"),
    "too_slow": lazy_gettext("It took too long"),
    "something_else": lazy_gettext("Something else"),
}


def answer_words(column: str, value: object) -> str | None:
    """An answer as the record page says it; None where the value is not one of the choices."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    for code, words in QUESTIONS[column].choices:
        if code and code == value:
            return str(words)
    return None
