"""The form of a district: typed answers in, a DistrictEntry for the action out."""

from __future__ import annotations

from typing import Any

from babel.dates import get_timezone_name
from flask_babel import get_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import NumberInput

from drills.actions.mail_waiting import NO_WAITING_MAILS
from drills.actions.mail_witness import witness_addresses
from drills.actions.record_rules import lock_after_days, may_approve_own
from drills.actions.set_up_district import KEEP_YEARS, DistrictEntry
from drills.compliance.pack import Pack, Setting
from drills.facts import DRILL_TYPES
from drills.store.tables import DistrictRow
from drills.web.format import TYPE_NAMES
from drills.web.law_said import answer_words
from drills.web.words import law_words

# The zones that schools in the United States lie in, east to west.
ZONES = (
    "America/New_York",
    "America/Detroit",
    "America/Indiana/Indianapolis",
    "America/Kentucky/Louisville",
    "America/Chicago",
    "America/Indiana/Knox",
    "America/Menominee",
    "America/North_Dakota/Center",
    "America/Denver",
    "America/Boise",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Adak",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
)
# The kinds that every user meets first; the others are folded away.
FIRST_KINDS = ("fire", "lockdown", "evacuation", "shelter_in_place", "secure", "hold")


class DistrictForm(FlaskForm):
    """A district as its administrator writes it down."""

    seen = HiddenField()
    name = StringField(lazy_gettext("Name of the district"))
    zone = SelectField(lazy_gettext("Time zone"), validate_choice=False)
    language = RadioField(
        lazy_gettext("Language of mails and of pages before somebody chooses"),
        choices=[SelectChoice("en", "English"), SelectChoice("es", "Español")],
        validate_choice=False,
    )
    approve_own_records = BooleanField(
        lazy_gettext("People may approve records that they wrote in themselves")
    )
    lock_after_days = StringField(
        lazy_gettext("Days after its approval at which a record locks"), widget=NumberInput()
    )
    keep_years = StringField(lazy_gettext("Years for which records are kept"), widget=NumberInput())
    waiting_mails = BooleanField(
        lazy_gettext(
            "Mail people about what waits long: records to approve, late corrective actions"
        )
    )
    witness_to = StringField(lazy_gettext("E-mail addresses of witnesses"))
    staff_drill_windows = BooleanField(
        lazy_gettext("Show staff a week in which an unannounced drill will come")
    )


def form_for(pack: Pack) -> type[DistrictForm]:
    """The form with a field for each kind of drill and for each choice that the law leaves."""
    fields: dict[str, Any] = {
        f"labels-{kind}": StringField(TYPE_NAMES[kind]) for kind in DRILL_TYPES
    }
    for setting in pack.settings:
        label = law_words(pack, setting.asks)
        if setting.options:
            choices = [
                SelectChoice(option, _option_words(setting, option)) for option in setting.options
            ]
            if setting.default is None:
                choices.append(SelectChoice("", gettext("Not decided yet")))
            field: Any = RadioField(label, choices=choices, validate_choice=False)
        else:
            field = StringField(label, widget=NumberInput())
        fields[f"settings-{setting.id}"] = field
    return type("DistrictForm", (DistrictForm,), fields)


def with_zones(form: DistrictForm, now: str) -> DistrictForm:
    """The form with the zones to choose from, the present one among them."""
    zones = ZONES if now in ZONES else (now, *ZONES)
    form.zone.choices = [SelectChoice(zone, _zone_name(zone)) for zone in zones]
    return form


def district_values(row: DistrictRow, pack: Pack) -> dict[str, Any]:
    """The form's values for a district as stored."""
    values: dict[str, Any] = {
        "name": row.name,
        "zone": row.zone,
        "language": row.language,
        "staff_drill_windows": bool(row.options.get("staff_drill_windows")),
        "approve_own_records": may_approve_own(row),
        "waiting_mails": not row.options.get(NO_WAITING_MAILS),
        "lock_after_days": str(lock_after_days(row)),
        "keep_years": str(row.options.get(KEEP_YEARS) or ""),
        "witness_to": ", ".join(witness_addresses(row)),
    }
    for kind in DRILL_TYPES:
        values[f"labels-{kind}"] = row.labels.get(kind, "")
    for setting in pack.settings:
        values[f"settings-{setting.id}"] = setting.answer(row.settings.get(setting.id)) or ""
    return values


def typed_district(form: DistrictForm, pack: Pack) -> DistrictEntry:
    """What the form says."""
    return DistrictEntry(
        form.name.data or "",
        form.zone.data or "",
        form.language.data or "",
        {kind: form[f"labels-{kind}"].data or "" for kind in DRILL_TYPES},
        {s.id: form[f"settings-{s.id}"].data or "" for s in pack.settings},
        {
            "staff_drill_windows": form.staff_drill_windows.data,
            "approve_own_records": form.approve_own_records.data,
            NO_WAITING_MAILS: not form.waiting_mails.data,
        },
        form.lock_after_days.data or "",
        form.witness_to.data or "",
        form.keep_years.data or "",
    )


def undecided(row: DistrictRow, pack: Pack) -> list[Setting]:
    """The choices that wait: no default, and the district has said nothing."""
    return [s for s in pack.settings if s.default is None and not row.settings.get(s.id)]


def _option_words(setting: Setting, option: str) -> str:
    said = answer_words(setting, option)
    if option == setting.default:
        return gettext("%(option)s (unless you say otherwise)", option=said)
    return said


def _zone_name(zone: str) -> str:
    """``Eastern Time (New York)``."""
    name = get_timezone_name(zone, width="long", locale=get_locale(), zone_variant="generic")
    return f"{name} ({zone.rpartition('/')[2].replace('_', ' ')})"
