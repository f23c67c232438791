"""``flask rules``: the packs of law, listed, shown, checked and tallied, from files alone.

Reads the arguments and sets the exit status; a pack in words is rules_text.py's.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

import click

from drills.commands.law_files import pack_named, with_local
from drills.commands.rules_diff import diff_json, diff_text
from drills.commands.rules_text import one_of, pack_text
from drills.commands.terminal import for_terminal, speaks_unicode, width, wrapped
from drills.compliance.coverage import Coverage, coverage
from drills.compliance.loading import PACKS, known_jurisdictions, load_pack
from drills.compliance.local_law import read_local_pack, shipped_local
from drills.compliance.pack import Pack
from drills.compliance.pack_diff import pack_diff
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
    _say("\n".join(lines + _local_lines()))


def _local_lines() -> list[str]:
    """The examples of local law that come with the program."""
    lines = ["", "Local law, laid over a state's with --local FILE:"]
    try:
        for path in shipped_local().values():
            pack = read_local_pack(path.read_bytes(), path.name)
            layer = pack.layer
            told = f"{pack.extends:<7}{layer.name} ({layer.kind}), {layer.version}, "
            lines.append(f"{told}{layer.reviewed.isoformat()}: {_near(path)}")
    except PackError as error:
        _refuse(error.faults)
    return lines


def _near(path: Path) -> str:
    """A path from here, where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


@command.command("show")
@click.argument("jurisdiction", metavar="US-XX")
@click.argument("name", metavar="[ID]", required=False)
@click.option(
    "--local",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A file of local law to lay over it. May be given again.",
)
def show(jurisdiction: str, name: str | None, local: tuple[Path, ...]) -> None:
    """The law of US-XX as it is counted, or one requirement, duty or setting of it."""
    try:
        pack = with_local(load_pack(jurisdiction.upper()), local)
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
    """Read packs strictly: all of them, or these. Exit status 2 where there is a fault.

    A file of local law is laid over its state's pack, and may only be stricter.
    """
    ours = (*sorted(PACKS.glob("us-*.toml")), *shipped_local().values())
    faults: list[str] = []
    for path in files or ours:
        faults += _faults(path, not files)
    if faults:
        _refuse(faults)
    count = len(files or ours)
    _say(f"{count} {'pack' if count == 1 else 'packs'} read, no fault found.")


@command.command("diff")
@click.argument("was", metavar="A")
@click.argument("now", metavar="B")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for scripts.",
)
def diff(was: str, now: str, shape: str) -> None:
    """What differs from A to B: files of packs, or codes such as US-CT.

    A file of local law is compared as it stands over its state's pack.
    """
    packs, faults = [], []
    for word in (was, now):
        try:
            packs.append(pack_named(word))
        except LookupError as error:
            faults.append(str(error.args[0]))
        except PackError as error:
            faults += error.faults
    if faults:
        _refuse(faults)
    found = pack_diff(*packs)
    if shape == "json":
        plain = not speaks_unicode(sys.stdout)
        click.echo(json.dumps(diff_json(found), indent=2, ensure_ascii=plain))
    else:
        _say(diff_text(found, width()))


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


def _faults(path: Path, ours: bool) -> list[str]:
    """What is wrong with the pack of a file, a line each."""
    try:
        pack = pack_named(str(path))
    except PackError as error:
        return [fault.replace(str(path), path.name) if ours else fault for fault in error.faults]
    if ours and path.parent == PACKS and pack.jurisdiction.lower() != path.stem:
        return [f"{path.name}: 'jurisdiction' is '{pack.jurisdiction}', unlike the file's name"]
    return []


def _say(text: str) -> None:
    click.echo(for_terminal(text, sys.stdout))


def _refuse(faults: list[str]) -> NoReturn:
    for fault in faults:
        click.echo(for_terminal(" ".join(fault.split()), sys.stderr), err=True)
    raise SystemExit(WRONG_INPUT)
