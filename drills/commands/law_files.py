"""Packs named on the command line: by a state's code, by file, local ones laid over theirs.

No words for people and no exit status here; see rules.py, check.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drills.compliance.layering import layered_files
from drills.compliance.loading import JURISDICTION, load_pack, read_pack
from drills.compliance.local_law import head_of
from drills.compliance.pack import Pack
from drills.compliance.strict import PackError


def pack_named(word: str) -> Pack:
    """The pack of US-CT, or of a file; local law comes laid over its state's own pack.

    Raises LookupError or PackError.
    """
    if JURISDICTION.fullmatch(word.upper()):
        return load_pack(word.upper())
    data = read_file(Path(word))
    extends, kind = head_of(data, word)
    if not kind:
        return read_pack(data, word)
    try:
        return layered_files(load_pack(extends), [(word, data)])
    except LookupError as error:
        raise PackError([f"{word}: 'extends' is '{extends}': {error}"]) from None


def with_local(state: Pack, files: Sequence[Path]) -> Pack:
    """The state's pack with local files laid over it. Raises PackError."""
    if not files:
        return state
    return layered_files(state, [(str(path), read_file(path)) for path in files])


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises PackError."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PackError([f"{path}: cannot be read: {reason}"]) from None
