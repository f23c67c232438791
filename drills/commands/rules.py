"""``flask rules``: the packs of law, listed, shown, checked and tallied, from files alone.

Reads the arguments and sets the exit status; a pack in words is rules_text.py's.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from drills.commands.rules_text import one_of, pack_text
from drills.commands.terminal import for_terminal, width, wrapped
from drills.compliance.coverage import Coverage, coverage
from drills.compliance.loading import PACKS, known_jurisdictions, load_pack, read_pack
from drills.compliance.pack import Pack
from drills.compliance.strict import PackError, nearest

WRONG_INPUT = 2
NAME_COLUMN = 22
HEADS = ("Requirements", "Modelled", "Advisory", "Not modelled", "Duties", "Oldest review")


@click.group()
def command() -> None:
    """The packs of drill law."""


command.name = "rules"


@command.command("list")
def list_packs() -> None:
    """Every jurisdiction: code, name, the pack's version, and the day of its review."""
    packs = _packs()
    versions = max((len(pack.version) for pack in packs), default=0)
    lines = [f"{'Code':<7}{'Name':<{NAME_COLUMN}}{'Version':<{versions + 2}}Reviewed"]
    for pack in packs:
        line = f"{pack.jurisdiction:<7}{pack.name:<{NAME_COLUMN}}"
        lines.append(f"{line}{pack.version:<{versions + 2}}{pack.reviewed.isoformat()}")
    _say("\n".join(lines))


@command.command("show")
@click.argument("jurisdiction", metavar="US-XX")
@click.argument("name", metavar="[ID]", required=False)
def show(jurisdiction: str, name: str | None) -> None:
    """The law of US-XX as it is counted, or one requirement, duty or setting of it."""
    try:
        pack = load_pack(jurisdiction.upper())
    except LookupError as error:
        _refuse([str(error)])
    except PackError as error:
        _refuse(error.faults)
    if name is None:
        _say(pack_text(pack, width()))
        return
    text = one_of(pack, name, width())
    if not text:
        known = [found.id for found in (*pack.rules, *pack.duties, *pack.settings)]
        _refuse([f"{pack.jurisdiction} has no '{name}'{nearest(name, known)}"])
    _say(text)


@command.command("validate")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
def validate(files: tuple[Path, ...]) -> None:
    """Read packs strictly: all of them, or these. Exit status 2 where there is a fault."""
    paths = files or tuple(sorted(PACKS.glob("us-*.toml")))
    faults: list[str] = []
    for path in paths:
        faults += _faults(path, str(path) if files else path.name, not files)
    if faults:
        _refuse(faults)
    _say(f"{len(paths)} {'pack' if len(paths) == 1 else 'packs'} read, no fault found.")


@command.command("coverage")
def show_coverage() -> None:
    """How much of each jurisdiction's law is counted, with totals."""
    packs = _packs()
    heads = "".join(head.rjust(len(head) + 2) for head in HEADS)
    lines = [f"{'Jurisdiction':<{NAME_COLUMN}}{heads}"]
    lines += [_tally(pack.name, coverage([pack])) for pack in packs]
    total = coverage(packs)
    lines += ["─" * len(lines[0]), _tally("All", total), ""]
    share = f"{total.share_not_modelled:.1%} of the requirements are not modelled."
    told = "Modelled: decides the verdict. Advisory: counted and shown, and decides nothing. "
    lines.append(wrapped(f"{share} {told}Not modelled: told, not counted.", columns=width()))
    _say("\n".join(lines))


def _tally(name: str, found: Coverage) -> str:
    oldest = found.oldest_review.isoformat() if found.oldest_review else ""
    cells = (
        found.requirements,
        found.modelled,
        found.advisory,
        found.not_modelled,
        found.duties,
        oldest,
    )
    row = "".join(str(cell).rjust(len(head) + 2) for cell, head in zip(cells, HEADS, strict=True))
    return f"{name:<{NAME_COLUMN}}{row}"


def _packs() -> list[Pack]:
    """Every pack, by name. Ends the command where one cannot be read."""
    try:
        return [load_pack(code) for code in known_jurisdictions()]
    except PackError as error:
        _refuse(error.faults)


def _faults(path: Path, named: str, ours: bool) -> list[str]:
    """What is wrong with the pack of a file, a line each."""
    try:
        pack = read_pack(path.read_bytes(), named)
    except OSError as error:
        return [f"{named}: cannot be read: {error.strerror or type(error).__name__}"]
    except PackError as error:
        return error.faults
    if ours and pack.jurisdiction.lower() != path.stem:
        return [f"{named}: 'jurisdiction' is '{pack.jurisdiction}', unlike the file's name"]
    return []


def _say(text: str) -> None:
    click.echo(for_terminal(text, sys.stdout))


def _refuse(faults: list[str]) -> NoReturn:
    for fault in faults:
        click.echo(for_terminal(" ".join(fault.split()), sys.stderr), err=True)
    raise SystemExit(WRONG_INPUT)
