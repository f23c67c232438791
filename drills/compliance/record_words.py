"""What a duty wants on record in the vocabulary's own English words, for a terminal and a sheet.

In the reader's language it is web/building/proof_words.py's.
"""

from __future__ import annotations

from drills.compliance.duty import Duty


def record_words(duty: Duty) -> str:
    """``time; notes that tell: weather; a file: state form``; empty where it wants nothing."""
    found = [_plain(column) for column in duty.record if column != "notes"]
    if "notes" in duty.record:
        told = ", ".join(_plain(word) for word in duty.notes_tell)
        found.append(f"notes that tell: {told}" if told else "notes")
    found += [f"a file: {_plain(file)}" for file in duty.files]
    if duty.signed_by:
        found.append(f"signed by {' or '.join(duty.signed_by)}")
    if found and not duty.binds:
        found.append("stops no approval")
    return "; ".join(found)


def _plain(name: str) -> str:
    return name.replace("_", " ")
