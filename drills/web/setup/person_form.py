"""The form of a person and their roles: typed texts in, an Entry for the action out."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, DateInput, EmailInput, ListWidget

from drills.actions.people_rules import Entry, checked
from drills.actions.refused import Refused
from drills.permissions import AUDITOR, ROLES, Grant
from drills.store.buildings import read_building_rows
from drills.store.calendars import read_years
from drills.web.people_words import ROLE_HINTS, ROLE_NAMES, refusal_words, words_for

ALL, SOME = "all", "some"
MOST_ROLES = 12
# Which field of a role shows a refusal.
SHOWN_AT = {
    "role_buildings_missing": "buildings",
    "role_buildings_unknown": "buildings",
    "role_ends_early": "ends",
    "auditor_ends_missing": "ends",
    "auditor_years_missing": "years",
}


class RoleForm(Form):
    """One role: which, where, from when to when."""

    role = RadioField(lazy_gettext("Role"), choices=[], validate_choice=False)
    scope = RadioField(
        lazy_gettext("Where"),
        choices=[
            SelectChoice(ALL, lazy_gettext("Every building")),
            SelectChoice(SOME, lazy_gettext("Only these buildings")),
        ],
        default=SOME,
        validate_choice=False,
    )
    buildings = SelectMultipleField(
        lazy_gettext("Buildings"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    starts = StringField(lazy_gettext("First day"), widget=DateInput())
    ends = StringField(lazy_gettext("Last day"), widget=DateInput())
    years = SelectMultipleField(
        lazy_gettext("School years, of an auditor"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    remove = BooleanField(lazy_gettext("Take this role away"))


class PersonForm(FlaskForm):
    """A person as an administrator writes them down."""

    seen = HiddenField()
    name = StringField(lazy_gettext("Name"))
    title = StringField(lazy_gettext("Title"))
    email = StringField(lazy_gettext("E-mail"), widget=EmailInput())
    roles = FieldList(FormField(RoleForm), max_entries=MOST_ROLES)
    invite = BooleanField(lazy_gettext("Send the invitation now"))


class TypedEntry:
    """What the form says as an Entry, and which fieldset each of its roles came from."""

    def __init__(self, form: PersonForm) -> None:
        self.form = form
        self.came_from: list[int] = []
        grants = []
        for number, entry in enumerate(form.roles):
            role = entry.form
            if role.remove.data or not (role.role.data or _touched(role)):
                continue
            starts, ends = _day(role.starts), _day(role.ends)
            where = None if role.scope.data == ALL else frozenset(role.buildings.data or ())
            years = frozenset(role.years.data or ()) if role.role.data == AUDITOR else None
            grants.append(Grant(role.role.data or "", where, starts, ends, years))
            self.came_from.append(number)
        self.entry = Entry(
            form.name.data or "", form.title.data or "", form.email.data or "", tuple(grants)
        )

    def fits(self, buildings: frozenset[int], needs_role: bool = False) -> bool:
        """Whether an action could take it; else every problem stands beside its field."""
        try:
            checked(self.entry, buildings)
        except Refused as refused:
            self.show(refused)
        if needs_role and not self.came_from and self.form.roles.entries:
            self.form.roles[0].form.role.errors = [words_for("role_missing")]
        return not (self.form.errors or self.role_errors())

    def show(self, refused: Refused) -> dict[str, str]:
        """Put a refusal's words beside their fields; give back those of no field."""
        rest = {}
        for name, words in refusal_words(refused).items():
            if name.startswith("roles-"):
                role = self.form.roles[self.came_from[int(name[6:])]].form
                field = role[SHOWN_AT.get(refused.errors[name], "role")]
                field.errors = [*field.errors, words]
            elif name and name in self.form:
                self.form[name].errors = [words]
            else:
                rest[name] = words
        return rest

    def role_errors(self) -> dict[str, str]:
        """What is wrong inside the roles, by the id of the field, for the summary on top."""
        return {
            f"#{field.id}": str(field.errors[0])
            for entry in self.form.roles
            for field in entry.form
            if field.errors
        }


def _touched(role: RoleForm) -> bool:
    return bool(role.buildings.data or role.starts.data or role.ends.data)


def _day(field: StringField) -> date | None:
    text = (field.data or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        field.errors = [words_for("day_wrong")]
        return None


def person_values(name: str, title: str, email: str, grants: tuple[Grant, ...]) -> dict:
    """The form's values for a person as stored."""
    return {
        "name": name,
        "title": title,
        "email": email,
        "roles": [
            {
                "role": grant.role,
                "scope": ALL if grant.buildings is None else SOME,
                "buildings": sorted(grant.buildings or ()),
                "starts": grant.starts.isoformat() if grant.starts else "",
                "ends": grant.ends.isoformat() if grant.ends else "",
                "years": sorted(grant.years or ()),
            }
            for grant in grants
        ],
    }


def with_choices(form: PersonForm, district_id: int) -> PersonForm:
    """The form with an empty fieldset for one more role, the roles and buildings to choose."""
    last = form.roles.entries[-1].form if form.roles.entries else None
    if (last is None or last.role.data) and len(form.roles) < MOST_ROLES:
        form.roles.append_entry()
    rows = read_building_rows(district_id, with_closed=True)
    years = read_years(district_id)
    for entry in form.roles:
        role = entry.form
        role.role.choices = [SelectChoice(r, f"{ROLE_NAMES[r]}. {ROLE_HINTS[r]}") for r in ROLES]
        role.years.choices = [SelectChoice(year, year) for year in years]
        ticked = set(role.buildings.data or ())
        role.buildings.choices = [
            SelectChoice(row.id, row.name)
            for row in rows
            if row.closed_on is None or row.id in ticked
        ]
    return form
