"""``flask export …``: what a district hands over, written to a file.

Each export is noted in the district's log of changes. What is in it is the actions'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import with_appcontext

from drills import clock
from drills.actions.ask_export import MOST_SAMPLED
from drills.actions.export_bundle import export_bundle
from drills.actions.export_everything import export_everything
from drills.actions.export_workbook import Exported, export_workbook
from drills.actions.refused import Refused
from drills.commands.reached import files_reached
from drills.permissions import the_system
from drills.store.calendars import read_years
from drills.store.districts import district_named, read_districts
from drills.store.tables import DistrictRow
from drills.workbooks.contents import Wishes

Command = Callable[..., Any]


@click.group()
def command() -> None:
    """What the district hands over."""


command.name = "export"


def _options(function: Command) -> Command:
    """What every export asks: whose, of which day and year, and where to."""
    chosen = [
        click.option("--district", "name", required=True, help="The district's name."),
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            metavar="DATE",
            help="The day to judge as of, 2026-11-24. Default: today.",
        ),
        click.option("--year", help="The school year, 2026-27. Default: that of the day."),
        click.option(
            "--known-by",
            type=click.DateTime(["%Y-%m-%d"]),
            metavar="DATE",
            help="Also say what was known by the end of this day. Default: the day judged as of.",
        ),
        click.option(
            "--sample",
            type=click.IntRange(1, MOST_SAMPLED),
            metavar="N",
            help="Pick so many drills for an auditor, by the seed.",
        ),
        click.option("--seed", default="", help="Any words: the same pick the same drills."),
        _output,
    ]
    for option in reversed(chosen):
        function = option(function)
    return function


_output = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write. Default: a name made of district, year and day.",
)


@command.command("workbook")
@_options
@with_appcontext
def workbook(
    name: str,
    as_of: datetime | None,
    year: str | None,
    known_by: datetime | None,
    sample: int | None,
    seed: str,
    output: Path | None,
) -> None:
    """Write the compliance workbook (.xlsx) of a district.

    The export is noted in the district's log of changes with the SHA-256 of the file.
    """
    district = _district(name)
    by, day = the_system(district.id, district.zone), _day(as_of)
    wishes = _wishes(known_by, sample, seed)
    with _writing(output) as (file, made), _said(district, year):
        made.append(export_workbook(by, clock.now(), file, day, year, wishes=wishes))


@command.command("bundle")
@_options
@with_appcontext
def bundle(
    name: str,
    as_of: datetime | None,
    year: str | None,
    known_by: datetime | None,
    sample: int | None,
    seed: str,
    output: Path | None,
) -> None:
    """Write the evidence bundle (.zip) of a district: workbook, files, logs, facts, law.

    It can be checked without this program: verify.html in it says whether a file was
    changed. The log of changes keeps the SHA-256 of its manifest.
    """
    district = _district(name)
    by, day = the_system(district.id, district.zone), _day(as_of)
    wishes = _wishes(known_by, sample, seed)
    with (
        files_reached() as files,
        _writing(output) as (file, made),
        _said(district, year),
    ):
        made.append(export_bundle(by, clock.now(), file, files, day, year, wishes=wishes))


@command.command("everything")
@click.option("--district", "name", required=True, help="The district's name.")
@_output
@with_appcontext
def everything(name: str, output: Path | None) -> None:
    """Write all of a district's data and files (.zip), to keep or to read in elsewhere.

    It holds drills that are still to come. Passwords are not in it.
    """
    district = _district(name)
    by = the_system(district.id, district.zone)
    with files_reached() as files, _writing(output) as (file, made):
        made.append(export_everything(by, clock.now(), file, files))


def _district(name: str) -> DistrictRow:
    district = district_named(name)
    if district is None:
        known = ", ".join(row.name for row in read_districts()) or "none yet"
        raise click.ClickException(f"There is no district {name!r}. There are: {known}.")
    return district


def _day(as_of: datetime | None) -> date | None:
    return as_of.date() if as_of else None


def _wishes(known_by: datetime | None, sample: int | None, seed: str) -> Wishes:
    if bool(sample) != bool(seed.strip()):
        raise click.UsageError("--sample and --seed go together.")
    return Wishes(_day(known_by), sample or 0, seed.strip())


@contextmanager
def _said(district: DistrictRow, year: str | None) -> Iterator[None]:
    """What an export refuses, in a sentence."""
    district_id = district.id
    try:
        yield
    except Refused as refused:
        years = ", ".join(read_years(district_id)) or "none yet"
        if "year" in refused.errors:
            said = f"There is no school calendar for {year!r}. There are calendars for: {years}."
        else:
            said = "The district has no school calendar yet. Set one up first."
        raise click.ClickException(said) from None


@contextmanager
def _writing(output: Path | None) -> Iterator[tuple[IO[bytes], list[Exported]]]:
    """A file to write to, that gets its name when all of it is there."""
    made: list[Exported] = []
    folder = output.parent if output else Path()
    part = folder / f".{output.name if output else 'export'}.part"
    try:
        with part.open("w+b") as file:
            yield file, made
        (one,) = made
        path = output or Path(one.name)
        part.replace(path)
    except OSError as error:
        said = f"{output or part} cannot be written: {error.strerror}."
        raise click.ClickException(said) from None
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"{path}: {one.size:,} bytes, SHA-256 {one.sha256}")
    if one.manifest_sha256:
        click.echo(f"Its MANIFEST.json: SHA-256 {one.manifest_sha256}")
