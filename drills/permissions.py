"""Who may do what: the people's roles and the one table of abilities.

Pure. A role covers named buildings, or all, between two dates. Pages and actions
ask the same questions here, so they cannot give different answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ADMINISTRATOR = "administrator"
DIRECTOR = "director"
PRINCIPAL = "principal"
STAFF = "staff"
OFFICER = "officer"
AUDITOR = "auditor"
ROLES = (ADMINISTRATOR, DIRECTOR, PRINCIPAL, STAFF, OFFICER, AUDITOR)

# ability -> the roles that have it, in the buildings that their role covers.
ABILITIES: dict[str, frozenset[str]] = {
    # The whole district at a glance, its workbook.
    "see_district": frozenset({ADMINISTRATOR, DIRECTOR}),
    # A building's page, why, records, evidence.
    "see_building": frozenset({ADMINISTRATOR, DIRECTOR, PRINCIPAL}),
    # A record with its evidence. Auditors: of drills held, in the years of their role.
    "see_proof": frozenset({ADMINISTRATOR, DIRECTOR, PRINCIPAL, AUDITOR}),
    # The auditor's own pages: past days alone, nothing planned, nothing to change.
    "audit": frozenset({AUDITOR}),
    # The drills of a building, unannounced ones too, without records and evidence.
    "see_planned": frozenset({ADMINISTRATOR, DIRECTOR, PRINCIPAL, OFFICER}),
    # Be asked to drills, say that one cannot come, evaluate with one's own account.
    "come_to_drills": frozenset({OFFICER}),
    # The drills that staff are told of beforehand.
    "see_told": frozenset({ADMINISTRATOR, DIRECTOR, PRINCIPAL, OFFICER, STAFF}),
    # What the law of any state asks: no secret, but a district's own page.
    "read_law": frozenset({ADMINISTRATOR, DIRECTOR, PRINCIPAL, OFFICER, STAFF, AUDITOR}),
    "plan_drills": frozenset({ADMINISTRATOR, DIRECTOR, PRINCIPAL}),
    "log_drills": frozenset({ADMINISTRATOR, DIRECTOR, PRINCIPAL}),
    "send_back": frozenset({ADMINISTRATOR, DIRECTOR}),
    # Approve records, ask about them.
    "approve_records": frozenset({ADMINISTRATOR, DIRECTOR}),
    # Decide on removals that somebody else asked for; holds; what may be thrown away.
    "confirm_erasure": frozenset({ADMINISTRATOR, DIRECTOR}),
    # Record a lawful excuse of a missed window, or answer for it.
    "answer_windows": frozenset({ADMINISTRATOR, DIRECTOR}),
    # Close a school year that is over.
    "close_year": frozenset({ADMINISTRATOR, DIRECTOR}),
    # Plan the school year of the whole district.
    "plan_year": frozenset({ADMINISTRATOR, DIRECTOR}),
    # Snow day, days off.
    "change_calendar": frozenset({ADMINISTRATOR, DIRECTOR}),
    # The district's own rules, a newer pack of the state.
    "change_law": frozenset({ADMINISTRATOR, DIRECTOR}),
    # District, buildings, people, imports.
    "set_up": frozenset({ADMINISTRATOR}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role between two dates, both included. ``buildings`` None means all of the district,
    ``years`` None every school year; only an auditor's role is narrowed to some."""

    role: str
    buildings: frozenset[int] | None = None
    starts: date | None = None
    ends: date | None = None
    years: frozenset[str] | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the role is held that day."""
        return (self.starts is None or self.starts <= day) and (
            self.ends is None or day <= self.ends
        )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, as the pages and actions know them."""

    id: int
    district_id: int
    name: str
    title: str
    email: str
    language: str | None
    zone: str
    grants: tuple[Grant, ...] = ()

    def roles_on(self, day: date) -> frozenset[str]:
        """The roles held that day."""
        return frozenset(g.role for g in self.grants if g.holds_on(day))

    def may(self, ability: str, day: date, building_id: int | None = None) -> bool:
        """Whether the person has the ability that day, in that building or in any."""
        roles = ABILITIES[ability]
        return any(
            grant.role in roles
            and grant.holds_on(day)
            and (building_id is None or grant.buildings is None or building_id in grant.buildings)
            for grant in self.grants
        )

    def audits(self, day: date, building_id: int, year: str) -> bool:
        """Whether the person may audit a building's school year that day."""
        return any(
            grant.role == AUDITOR
            and grant.holds_on(day)
            and (grant.buildings is None or building_id in grant.buildings)
            and (grant.years is None or year in grant.years)
            for grant in self.grants
        )

    def buildings_for(self, ability: str, day: date) -> frozenset[int] | None:
        """The buildings in which the person has the ability that day; None means all."""
        covered: frozenset[int] = frozenset()
        for grant in self.grants:
            if grant.role in ABILITIES[ability] and grant.holds_on(day):
                if grant.buildings is None:
                    return None
                covered |= grant.buildings
        return covered


# What jobs and the command line act as, inside one district.
def the_system(district_id: int, zone: str) -> Person:
    """The system itself, acting in a district: no person, no account."""
    return Person(0, district_id, "the system", "", "", None, zone, (Grant(ADMINISTRATOR),))
