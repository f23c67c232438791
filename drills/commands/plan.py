"""``flask plan``: plans a district's school year from one file, without a database.

Reads the arguments and says how far it is; the rest is planned.py, plan_text.py and
plan_json.py.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from drills import clock
from drills.commands.plan_json import as_csv, as_json
from drills.commands.plan_text import as_text
from drills.commands.planned import Planned, problem_of
from drills.commands.terminal import for_terminal, speaks_unicode
from drills.exchange.district_file import DISTRICT_KEYS
from drills.exchange.problems import FileProblems
from drills.planner import SOFT, plan
from drills.planner.gap import gap
from drills.planner.linear import NoSolver
from drills.planner.proof import bound

WRONG_INPUT = 2
SILENT = 1.5  # seconds before the first word on how far it is
KEYS = "\n".join(f"  {name:<14}{says}" for name, says in DISTRICT_KEYS.items())
WISHES = "\n".join(f"  {soft.name:<14}{soft.says}" for soft in SOFT)


@click.command(
    epilog=f"\b\nKeys of the file:\n{KEYS}\n\n\b\nWishes that weights can turn up or off:\n"
    f"{WISHES}\n\nExit status: 2 where the file is wrong, else 0."
)
@click.argument("district", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="For people, for scripts, or as a log.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another of the good plans.")
@click.option("--prove", is_flag=True, help="Prove by HiGHS how good the plan is (highspy).")
def command(district: Path, shape: str, seed: int, prove: bool) -> None:
    """Plan the school year of DISTRICT (.yaml): a day and an hour for every drill."""
    # No zone is known without a district: the day is this machine's.
    try:
        problem = problem_of(district, clock.now().astimezone().date())
    except FileProblems as wrong:
        for fault in wrong.problems:
            click.echo(for_terminal(str(fault), sys.stderr), err=True)
        raise SystemExit(WRONG_INPUT) from None
    begun = time.perf_counter()
    made = plan(problem, seed=seed, progress=_Progress(begun))
    seconds = time.perf_counter() - begun
    try:
        proven = bound(problem, made) if prove else None
        nearest = gap(problem, made) if prove else None
    except NoSolver as missing:
        raise click.UsageError(f"--prove: {missing}.") from None
    told = proven.told(made) if proven else made
    planned = Planned(problem, told, seconds, proven, nearest)
    if shape == "json":
        plain = not speaks_unicode(sys.stdout)
        click.echo(json.dumps(as_json(planned), indent=2, ensure_ascii=plain))
    elif shape == "csv":
        click.echo(as_csv(planned), nl=False)
    else:
        click.echo(for_terminal(as_text(planned), sys.stdout))


class _Progress:
    """One line on how far it is, on a run that takes long; it is wiped where that can be."""

    def __init__(self, begun: float) -> None:
        self.begun = self.said = begun

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.perf_counter()
        if now - self.begun < SILENT or now - self.said < 1:
            return
        self.said = now
        text = f"{done:,} of {of:,} {what}, {now - self.begun:.0f} s"
        if sys.stderr.isatty():
            click.echo(f"\r{text:<60}", err=True, nl=False)
        else:
            click.echo(text, err=True)


command.name = "plan"
