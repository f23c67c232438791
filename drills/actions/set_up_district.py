"""Save what a district says of itself: name, zone, language, its own words for drills, and
the numbers and readings that the law leaves to it. Its state never changes after set-up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from drills.actions.allowed import allowed_today
from drills.actions.change import change
from drills.actions.law import law_of
from drills.actions.mail_waiting import NO_WAITING_MAILS
from drills.actions.mail_witness import WITNESS_TO, read_addresses
from drills.actions.record_rules import APPROVE_OWN, LOCK_AFTER, LOCK_AFTER_DAYS
from drills.actions.refused import ChangedMeanwhile, Refused
from drills.compliance.pack import Pack
from drills.facts import DRILL_TYPES
from drills.permissions import Person
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.districts import district_named
from drills.store.people import hold_district
from drills.store.tables import DistrictRow

LANGUAGES = ("en", "es")
LONGEST_NAME, LONGEST_LABEL, LARGEST_NUMBER = 120, 40, 366
# Choices of ours, each yes or no; absent means no.
OPTIONS = ("staff_drill_windows", APPROVE_OWN, NO_WAITING_MAILS)
KEEP_YEARS = "keep_years"  # for how many years records are kept; absent: no number of its own


@dataclass(frozen=True, slots=True)
class DistrictEntry:
    """A district as its administrator writes it down. Absent: as the pack or we have it."""

    name: str
    zone: str
    language: str
    labels: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    options: dict[str, bool] = field(default_factory=dict)
    lock_after_days: str = ""  # as typed; empty: as we have it
    witness_to: str = ""  # addresses as typed
    keep_years: str = ""  # as typed; empty: as the law has it, else for ever


def fingerprint(row: DistrictRow) -> str:
    """Short words for the district's state: a form sends it back, so that a save that would
    undo somebody else's is noticed."""
    words = json.dumps(_note(row), sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def set_up_district(
    by: Person, now: datetime, entry: DistrictEntry, seen: str, zones: Collection[str]
) -> None:
    """Save the district and judge every building again.

    Raises NotAllowed, Refused with every field to mend (``labels-fire``,
    ``settings-crisis_anchor``), or ChangedMeanwhile.
    """
    with change(by, now) as it:
        allowed_today(by, now, "set_up")
        hold_district(by.district_id)
        row = read_district(by.district_id)
        db.session.refresh(row)
        if fingerprint(row) != seen:
            raise ChangedMeanwhile("changed_meanwhile")
        pack = law_of(row)
        entry = checked_district(entry, pack, zones)
        other = district_named(entry.name)
        if other is not None and other.id != row.id:
            raise Refused(name="district_taken")
        before = _note(row)
        row.name, row.zone, row.language = entry.name, entry.zone, entry.language
        row.labels = entry.labels
        # Settings that this pack does not name (a later one may) are left as they are.
        asked = {setting.id for setting in pack.settings}
        kept = {k: v for k, v in row.settings.items() if k not in asked}
        row.settings = {**kept, **entry.settings}
        row.options = {
            **{k: v for k, v in row.options.items() if k not in (WITNESS_TO, KEEP_YEARS)},
            **entry.options,
            **_lock(entry.lock_after_days),
            **_keeping(entry),
        }
        db.session.flush()
        after = _note(row)
        if after != before:
            it.note("district.saved", f"district:{row.id}", before=before, after=after)
            it.rejudge_all()


def checked_district(entry: DistrictEntry, pack: Pack, zones: Collection[str]) -> DistrictEntry:
    """The entry tidied. Raises Refused with every problem at once."""
    name = " ".join(entry.name.split())
    errors: dict[str, str] = {}
    if not name:
        errors["name"] = "district_missing"
    elif len(name) > LONGEST_NAME:
        errors["name"] = "district_long"
    if entry.zone not in zones:
        errors["zone"] = "zone_unknown"
    if entry.language not in LANGUAGES:
        errors["language"] = "language_missing"
    days = entry.lock_after_days.strip()
    if days and not _is_number(days):
        errors["lock_after_days"] = "number_wrong"
    years = entry.keep_years.strip()
    if years and not _is_number(years):
        errors["keep_years"] = "number_wrong"
    wrong = read_addresses(entry.witness_to)[1]
    if wrong:
        errors["witness_to"] = wrong
    labels = _labels(entry.labels, errors)
    settings = _settings(entry.settings, pack, errors)
    if errors:
        raise Refused(**errors)
    options = {k: bool(v) for k, v in entry.options.items() if k in OPTIONS}
    return replace(entry, name=name, labels=labels, settings=settings, options=options)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST_NUMBER


def _lock(days: str) -> dict[str, int]:
    """After how many days an approved record locks, as the district's options hold it."""
    return {LOCK_AFTER: int(days.strip() or LOCK_AFTER_DAYS)}


def _keeping(entry: DistrictEntry) -> dict[str, Any]:
    """To whom the log's newest hash is mailed, and how long records are kept; what was left
    empty is left out."""
    addresses, years = read_addresses(entry.witness_to)[0], entry.keep_years.strip()
    witnesses = {WITNESS_TO: addresses} if addresses else {}
    return {**witnesses, KEEP_YEARS: int(years)} if years else witnesses


def _labels(typed: dict[str, str], errors: dict[str, str]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for kind in DRILL_TYPES:
        label = " ".join(typed.get(kind, "").split())
        if not label:
            continue
        if len(label) > LONGEST_LABEL:
            errors[f"labels-{kind}"] = "label_long"
        elif label.casefold() in {other.casefold() for other in labels.values()}:
            errors[f"labels-{kind}"] = "label_twice"
        labels[kind] = label
    return labels


def _settings(typed: dict[str, str], pack: Pack, errors: dict[str, str]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for setting in pack.settings:
        value = typed.get(setting.id, "").strip()
        if not value:
            continue
        if setting.options:
            if value not in setting.options:
                errors[f"settings-{setting.id}"] = "setting_wrong"
        elif not _is_number(value):
            errors[f"settings-{setting.id}"] = "number_wrong"
        if f"settings-{setting.id}" not in errors and setting.answer(value) != value:
            errors[f"settings-{setting.id}"] = "setting_by_law"
        if value != setting.default:
            settings[setting.id] = value
    return settings


def _note(row: DistrictRow) -> dict[str, Any]:
    """The district as the audit chain writes it."""
    return {
        "name": row.name,
        "zone": row.zone,
        "language": row.language,
        "labels": dict(row.labels),
        "settings": dict(row.settings),
        "options": dict(row.options),
    }
