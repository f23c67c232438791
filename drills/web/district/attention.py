"""What needs somebody's attention today: the director's sentence and list, as values.

From kept or freshly judged cells; no query and no HTML here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from drills.actions.keep_verdicts import unanswered
from drills.compliance.pack import Pack, Rule
from drills.compliance.qualities import QUALITIES
from drills.compliance.verdict import MISSED, NEEDS_DECISION
from drills.web.drill_phrases import drills_of, hold_by, plain_kind
from drills.web.format import day, days_left, short_day
from drills.web.words import QUALITY_ASKED, fact_words, law_words

SHOWN_WINDOWS = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One line of *needs attention*: whose, what, the last day to act, what to do."""

    building_id: int
    building: str
    requirement: str
    status: str
    at_risk: bool
    says: str  # a sentence under the building's name
    clause: str  # the same in half a sentence, with the building as its subject
    last_day: date | None
    last: str  # the last day to act, in words
    kind: str  # of drill, for a plan
    opens: date | None = None


def items(
    building_id: int,
    building: str,
    cells: list[dict[str, Any]],
    pack: Pack,
    labels: Mapping[str, str] | None = None,
) -> list[Item]:
    """The lines of one building, most urgent first: one for each thing that is wrong."""
    found = []
    for cell in cells:
        if cell["advisory"]:
            continue
        rule = pack.rule(cell["id"])
        common = (building_id, building, cell["id"])
        missed = unanswered(cell)
        if missed:
            found.append(_missed(common, {**cell, "missed": missed}, rule, pack, labels))
        if cell["status"] == NEEDS_DECISION:
            found.append(_undecided(common, cell, rule, pack))
        if cell["at_risk"]:
            found.append(_at_risk(common, cell, rule, pack, labels))
    return sorted(found, key=urgency)


def _missed(
    common: tuple[int, str, str],
    cell: dict[str, Any],
    rule: Rule,
    pack: Pack,
    labels: Mapping[str, str] | None,
) -> Item:
    windows = sorted(cell["missed"], key=lambda w: w["due"])
    opens, closed = (date.fromisoformat(windows[-1][k]) for k in ("opens", "due"))
    name = law_words(pack, rule.name)
    if cell.get("comparator") == "at_most":
        most, held = windows[-1]["needed"], windows[-1]["counted"]
        what = drills_of(rule, held, pack, labels)
        clause = gettext(
            "%(building)s held %(what)s, at most %(most)s count",
            building=common[1],
            what=what,
            most=most,
        )
        says = gettext(
            "%(name)s: %(held)s held, at most %(most)s count.", name=name, held=held, most=most
        )
    else:
        short = sum((w["needed"] or 1) - w["counted"] for w in windows)
        what = drills_of(rule, short, pack, labels)
        when = _when(windows, pack)
        clause = gettext(
            "%(building)s missed %(what)s %(when)s", building=common[1], what=what, when=when
        )
        says = gettext("%(name)s: missed %(what)s.", name=name, what=what)
        if len(windows) > 1 or _in_month(windows[0]):
            says = gettext("%(name)s: missed %(what)s %(when)s.", name=name, what=what, when=when)
    last = gettext("The last day was %(day)s.", day=day(closed))
    return Item(*common, MISSED, False, says, clause, closed, last, plain_kind(rule), opens)


def _undecided(common: tuple[int, str, str], cell: dict[str, Any], rule: Rule, pack: Pack) -> Item:
    asked = ", ".join(missing_words(name, rule) for name in cell["missing"])
    name = law_words(pack, rule.name)
    due = date.fromisoformat(cell["next_due"]) if cell["next_due"] else None
    return Item(
        *common,
        NEEDS_DECISION,
        False,
        gettext("%(name)s: tell us %(asked)s.", name=name, asked=asked),
        gettext("%(building)s has yet to say %(asked)s", building=common[1], asked=asked),
        due,
        gettext("Until then nobody can say whether the rule is met."),
        plain_kind(rule),
    )


def _at_risk(
    common: tuple[int, str, str],
    cell: dict[str, Any],
    rule: Rule,
    pack: Pack,
    labels: Mapping[str, str] | None,
) -> Item:
    due, left = date.fromisoformat(cell["next_due"]), cell["school_days_left"]
    what = drills_of(rule, cell.get("short") or 1, pack, labels)
    name = law_words(pack, rule.name)
    clause = ngettext(
        "%(building)s has %(num)d school day left for %(what)s",
        "%(building)s has %(num)d school days left for %(what)s",
        left,
        building=common[1],
        what=what,
    )
    says = gettext("%(name)s: %(what)s is owed.", name=name, what=what)
    if (cell.get("short") or 1) > 1:
        says = gettext("%(name)s: %(what)s are owed.", name=name, what=what)
    last = gettext("Last day: %(day)s. %(left)s.", day=day(due), left=days_left(left))
    if left <= 0:
        # The window is open on days without school only: nothing can be held any more.
        clause = gettext(
            "%(building)s has no school day left for %(what)s", building=common[1], what=what
        )
        last = gettext("Closes on %(day)s, and no school day is left.", day=day(due))
    return Item(*common, cell["status"], True, says, clause, due, last, plain_kind(rule))


