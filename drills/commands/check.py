"""``flask check``: judges a log against the law, without a database, account or setting.

Reads the arguments and sets the exit status; the rest is checked.py, check_text.py and
check_json.py.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click

from drills import clock
from drills.commands.check_json import as_json
from drills.commands.check_text import as_text
from drills.commands.checked import check_files
from drills.commands.terminal import for_terminal, speaks_unicode
from drills.compliance.verdict import MISSED
from drills.exchange.fields import read_day
from drills.exchange.log_columns import LOG_COLUMNS
from drills.exchange.problems import FileProblems, NotThat

WRONG_INPUT = 2
COLUMNS = "\n".join(f"  {column.name:<20}{column.explains}" for column in LOG_COLUMNS)
TYPES = ", ".join(next(c for c in LOG_COLUMNS if c.name == "type").choices)


class _Day(click.ParamType):
    """A day of the command line, written as in the files."""

    name = "date"

    def convert(self, value: object, param: object, ctx: object) -> date:
        """The date. A wrong one ends the command with exit status 2."""
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value).strip())
        except NotThat as wrong:
            raise click.BadParameter(str(wrong)) from None


@click.command(
    epilog=f"\b\nColumns of a log (only date and type are needed):\n{COLUMNS}\n\n"
    f"Types of drills: {TYPES}.\n\n"
    "Exit status: 1 where the verdict is missed, 2 where a file is wrong, else 0."
)
@click.argument("log", type=click.Path(path_type=Path))
@click.option(
    "--building",
    type=click.Path(path_type=Path),
    required=True,
    help="The building's facts and calendar: building.yaml.",
)
@click.option(
    "--pack",
    "state",
    type=click.Path(path_type=Path),
    help="The state's law as a file, such as law/us-ct.toml of an evidence bundle. "
    "Default: that of this release.",
)
@click.option(
    "--local",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A file of local law to lay over the state's. May be given again.",
)
@click.option("--as-of", type=_Day(), help="The day to judge for, 2026-06-30. Default: today.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for scripts.",
)
def command(
    log: Path,
    building: Path,
    state: Path | None,
    local: tuple[Path, ...],
    as_of: date | None,
    shape: str,
) -> None:
    """Judge the drills of LOG (.csv or .xlsx) against the law of the building's state."""
    # No zone is known without a district: the day is this machine's.
    day = as_of or clock.now().astimezone().date()
    try:
        checked = check_files(log, building, day, local, state)
    except FileProblems as wrong:
        for problem in wrong.problems:
            click.echo(for_terminal(str(problem), sys.stderr), err=True)
        raise SystemExit(WRONG_INPUT) from None
    if shape == "json":
        plain = not speaks_unicode(sys.stdout)
        click.echo(json.dumps(as_json(checked), indent=2, ensure_ascii=plain))
    else:
        click.echo(for_terminal(as_text(checked), sys.stdout))
    raise SystemExit(1 if checked.verdict.status == MISSED else 0)


command.name = "check"
