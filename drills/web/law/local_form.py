"""The forms of a district's own rules: typed answers in, entries of its file out.

How entries become a file is compliance/local_text.py's; whether they are stricter is
found when the file is previewed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget, NumberInput

from drills.compliance.local_text import ChangeEntry, Origin, RuleEntry
from drills.compliance.pack import Pack, Rule
from drills.compliance.plain_words import QUALITY_WORDS
from drills.facts import DRILL_TYPES, GRADES
from drills.web.district.columns import GROUPS
from drills.web.format import drill_type
from drills.web.law.field_reading import needed_text, refuse_field, short_text, whole_number
from drills.web.law_said import PageWords
from drills.web.setup.day_field import DayField
from drills.web.setup.fact_words import ANSWERS, grade_name

PERS = {
    "school_year": lazy_gettext("In the school year"),
    "semester": lazy_gettext("In each semester"),
    "quarter": lazy_gettext("In each quarter"),
    "month": lazy_gettext("In each month with school"),
}


class Ticks(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _Origin(FlaskForm):
    """Numbers and days, by what right, and from when: what both forms ask."""

    FIRST: tuple[str, ...] = ()  # the fields that stand above these

    def __iter__(self) -> Iterator[Field]:
        """The fields as the page has them, so that what is wrong is told in its order."""
        fields = {field.name: field for field in super().__iter__()}
        first = [fields.pop(name) for name in self.FIRST]
        return iter((*first, *fields.values()))

    count = StringField(lazy_gettext("How many drills"), widget=NumberInput())
    within = StringField(lazy_gettext("Days after the first day of school"), widget=NumberInput())
    counted_as = RadioField(
        lazy_gettext("Counted in"),
        choices=[
            SelectChoice("days", lazy_gettext("Calendar days")),
            SelectChoice("school_days", lazy_gettext("School days")),
        ],
        default="days",
        validate_choice=False,
    )
    ends_month = SelectField(lazy_gettext("Month"), validate_choice=False)
    ends_day = StringField(lazy_gettext("Day"), widget=NumberInput())
    accepts = Ticks(lazy_gettext("Drills that count"), validate_choice=False)
    must_have = Ticks(lazy_gettext("What a drill must be like to count"), validate_choice=False)
    citation = StringField(lazy_gettext("Policy or order, with its number"))
    title = StringField(lazy_gettext("Title of the document"), [Optional()])
    url = StringField(lazy_gettext("Its address on the web"), [Optional()])
    since = DayField(lazy_gettext("Holds from"), [Optional()])
    note = TextAreaField(lazy_gettext("How you read it"), [Optional()])


class StricterForm(_Origin):
    """A rule of the law above, made stricter."""

    FIRST = ("says", "decides")

    decides = BooleanField(
        lazy_gettext("Let this rule decide, although the law above only advises it")
    )
    says = TextAreaField(lazy_gettext("What your district asks beyond it, in one sentence"))


class OwnRuleForm(_Origin):
    """A requirement of the district's own."""

    FIRST = ("name", "summary", "group", "accepts", "count", "per")

    name = StringField(lazy_gettext("Name, in up to three words"))
    group = SelectField(lazy_gettext("Kind of drill"), validate_choice=False)
    summary = TextAreaField(lazy_gettext("What it asks, in one sentence"))
    per = RadioField(
        lazy_gettext("How often"),
        choices=[SelectChoice(per, words) for per, words in PERS.items()],
        default="school_year",
        validate_choice=False,
    )
    ownership = Ticks(lazy_gettext("Who runs the school"), validate_choice=False)
    lowest = SelectField(lazy_gettext("From grade"), validate_choice=False)
    highest = SelectField(lazy_gettext("To grade"), validate_choice=False)


