"""``flask bench``: how fast it is, as a table; ``./run bench`` calls it. Asserts nothing."""

from __future__ import annotations

import importlib
import platform

import click

from drills.bench.table import lines

PARTS = {
    "judge": "Judging one building's year",
    "country": "All schools of the country, from memory",
    "plan": "Planning a district's year",
    "pages": "Pages, server time",
    "feed": "A calendar feed of 250 events",
    "workbook": "The compliance workbook",
    "bundle": "The evidence bundle, in a process of its own",
}


@click.command("bench")
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)), metavar="[PART]...")
@click.option("--quick", is_flag=True, help="Small sizes and few repeats, to see that it runs.")
def command(parts: tuple[str, ...], quick: bool) -> None:
    """Measure how fast the program is on this machine.

    \b
    Parts (all of them unless some are named):
      judge     one building's year, with and without reasons; CT, NY, MI
      country   130,000 buildings of all states judged in memory; a minute or two
      plan      a district's year planned: 8, 50 and 1,000 buildings; a snow day
      pages     director's page, building's page, logging; 10 and 1,000 buildings
      feed      a calendar of 250 events, fresh and unchanged (304)
      workbook  the workbook of 100 buildings
      bundle    the bundle of 100 and of 1,000 buildings, with its peak of memory; minutes

    Databases are throw-away ones in a temporary folder; yours is not touched.
    """
    click.echo(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}\n")
    for part in [name for name in PARTS if name in parts or not parts]:
        module = importlib.import_module(f"drills.bench.{part}")
        for line in lines(PARTS[part], list(module.rows(quick))):
            click.echo(line)
        click.echo()
