"""``flask district create``: a real district with its first administrator, and nothing else.

Asks for what is not given as an option. ``./run --empty`` uses it. Buildings, calendar
and people are set up on the pages afterwards, or imported there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from zoneinfo import available_timezones

import click
from flask.cli import with_appcontext

from drills import clock
from drills.actions.create_district import NewDistrict, create_district, district_problems
from drills.actions.passwords import check_new_password
from drills.actions.refused import Refused
from drills.compliance.loading import known_jurisdictions

PASSWORD_VARIABLE = "DISTRICT_PASSWORD"
# Where most of a state's districts are; a question offers it, an option overrules it.
ZONES = {
    "US-CT": "America/New_York",
    "US-MI": "America/Detroit",
    "US-NY": "America/New_York",
}
WORDS = {
    "district_missing": "Give the district's name.",
    "district_long": "Use at most 120 characters for the district's name.",
    "district_taken": "A district of this name is here already.",
    "state_unknown": "There is no pack for this state.",
    "zone_unknown": "This is not a time zone. Write it like America/New_York.",
    "name_missing": "Give the administrator's name.",
    "name_long": "Use at most 120 characters for the administrator's name.",
    "email_missing": "Give the administrator's e-mail address.",
    "email_wrong": "Write the e-mail address like name@example.org.",
    "email_taken": "Somebody with this e-mail address has an account here already.",
    "password_short": "Use at least 10 characters for the password.",
    "password_long": "Use at most 200 characters for the password.",
    "password_own_words": "The password is little more than your names; choose other words.",
    "password_guessed": "This password is guessed early; make it longer.",
}


@click.group()
def command() -> None:
    """Districts on this server."""


command.name = "district"


@command.command("create")
@click.option("--name", help="The district's name.")
@click.option("--state", help="The state: CT or US-CT.")
@click.option("--zone", help="The time zone: America/New_York.")
@click.option("--admin-name", help="The first administrator's name.")
@click.option("--admin-email", help="The e-mail address that the administrator signs in with.")
@with_appcontext
def create(
    name: str | None,
    state: str | None,
    zone: str | None,
    admin_name: str | None,
    admin_email: str | None,
) -> None:
    """Make a district with its first administrator.

    The password is asked for, or read from the variable DISTRICT_PASSWORD, so that it
    stands in no list of processes.
    """
    name = _ask(name, "District's name", "district")
    jurisdiction = _ask(state, f"State ({_states()})", "state", as_jurisdiction)
    zone = _ask(zone, "Time zone", "zone", default=ZONES.get(jurisdiction, "America/New_York"))
    admin_name = _ask(admin_name, "Your name", "admin_name")
    admin_email = _ask(admin_email, "Your e-mail address", "admin_email")
    password = _password([name, admin_name, admin_email.partition("@")[0]])
    new = NewDistrict(name, jurisdiction, zone, admin_name, admin_email, password)
    try:
        create_district(new, clock.now(), available_timezones())
    except Refused as refused:
        raise click.ClickException(_said(refused)) from None
    click.echo(f"{new.name} is made. Sign in as {new.admin_email} and set up the buildings.")


def as_jurisdiction(text: str) -> str:
    """``CT``, ``ct`` or ``Connecticut`` as ``US-CT``; unknown words as they are."""
    wanted = text.strip().casefold()
    for code, state in known_jurisdictions().items():
        if wanted in (code.casefold(), code[3:].casefold(), state.casefold()):
            return code
    return text.strip()


def _states() -> str:
    return ", ".join(code[3:] for code in known_jurisdictions())


def _ask(
    given: str | None,
    question: str,
    field: str,
    convert: Callable[[str], str] = str.strip,
    default: str | None = None,
) -> str:
    """An option's value, or the answer to a question asked until it fits."""
    if given is not None:
        value = convert(given)
        problem = _problem(field, value)
        if problem:
            raise click.ClickException(problem)
        return value
    while True:
        value = convert(click.prompt(question, default=default))
        problem = _problem(field, value)
        if not problem:
            return value
        click.echo(problem, err=True)


def _problem(field: str, value: str) -> str | None:
    code = district_problems(**{field: value}, zones=available_timezones()).get(field)
    if code == "state_unknown":
        return f"There is no pack for {value!r}. There are packs for {_states()}."
    return WORDS.get(code, code) if code else None


def _password(own_texts: list[str]) -> str:
    given = os.environ.get(PASSWORD_VARIABLE)
    while True:
        password = given or click.prompt(
            "Choose a password (at least 10 characters)", hide_input=True, confirmation_prompt=True
        )
        try:
            check_new_password(password, own_texts)
            return password
        except Refused as refused:
            if given:
                raise click.ClickException(_said(refused)) from None
            click.echo(_said(refused), err=True)


def _said(refused: Refused) -> str:
    return "\n".join(WORDS.get(code, code) for code in refused.errors.values())