def with_choices(form: _Origin, pack: Pack, rule: Rule | None) -> None:
    """Give the form its lists: months, kinds of drill, qualities, grades."""
    words = PageWords(pack)
    form.ends_month.choices = [
        SelectChoice("", gettext("No month")),
        *(
            SelectChoice(f"{m:02d}", words.month(m).capitalize())
            for m in (*range(7, 13), *range(1, 7))
        ),
    ]
    kinds = sorted(rule.accepts) if rule else [t for t in DRILL_TYPES if t != "other"]
    form.accepts.choices = [SelectChoice(kind, drill_type(kind)) for kind in kinds]
    asked = {*rule.qualities} if rule else set()
    form.must_have.choices = [
        SelectChoice(name, gettext(said))
        for name, said in QUALITY_WORDS.items()
        if name not in asked
    ]
    form.count.flags.optional = rule is not None
    if isinstance(form, OwnRuleForm):
        form.group.choices = [
            SelectChoice(kind, said) for said, kind in sorted(_kinds(form.group.data).items())
        ]
        form.ownership.choices = [SelectChoice(v, w) for v, w in ANSWERS["ownership"].items()]
        grades = [SelectChoice(grade, grade_name(grade)) for grade in GRADES]
        form.lowest.choices = form.highest.choices = [SelectChoice("", gettext("Any")), *grades]


def _kinds(chosen: str | None) -> dict[str, str]:
    """Kinds by their words; where several share their words the one chosen, else the first."""
    found = {str(GROUPS[chosen]): chosen} if chosen in GROUPS else {}
    for kind, words in GROUPS.items():
        found.setdefault(str(words), kind)
    return found


def stricter_values(entry: ChangeEntry | None, rule: Rule) -> dict[str, Any]:
    """The form's values for a change that stands, or for a new one."""
    if entry is None:
        return {"accepts": sorted(rule.accepts)}
    return {
        **_origin_values(entry.origin),
        "count": _text(entry.count),
        "within": _text(entry.within),
        "counted_as": entry.counted_as or "days",
        "ends_month": entry.ends[:2],
        "ends_day": entry.ends[3:].lstrip("0"),
        "accepts": list(entry.accepts) or sorted(rule.accepts),
        "must_have": list(entry.must_have),
        "decides": entry.decides,
        "says": entry.says,
        "since": entry.since.isoformat() if entry.since else "",
        "note": entry.note,
    }


def typed_change(form: StricterForm, rule: Rule, before: ChangeEntry | None) -> ChangeEntry:
    """What the form says. Mistakes are put beside their fields: ask ``form_has_errors``."""
    within, accepts = whole_number(form.within), tuple(form.accepts.data or ())
    if len(rule.accepts) == 1:
        accepts = tuple(rule.accepts)
    if not accepts:
        refuse_field(form.accepts, gettext("Tick at least one kind of drill."))
    return ChangeEntry(
        requirement=rule.id,
        says=needed_text(
            form.says, "says", gettext("Say in one sentence what your district asks.")
        ),
        origin=_origin(form),
        count=whole_number(form.count),
        within=within,
        counted_as=(form.counted_as.data or "days") if within else "",
        ends=_month_day(form),
        accepts=() if set(accepts) == set(rule.accepts) else accepts,
        must_have=tuple(form.must_have.data or ()),
        decides=bool(form.decides.data),
        since=form.since.day,
        note=short_text(form.note, "note"),
        raw=before.raw if before else {},
    )


def own_rule_values(entry: RuleEntry | None) -> dict[str, Any]:
    """The form's values for a requirement that stands, or for a new one."""
    if entry is None:
        return {"count": "1"}
    lowest, _, highest = entry.grades.partition("-")
    return {
        **_origin_values(entry.origin),
        "name": entry.name,
        "group": entry.group,
        "summary": entry.summary,
        "count": _text(entry.count),
        "per": entry.per,
        "within": _text(entry.within),
        "counted_as": entry.counted_as,
        "ends_month": entry.ends[:2],
        "ends_day": entry.ends[3:].lstrip("0"),
        "accepts": list(entry.accepts),
        "must_have": list(entry.must_have),
        "ownership": list(entry.ownership),
        "lowest": lowest,
        "highest": highest or lowest,
        "since": entry.since.isoformat() if entry.since else "",
        "note": entry.note,
    }


