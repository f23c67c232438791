"""``flask restore FILE``: puts back what flask backup wrote."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from drills import clock
from drills.actions.back_up import BackupProblem
from drills.actions.restore import restore
from drills.commands.back_up import said
from drills.commands.reached import files_reached


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace the districts that are here.")
@click.option("--as-it-is", is_flag=True, help="Though the log of changes in it does not hold.")
@with_appcontext
def command(file: Path, yes: bool, as_it_is: bool) -> None:
    """Put a backup back: all of it, or nothing. Stop the web server and the scheduler before.

    Everybody has to sign in again. Each district's log gets a row that says so.
    """
    scratch = current_app.config["DRILLS"].data
    try:
        with files_reached() as files:
            done = restore(
                clock.now(), file, files, overwrite=yes, as_it_is=as_it_is, scratch=scratch
            )
    except BackupProblem as problem:
        raise said(problem) from None
    click.echo(
        f"{done.rows:,} rows and {done.files:,} files of {done.made_at:%Y-%m-%d %H:%M} UTC are "
        f"back: {', '.join(done.districts) or 'no district'}."
    )
    for name, fault in done.faults:
        click.echo(f"{name}: {fault.subject} was altered before the backup.")
    click.echo("Run flask audit verify, then start the web server and the scheduler again.")