def _when(windows: list[dict[str, Any]], pack: Pack) -> str:
    """``in September, October and November``, or the last days that went by."""
    spans = [(date.fromisoformat(w["opens"]), date.fromisoformat(w["due"])) for w in windows]
    if len(windows) == 1 and windows[0]["label"]:
        return law_words(pack, windows[0]["label"])
    shown = spans[-SHOWN_WINDOWS:]
    if all(_in_month(window) for window in windows):
        words = [day(b, "MMMM") for _, b in shown]
        if len(shown) < len(spans):
            return gettext("up to %(month)s", month=words[-1])
        return gettext("in %(months)s", months=_listed(words))
    if len(shown) < len(spans):
        return gettext("up to %(day)s", day=short_day(spans[-1][1]))
    return gettext("due by %(days)s", days=_listed([short_day(b) for _, b in shown]))


def _in_month(window: dict[str, Any]) -> bool:
    """Whether a window lies in one month; dates are ISO texts."""
    return window["opens"][:7] == window["due"][:7]


def _listed(words: list[str]) -> str:
    words = list(dict.fromkeys(words))
    if len(words) == 1:
        return words[0]
    return gettext("%(some)s and %(last)s", some=", ".join(words[:-1]), last=words[-1])


def missing_words(name: str, rule: Rule) -> str:
    """What is asked for: a fact, a choice, or what the records of the rule's drills lack."""
    for quality in rule.qualities:
        if quality in QUALITY_ASKED and name == QUALITIES[quality].column:
            return str(QUALITY_ASKED[quality])
    return fact_words(name)


def urgency(item: Item) -> tuple[int, int]:
    """Missed first, the newest on top; then what can still be saved, by its last day; then
    decisions."""
    ordinal = (item.last_day or date.max).toordinal()
    if item.at_risk:
        return 1, ordinal
    if item.status == MISSED:
        return 0, -ordinal
    return 2, ordinal


def pick(found: list[Item], most: int) -> list[Item]:
    """At most so many lines, most urgent first, where what is long lost never crowds out
    what can still be saved."""
    found = sorted(found, key=urgency)
    live = [item for item in found if item.at_risk]
    lost = [item for item in found if not item.at_risk]
    room = max(most - len(live), most // 2)
    return sorted([*lost[:room], *live[: most - len(lost[:room])]], key=urgency)


@dataclass(frozen=True, slots=True)
class Sentence:
    """The answer to "are we compliant today?": how many are in order, and the worst by name."""

    first: str
    rest: str = ""

    def __str__(self) -> str:
        return f"{self.first} {self.rest}".rstrip()


def sentence(in_order: int, total: int, found: list[Item], answered: int = 0) -> Sentence:
    """The one sentence a superintendent asks for, with the two worst things by name.

    ``answered``: buildings that missed something, which somebody has answered for.
    """
    if total == 0:
        return Sentence(gettext("No building is set up yet."))
    clauses: dict[int, str] = {}
    # One thing lost and one that can still be saved, where there are both.
    ordered = sorted(found, key=urgency)
    firsts = [next((i for i in ordered if i.at_risk is risk), None) for risk in (False, True)]
    for item in [*filter(None, firsts), *ordered]:
        if len(clauses) < 2:
            clauses.setdefault(item.building_id, item.clause)
    parts = ["; ".join(clauses.values()) + "."] if clauses else []
    if answered:
        parts.append(
            ngettext(
                "%(num)d building missed something that was answered for.",
                "%(num)d buildings missed something that was answered for.",
                answered,
            )
        )
    others = total - in_order - answered - len(clauses)
    if clauses and others > 0:
        parts.append(
            ngettext(
                "%(num)d more building needs attention.",
                "%(num)d more buildings need attention.",
                others,
            )
        )
    return Sentence(_how_many(in_order, total), " ".join(parts))


def _how_many(in_order: int, total: int) -> str:
    if in_order == total:
        return ngettext("The building is in order.", "All %(num)d buildings are in order.", total)
    if in_order == 0:
        return ngettext(
            "The building is not in order.", "None of the %(num)d buildings is in order.", total
        )
    return ngettext(
        "%(good)s of %(all)s buildings is in order.",
        "%(good)s of %(all)s buildings are in order.",
        in_order,
        good=in_order,
        all=total,
    )


def next_step(
    cells: list[dict[str, Any]],
    pack: Pack,
    as_of: date,
    labels: Mapping[str, str] | None = None,
) -> str:
    """What a building has to hold next: ``Hold a fire drill by Friday, October 2.``"""
    owed = [c for c in cells if c["next_due"] and not c["advisory"]]
    if not owed:
        return ""
    first = min(owed, key=lambda c: c["next_due"])
    due = date.fromisoformat(first["next_due"])
    return hold_by(pack.rule(first["id"]), first.get("short") or 1, as_of, due, as_of, pack, labels)
