"""The evidence files for a command, or a plain sentence where their place does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from drills.store.evidence_files import evidence_files
from drills.store.files import Files, FilesUnreachable

STATUS = 2  # not 1, with which flask audit verify says that something was altered


@contextmanager
def files_reached() -> Iterator[Files]:
    """The evidence of this installation. Ends the command where it cannot be reached."""
    try:
        yield evidence_files()
    except FilesUnreachable as error:
        said = click.ClickException(
            f"The evidence files cannot be reached: {error}\n"
            "Nothing is known of them until their store answers. Then run it again."
        )
        said.exit_code = STATUS
        raise said from None
