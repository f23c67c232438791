"""``flask audit verify``: whether anything that the log of changes covers was altered."""

from __future__ import annotations

import sys
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext

from drills.commands.reached import files_reached
from drills.commands.terminal import for_terminal
from drills.store.audit import (
    LogRow,
    find_witness,
    read_log_row,
    read_restores,
    short_witness,
)
from drills.store.districts import count_audit_rows, read_districts
from drills.store.snapshot import snapshot
from drills.store.tables import DistrictRow
from drills.store.verify import Fault, chain_faults, faults_of

WORDS = {
    "missing": "row {number} of the log is missing",
    "unlinked": "row {number} of the log does not continue the row before",
    "gone": "{subject} is gone; {told}",
    "unknown": "{subject} was put in behind the log's back",
    "file_gone": "the file of {subject} is gone",
    "file_altered": "the file of {subject} was altered",
    "file_back": "the file of {subject} was erased and is there all the same",
}
ALTERED_ROW, ALTERED = "row {number} of the log was altered", "{subject} was altered; {told}"


@click.group()
def command() -> None:
    """The log of changes."""


command.name = "audit"


@command.command("verify")
@click.option("--witness", metavar="HASH", help="A hash from an export or a mail, to be confirmed.")
@click.option("--all", "everything", is_flag=True, help="Name all that does not fit.")
@with_appcontext
def verify(witness: str | None, everything: bool) -> None:
    """Check every district's log, what it speaks of, and the evidence files.

    Names the first row that was tampered with. Exit status 1 where something does not fit.
    """
    if witness is not None:
        raise SystemExit(_confirm(witness))
    broken = False
    for district in read_districts():
        found: list[Fault] = []
        with files_reached() as files, snapshot() as connection:
            for fault in faults_of(connection, district.id, files):
                found.append(fault)
                if not everything:
                    break
        if not found:
            _say(f"{district.name}: all {count_audit_rows(district.id)} rows hold.")
        for fault in found:
            _say(f"{district.name}: {fault_words(district, fault)}.")
        broken = broken or bool(found)
    raise SystemExit(1 if broken else 0)


def fault_words(district: DistrictRow, fault: Fault) -> str:
    """A fault in a sentence, with the row of the log that gives it away."""
    told = "no row of the log speaks of it"
    row = read_log_row(district.id, fault.number) if fault.number else None
    if row is not None:
        told = f"{_row_words(district, row)} says otherwise"
    words = WORDS.get(fault.kind) or (
        ALTERED_ROW if fault.subject == f"audit:{fault.number}" else ALTERED
    )
    subject = fault.subject.replace(":", " ").replace("_", " ")
    return words.format(number=fault.number, subject=subject, told=told)


def _row_words(district: DistrictRow, row: LogRow) -> str:
    at = row.at.astimezone(ZoneInfo(district.zone)).strftime("%Y-%m-%d %H:%M")
    return f"row {row.number} of the log ({row.did}, {at} {district.zone}, {row.by})"


def _confirm(witness: str) -> int:
    """Say which row a hash is of, and whether the log holds up to it; the exit status."""
    if short_witness(witness):
        _say("Give the whole hash, or at least its first 16 characters.")
        return 2
    found = find_witness(witness)
    if found is None:
        _say("No log on this server holds this hash.")
        for district in read_districts():
            for line in _restores(district):
                _say(line)
        return 1
    district, row = found
    with snapshot() as connection:
        bad = [f for f in chain_faults(connection, district.id) if f.number <= row.number]
    _say(f"{district.name}: the hash is that of {_row_words(district, row)}.")
    if bad:
        _say(f"{district.name}: {fault_words(district, bad[0])}.")
        return 1
    _say(f"{district.name}: all rows up to it hold.")
    return 0


def _restores(district: DistrictRow) -> list[str]:
    """What restores may explain: rows written between a backup and its restore are gone."""
    lines = []
    for row, details in read_restores(district.id):
        number = details.get("replaced_row")
        was = f"; the log it replaced ended with row {number}" if number else ""
        made_at = str(details.get("backup_made_at", ""))[:16].replace("T", " ")
        lines.append(
            f"{district.name}: {_row_words(district, row)} put back a backup of {made_at} UTC"
            f"{was}. Rows written after that backup are not in this log."
        )
    return lines


def _say(words: str) -> None:
    click.echo(for_terminal(words, sys.stdout))
