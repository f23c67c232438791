"""``flask demo load`` and ``flask demo sign-ins``: a district to look around in.

./run calls both; the story itself is drills/demo/'s.
"""

from __future__ import annotations

import click
from flask import current_app, url_for
from flask.cli import with_appcontext

from config import Config
from drills import clock
from drills.actions.refused import Refused
from drills.commands.reached import files_reached
from drills.demo.calendar_links import calendar_links
from drills.demo.evaluation_link import evaluation_link
from drills.demo.loading import load_demo
from drills.demo.set_up import PASSWORD
from drills.demo.sign_ins import SignIn, sign_ins


@click.group()
def command() -> None:
    """The demo: two sample districts."""


command.name = "demo"


@command.command("load")
@with_appcontext
def load() -> None:
    """Fill an empty database with two sample districts and their year up to today."""
    config: Config = current_app.config["DRILLS"]
    if not config.demo:
        raise click.ClickException(
            "The demo's passwords are public. Set DRILLS_DEMO=yes to load it."
        )
    try:
        with files_reached() as files:
            loaded = load_demo(clock.now(), files)
    except Refused:
        raise click.ClickException(
            "A district is here already; the demo goes into an empty database only."
        ) from None
    for one in loaded:
        click.echo(
            f"{one.name}, {one.year}: {one.buildings} buildings, {one.planned} drills planned, "
            f"{one.recorded} recorded."
        )


@command.command("sign-ins")
@with_appcontext
def show_sign_ins() -> None:
    """Who can sign in, a calendar link, and a link for a guest to sign."""
    found = sign_ins()
    if not found:
        raise click.ClickException("The demo is not loaded here: flask demo load")
    config: Config = current_app.config["DRILLS"]
    links = calendar_links(config.data, clock.now())
    to_sign = evaluation_link(config.data, clock.now())
    for district, people in found.items():
        click.echo(f"{district}")
        for one in people:
            click.echo(_line(one))
        if district in links:
            with current_app.test_request_context():
                path = url_for("feeds.calendar", secret=links[district])
            click.echo(f"  calendar of all its drills: {config.public_url}{path}")
        if to_sign and to_sign[0] == district:
            with current_app.test_request_context():
                path = url_for("outside.evaluate", secret=to_sign[1])
            click.echo(f"  link for a police officer without an account: {config.public_url}{path}")
        click.echo()
    click.echo(f"Everybody's password:  {PASSWORD}")


def _line(one: SignIn) -> str:
    line = f"  {one.email:<32}{one.shown}"
    return f"{line} (has another password now)" if one.changed else line
