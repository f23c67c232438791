"""``flask filing NAME``: what a district files with its state, written to a file."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from drills import clock
from drills.actions.file_with_state import FORMATS, file_with_state
from drills.actions.refused import Refused
from drills.filings.catalogue import FILINGS, filings_of
from drills.permissions import the_system
from drills.store.districts import district_named, read_districts

SAID = {
    "year_unknown": "There is no school calendar for that year.",
    "no_school_calendar": "There is no school calendar yet.",
}


@click.command("filing")
@click.argument("name", type=click.Choice([filing.name for filing in FILINGS]))
@click.option("--district", "district_name", required=True, help="The district's name.")
@click.option("--year", help="The school year, 2026-27. Default: the running one.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write. Default: a name made of district, filing and year.",
)
@with_appcontext
def command(
    name: str, district_name: str, year: str | None, kind: str, output: Path | None
) -> None:
    """Write what the district's state, county or fire marshal wants to have.

    Only filings whose fields are known from a source, which the file names.
    """
    district = district_named(district_name)
    if district is None:
        known = ", ".join(row.name for row in read_districts()) or "none yet"
        raise click.ClickException(f"There is no district {district_name!r}. There are: {known}.")
    by = the_system(district.id, district.zone)
    try:
        made = file_with_state(by, clock.now(), name, year=year, kind=kind)
    except Refused as refused:
        code = refused.errors[""]
        if code == "filing_unknown":
            there = ", ".join(filing.name for filing in filings_of(district.jurisdiction))
            raise click.ClickException(
                f"{name} is no filing of {district.jurisdiction}. There are: {there}."
            ) from None
        raise click.ClickException(SAID[code]) from None
    path = output or Path(made.name)
    path.write_bytes(made.content)
    click.echo(f"Wrote {path}.")
