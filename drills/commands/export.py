"""``flask export workbook``: the compliance workbook of a district, written to a file."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import click
from flask.cli import with_appcontext

from drills import clock
from drills.actions.export_workbook import export_workbook
from drills.actions.refused import Refused
from drills.permissions import the_system
from drills.store.calendars import read_years
from drills.store.districts import district_named, read_districts


@click.group()
def command() -> None:
    """What the district hands over."""


command.name = "export"


@command.command("workbook")
@click.option("--district", "name", required=True, help="The district's name.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to judge as of, 2026-11-24. Default: today.",
)
@click.option("--year", help="The school year, 2026-27. Default: that of the day.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write. Default: a name made of district, year and day.",
)
@with_appcontext
def workbook(name: str, as_of: datetime | None, year: str | None, output: Path | None) -> None:
    """Write the compliance workbook (.xlsx) of a district.

    The export is noted in the district's log of changes with the SHA-256 of the file.
    """
    district = district_named(name)
    if district is None:
        known = ", ".join(row.name for row in read_districts()) or "none yet"
        raise click.ClickException(f"There is no district {name!r}. There are: {known}.")
    day: date | None = as_of.date() if as_of else None
    out = BytesIO()
    try:
        made = export_workbook(the_system(district.id, district.zone), clock.now(), out, day, year)
    except Refused as refused:
        years = ", ".join(read_years(district.id)) or "none yet"
        if "year" in refused.errors:
            said = f"There is no school calendar for {year!r}. There are calendars for: {years}."
        else:
            said = "The district has no school calendar yet. Set one up first."
        raise click.ClickException(said) from None
    path = output or Path(made.name)
    try:
        path.write_bytes(out.getvalue())
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(f"{path}: {made.size:,} bytes, SHA-256 {made.sha256}")