def typed_rule(form: OwnRuleForm, id_: str, before: RuleEntry | None) -> RuleEntry:
    """What the form says. Mistakes are put beside their fields."""
    kept = before is not None and before.numbers_kept
    count, within, accepts = (
        whole_number(form.count),
        whole_number(form.within),
        tuple(form.accepts.data or ()),
    )
    if not accepts:
        refuse_field(form.accepts, gettext("Tick at least one kind of drill."))
    if count is None and not kept and not form.count.errors:
        refuse_field(form.count, gettext("Enter how many drills."))
    ends = _month_day(form)
    if (form.per.data or "") not in PERS:
        refuse_field(form.per, gettext("Choose one of these."))
    if (form.per.data or "") == "month" and (within or ends) and not kept:
        refuse_field(form.per, gettext("A last day and each month do not go together. Choose one."))
    if (form.group.data or "") not in GROUPS:
        refuse_field(form.group, gettext("Choose one of these."))
    return RuleEntry(
        id=id_,
        name=needed_text(
            form.name, "name", gettext("Give it a name, for example First secure drill.")
        ),
        group=form.group.data or "",
        summary=needed_text(form.summary, "summary", gettext("Say in one sentence what it asks.")),
        accepts=accepts,
        origin=_origin(form),
        count=count,
        per=form.per.data or "school_year",
        within=within,
        counted_as=form.counted_as.data or "days",
        starts=before.starts if before else "",
        ends=ends,
        must_have=tuple(form.must_have.data or ()),
        ownership=tuple(form.ownership.data or ()),
        grades=_grades(form),
        applies_says=before.applies_says if before else "",
        since=form.since.day,
        note=short_text(form.note, "note"),
        numbers_kept=kept,
        raw=before.raw if before else {},
    )


def _origin_values(origin: Origin) -> dict[str, Any]:
    title = "" if origin.title == origin.citation else origin.title
    return {"citation": origin.citation, "title": title, "url": origin.url}


def _origin(form: _Origin) -> Origin:
    citation = needed_text(
        form.citation, "citation", gettext("Name the policy or order behind it.")
    )
    url = (form.url.data or "").strip()
    if url and not url.startswith(("https://", "http://")):
        refuse_field(form.url, gettext("Write the whole address, beginning with https://."))
    return Origin(citation, short_text(form.title, "title") or citation, url)


def _month_day(form: _Origin) -> str:
    month, typed = form.ends_month.data or "", (form.ends_day.data or "").strip()
    if not month and not typed:
        return ""
    number = whole_number(form.ends_day)
    if not month or not month.isdecimal() or not 1 <= int(month) <= 12:
        refuse_field(form.ends_month, gettext("Choose the month of the last day."))
        return ""
    # A leap day is due on a day that most years do not have.
    if number is None or number > (28 if month == "02" else monthrange(2026, int(month))[1]):
        if not form.ends_day.errors:
            refuse_field(form.ends_day, gettext("Enter a day of that month."))
        return ""
    return f"{month}-{number:02d}"


def _grades(form: OwnRuleForm) -> str:
    lowest, highest = form.lowest.data or "", form.highest.data or ""
    if not lowest and not highest:
        return ""
    if lowest not in GRADES or highest not in GRADES:
        refuse_field(form.lowest, gettext("Choose both grades, or neither."))
        return ""
    if GRADES.index(lowest) > GRADES.index(highest):
        refuse_field(
            form.highest, gettext("The highest grade is below the lowest. Change one of them.")
        )
        return ""
    return f"{lowest}-{highest}"


def _text(value: int | date | None) -> str:
    return "" if value is None else str(value)


def hidden_values(form: FlaskForm) -> list[tuple[str, str]]:
    """Everything typed, to be sent once more: for going back from the preview."""
    found: list[tuple[str, str]] = []
    for field in form:
        if field.name == "csrf_token":
            continue
        if isinstance(field, SelectMultipleField):
            found += [(field.name, value) for value in field.data or ()]
        elif isinstance(field, BooleanField):
            found += [(field.name, "y")] if field.data else []
        else:
            found.append((field.name, str(field.data or "")))
    return found
