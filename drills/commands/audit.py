"""``flask audit verify``: whether any row of the log of changes was altered or taken out."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from drills.store.audit import first_broken_row
from drills.store.districts import count_audit_rows, read_districts


@click.group()
def command() -> None:
    """The log of changes."""


command.name = "audit"


@command.command("verify")
@with_appcontext
def verify() -> None:
    """Check every district's chain. Exit status 1 where a row does not fit."""
    broken = False
    for district in read_districts():
        number = first_broken_row(district.id)
        if number is None:
            click.echo(f"{district.name}: all {count_audit_rows(district.id)} rows hold.")
        else:
            broken = True
            click.echo(f"{district.name}: row {number} was altered, or one before it is gone.")
    raise SystemExit(1 if broken else 0)
