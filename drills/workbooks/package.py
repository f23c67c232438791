"""Whether bytes are a spreadsheet that may be opened: type, size, and nothing that explodes.

Asked before anything is parsed. What stands in the sheets is reading.py's.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

MOST_UNPACKED = 80 * 1024 * 1024  # a full template of 10,000 rows is a quarter of it
MOST_PARTS = 300
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


class NotATemplate(Exception):
    """A file that cannot be read at all. ``code``: empty, type, locked, broken, unpacked."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def check_package(data: bytes) -> None:
    """Raise NotATemplate where the bytes are no .xlsx that is safe to open."""
    if not data:
        raise NotATemplate("empty")
    if data.startswith(OLD_OR_LOCKED):
        raise NotATemplate("locked")
    if not data.startswith(b"PK"):
        raise NotATemplate("type")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _check_parts(package)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise NotATemplate("broken") from error
    except (RuntimeError, ValueError, OSError) as error:  # a password, a damaged stream
        raise NotATemplate("broken") from error


def _check_parts(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise NotATemplate("type")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NotATemplate("unpacked")
    for part in parts:
        if part.filename.endswith((".xml", ".rels", ".vml")):
            # A spreadsheet has no document type; who declares one means to expand it.
            content = package.read(part)
            if DOCTYPE.search(content) or content.startswith(UTF_16):
                raise NotATemplate("broken")
