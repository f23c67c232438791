"""How pages say a pack of law: numbers and windows, confidence, where it was read, choices.

The phrases are compliance/rule_words.py's; here they are in the reader's language, with
rules by name and the settings' answers in place of their ids. The pack's own words are
words.py's ``law_words``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import get_locale, gettext, lazy_gettext, ngettext

from drills.compliance.coverage import ADVISORY, MODELLED, NOT_MODELLED
from drills.compliance.dating import NO_WINDOW, NOT_IN_FORCE, OUT_OF_SCOPE
from drills.compliance.pack import Pack, Setting
from drills.compliance.rule_words import Words
from drills.web.format import day, drill_type
from drills.web.words import law_words

REVIEW_DAYS = 400  # a pack not reviewed for longer may no longer be the law
CONFIDENCE = {
    "high": lazy_gettext("We are sure of this reading."),
    "medium": lazy_gettext("We are fairly sure of this reading: check it where it matters."),
    "low": lazy_gettext("We are not sure of this reading: it advises and never decides."),
}
SEEN = {
    "statute": lazy_gettext("We read the statute itself."),
    "regulation": lazy_gettext("We read the regulation itself."),
    "agency": lazy_gettext("We read what the state agency says of it."),
    "policy": lazy_gettext("We read it in a district's policy that quotes the law."),
    "secondary": lazy_gettext("We read it in a summary by others."),
}
READ = {
    "full": lazy_gettext("We read the whole text."),
    "excerpt": lazy_gettext("We read an excerpt."),
    "secondary": lazy_gettext("We read a summary by others."),
}
STANDING = {
    MODELLED: lazy_gettext("Decides"),
    ADVISORY: lazy_gettext("Advises"),
    NOT_MODELLED: lazy_gettext("Not counted"),
}
# Why a rule binds nobody here.
BECAUSE = {
    NOT_IN_FORCE: lazy_gettext("It is not in force in this school year."),
    OUT_OF_SCOPE: lazy_gettext("The building is out of its scope."),
    NO_WINDOW: lazy_gettext("The school year has no day on which it could be met."),
}
ANSWERS = {
    "yes": lazy_gettext("Yes"),
    "no": lazy_gettext("No"),
    "days": lazy_gettext("Calendar days"),
    "school_days": lazy_gettext("School days"),
}


@dataclass
class PageWords(Words):
    """A pack's phrases in the reader's language. ``chosen`` are a district's settings,
    ``labels`` its own words for drills; without them, as the pack has them."""

    pack: Pack
    chosen: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def gettext(self, text: str, **values: object) -> str:
        """The text in the reader's language."""
        return gettext(text, **values)

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        """The text in the reader's language, for one or for many."""
        return ngettext(one, many, num, **values)

    def kind(self, drill_type_: str) -> str:
        """A type of drill, within a sentence."""
        known = drill_type(drill_type_, self.labels)
        return known if self.labels.get(drill_type_) else known.lower()

    def month(self, number: int) -> str:
        """A month by name."""
        return day(date(2026, number, 1), "LLLL")

    def day(self, month: int, number: int) -> str:
        """A day of any year."""
        return month_and_day(month, number)

    def says(self, words: str) -> str:
        """The pack's own words; days that a local layer asks bear its name."""
        if any(layer.name == words for layer in self.pack.layers):
            return gettext("for %(name)s", name=words)
        return law_words(self.pack, words)

    def rule(self, rule_id: str) -> str:
        """A rule by its name, in quotation marks."""
        try:
            return f"“{law_words(self.pack, self.pack.rule(rule_id).name)}”"
        except KeyError:
            return rule_id

    def set_number(self, setting: str) -> str:
        """The number in force, and that it is the district's to set."""
        value = self._answer(setting)
        if value is None:
            return gettext("as many as the district sets")
        return gettext("%(value)s (the district may set another)", value=value)

    def set_month(self, setting: str) -> str:
        """The month in force, and that it is the district's to set."""
        value = self._answer(setting)
        if value is None or not value.isdigit():
            return gettext("the month that the district sets")
        return gettext("%(value)s (the district may set another)", value=self.month(int(value)))

    def set_day(self, setting: str) -> str:
        """The day in force, and that it is the district's to set."""
        value = self._answer(setting)
        if value is None or not value.replace("-", "").isdigit():
            return gettext("the day that the district sets")
        month, number = value.split("-")
        value = self.day(int(month), int(number))
        return gettext("%(value)s (the district may set another)", value=value)

    def set_first_month(self, setting: str) -> str:
        """Whether the first month is left out, and that the district may choose."""
        value = self._answer(setting)
        if value is None:
            return gettext("the first month as the district chooses")
        if value == "yes":
            return gettext("the first month aside (the district may choose otherwise)")
        return gettext("the first month included (the district may choose otherwise)")

    def set_unit(self, setting: str) -> str:
        """In which days it is counted, and that the district may choose."""
        value = self._answer(setting)
        if value is None:
            return gettext("as the district chooses")
        unit = answer_words(self.pack.setting(setting), value).lower()
        return gettext("in %(unit)s (the district may choose otherwise)", unit=unit)

    def any_of(self, words: Iterable[str]) -> str:
        """``a, b or c``."""
        return _listed(list(words), gettext(" or "))

    def all_of(self, words: Iterable[str]) -> str:
        """``a, b and c``."""
        return _listed(list(words), gettext(" and "))

    def _answer(self, setting: str) -> str | None:
        try:
            return self.chosen.get(setting) or self.pack.setting(setting).default
        except KeyError:
            return None


def month_and_day(month: int, number: int) -> str:
    """A day of any year: ``December 1``."""
    pattern = "d 'de' MMMM" if str(get_locale()) == "es" else "MMMM d"
    return day(date(2024, month, number), pattern)  # a leap year has every day


def _listed(words: list[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return last.join([", ".join(words[:-1]), words[-1]])


def is_stale(reviewed: date, today: date) -> bool:
    """Whether nobody has checked the law for more than 400 days."""
    return (today - reviewed).days > REVIEW_DAYS


def because_words(because: str, pack: Pack) -> str:
    """Why a rule is settled without a drill: ours in the reader's language, else the pack's."""
    return str(BECAUSE[because]) if because in BECAUSE else law_words(pack, because)


def answer_words(setting: Setting, value: str) -> str:
    """An answer to a setting in words: months by name, yes and no, days."""
    if value.isdigit() and 1 <= int(value) <= 12 and setting.options and _of_months(setting):
        name = day(date(2026, int(value), 1), "LLLL")
        return name[:1].upper() + name[1:]
    known = ANSWERS.get(value)
    return str(known) if known is not None else value.replace("_", " ").capitalize()


def _of_months(setting: Setting) -> bool:
    return "anchor" in setting.id or "month" in setting.asks.lower()
