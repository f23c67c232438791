"""Create a district with its first administrator: the beginning of everything else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from drills.actions.change import change
from drills.actions.manage_people import role_row
from drills.actions.passwords import check_new_password, hash_password
from drills.actions.people_rules import LONGEST_NAME, email_problem
from drills.actions.refused import Refused
from drills.compliance.loading import known_jurisdictions
from drills.permissions import ADMINISTRATOR, Grant, the_system
from drills.store.clashes import CLASHES
from drills.store.database import db
from drills.store.districts import district_named
from drills.store.people import read_by_email
from drills.store.tables import DistrictRow, PersonRow


@dataclass(frozen=True, slots=True)
class NewDistrict:
    """What is asked before anything is there."""

    name: str
    jurisdiction: str  # US-CT
    zone: str  # America/New_York
    admin_name: str
    admin_email: str
    password: str


def district_problems(
    zones: Collection[str],
    *,
    district: str | None = None,
    state: str | None = None,
    zone: str | None = None,
    admin_name: str | None = None,
    admin_email: str | None = None,
) -> dict[str, str]:
    """What is wrong with those answers that are given, as codes by name."""
    found: dict[str, str | None] = {}
    if district is not None:
        found["district"] = _name_problem(district, "district")
        if not found["district"] and district_named(district):
            found["district"] = "district_taken"
    if state is not None and state not in known_jurisdictions():
        found["state"] = "state_unknown"
    if zone is not None and zone not in zones:
        found["zone"] = "zone_unknown"
    if admin_name is not None:
        found["admin_name"] = _name_problem(admin_name, "name")
    if admin_email is not None:
        found["admin_email"] = email_problem(admin_email.strip().lower())
        if not found["admin_email"] and read_by_email(admin_email.strip()):
            found["admin_email"] = "email_taken"
    return {name: code for name, code in found.items() if code}


def _name_problem(name: str, what: str) -> str | None:
    if not name.strip():
        return f"{what}_missing"
    return f"{what}_long" if len(name) > LONGEST_NAME else None


def create_district(new: NewDistrict, now: datetime, zones: Collection[str]) -> int:
    """Make the district and its administrator, who may sign in at once. Gives its id.

    Raises Refused with everything that is wrong.
    """
    new = replace(
        new,
        name=" ".join(new.name.split()),
        admin_name=" ".join(new.admin_name.split()),
        admin_email=new.admin_email.strip().lower(),
    )
    problems = district_problems(
        zones,
        district=new.name,
        state=new.jurisdiction,
        zone=new.zone,
        admin_name=new.admin_name,
        admin_email=new.admin_email,
    )
    if problems:
        raise Refused(**problems)
    own = [new.name, new.admin_name, new.admin_email.partition("@")[0]]
    check_new_password(new.password, own)
    made = hash_password(new.password)
    try:
        with change(the_system(0, new.zone), now) as it:
            district = DistrictRow(
                name=new.name, jurisdiction=new.jurisdiction, zone=new.zone, created_at=now
            )
            db.session.add(district)
            db.session.flush()
            it.founded = district.id
            person = PersonRow(
                district_id=district.id,
                name=new.admin_name,
                sort_name=new.admin_name.casefold(),
                email=new.admin_email,
                password_hash=made,
                created_at=now,
                roles=[role_row(Grant(ADMINISTRATOR))],
            )
            db.session.add(person)
            db.session.flush()
            it.note("district.created", f"district:{district.id}", name=new.name)
            it.note("person.added", f"person:{person.id}", name=new.admin_name)
            return district.id
    except CLASHES:
        raise Refused(admin_email="email_taken") from None
