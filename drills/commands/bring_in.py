"""``flask import everything``: a district of another installation, read in whole.

What is compared and how it is made again is the action's.
"""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from drills import clock
from drills.actions.import_everything import CannotImport, import_everything
from drills.commands.reached import files_reached

WORDS = {
    "broken": "The file cannot be read as a district: {about}.",
    "format": "The file is not a district that this version reads: {about}.",
    "missing": "A part is missing: {about}. Export it again.",
    "altered": "A part was changed after the export: {about}. Nothing was read in.",
    "unlisted": "A part does not belong to the export: {about}. Nothing was read in.",
    "newer": "A later version made it. This one does not know: {about}.",
    "district_there": "A district of this name is here already: {about}.",
    "there": "These can stand here only once, and do already: {about}.",
}


@click.group()
def command() -> None:
    """What comes from another installation."""


command.name = "import"


@command.command("everything")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def everything(file: Path) -> None:
    """Read in a district that flask export everything wrote: all of it, or nothing.

    Its log of changes is kept as a file, and the new log begins with where it comes from.
    """
    try:
        with files_reached() as files, file.open("rb") as opened:
            done = import_everything(clock.now(), opened, files)
    except CannotImport as wrong:
        raise click.ClickException(WORDS[wrong.code].format(about=", ".join(wrong.about))) from None
    click.echo(f"{done.name}: {done.rows:,} rows and {done.files:,} files were read in.")
    if done.not_there:
        click.echo(f"{done.not_there:,} files were gone already when it was exported.")
    click.echo("Passwords do not travel: everybody chooses a new one under “Forgotten password”.")
