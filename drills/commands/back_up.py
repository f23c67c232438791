"""``flask backup FILE``: every district, database and files together, while the app runs."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from drills import clock
from drills.actions.back_up import BackupProblem, back_up
from drills.commands.reached import files_reached

WORDS = {
    "no_space": "The disk is full; nothing was kept. Free some space and run it again.",
    "cannot_write": "It cannot be written: {about}.",
    "cannot_read": "It cannot be read: {about}.",
    "file_gone": "The evidence file {about} is named in the database and is not there. "
    "If it was removed a moment ago, run it again; else flask audit verify says whose it is.",
    "schema": "The tables are those of another version ({about}). Restore a backup with the "
    "version that wrote it, then run flask db upgrade there.",
    "format": "This is no backup of this program: {about}.",
    "broken": "The file is damaged, or is no backup: {about}.",
    "missing": "A part of the backup is missing: {about}.",
    "altered": "A part of the backup was changed after it was written: {about}.",
    "unlisted": "A part does not belong to the backup: {about}.",
    "not_empty": "There are districts here already: {about}. With --yes they are replaced.",
    "no_tables": "The database has no tables yet. Run flask db upgrade first.",
    "not_whole": "The log of changes in the backup does not hold ({about}). Take an older "
    "backup, or restore it all the same with --as-it-is.",
}


def said(problem: BackupProblem) -> click.ClickException:
    """A problem in words."""
    return click.ClickException(WORDS[problem.code].format(about=problem.about))


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def command(file: Path) -> None:
    """Write a backup of every district to FILE: database and evidence, as of one moment.

    It is read again after writing, and its log of changes checked. Exit status 1 where that
    does not hold: the backup is there, but somebody altered what it is of.
    """
    try:
        with files_reached() as files:
            done = back_up(clock.now(), file, files)
    except BackupProblem as problem:
        raise said(problem) from None
    click.echo(
        f"{file}: {done.rows:,} rows and {done.files:,} files, {done.size / 1e6:,.1f} MB, "
        "read again and compared."
    )
    for name, fault in done.faults:
        click.echo(f"{name}: {fault.subject} was altered before. See flask audit verify.")
    raise SystemExit(1 if done.faults else 0)
