"""Reading people: rows become the frozen Person that pages and actions ask."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select

from drills.permissions import Grant, Person
from drills.store.buildings import read_district
from drills.store.database import db
from drills.store.tables import DistrictRow, PersonRow, SessionRow


def secret_hash(secret: str) -> str:
    """What is kept of a secret: its SHA-256 in hex. Secrets are random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def person_from_row(row: PersonRow) -> Person:
    """The frozen person, with every role ever granted; dates decide which holds."""
    grants = tuple(
        Grant(
            role.role,
            None if role.all_buildings else frozenset(b.building_id for b in role.buildings),
            role.starts,
            role.ends,
            None if role.years is None else frozenset(role.years),
        )
        for role in row.roles
    )
    return Person(
        id=row.id,
        district_id=row.district_id,
        name=row.name,
        title=row.title,
        email=row.email,
        language=row.language,
        zone=read_district(row.district_id).zone,
        grants=grants,
    )


def read_person(person_id: int, district_id: int) -> PersonRow | None:
    """A person of the district; None for another district's."""
    row = db.session.get(PersonRow, person_id)
    return row if row is not None and row.district_id == district_id else None


def hold_district(district_id: int) -> None:
    """Let no other write that asks for this pass until ours ends: for rules over all people."""
    db.session.execute(
        select(DistrictRow.id).where(DistrictRow.id == district_id).with_for_update()
    )


def lock_person(person_id: int, district_id: int) -> PersonRow | None:
    """The same, fresh from the database and held until the write ends."""
    return db.session.scalars(
        select(PersonRow)
        .where(PersonRow.id == person_id, PersonRow.district_id == district_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def read_by_email(email: str) -> PersonRow | None:
    """The person who signs in with an e-mail address, of any district."""
    return db.session.scalars(select(PersonRow).where(PersonRow.email == email.lower())).first()


def read_people(district_id: int) -> list[PersonRow]:
    """The district's people by name, those who left included."""
    return list(
        db.session.scalars(
            select(PersonRow)
            .where(PersonRow.district_id == district_id)
            .order_by(PersonRow.sort_name, PersonRow.id)
        )
    )


def read_session(secret: str, now: datetime) -> tuple[SessionRow, PersonRow] | None:
    """The live session of a cookie's secret with its person; None when ended or expired."""
    found = db.session.execute(
        select(SessionRow, PersonRow)
        .join(PersonRow, SessionRow.person_id == PersonRow.id)
        .where(
            SessionRow.secret_hash == secret_hash(secret),
            SessionRow.ended_at.is_(None),
            SessionRow.expires_at > now,
        )
    ).first()
    return (found[0], found[1]) if found else None
