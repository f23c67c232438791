"""The file that ``flask backup`` writes: a ZIP of tables as lines of JSON and of files.

    MANIFEST.json        what it is, when it was made, the SHA-256 of all that follows
    tables/record.jsonl  a row a line, columns by name, times in UTC
    files/<sha256>       evidence, as it was kept

The same on every database, so that a district can move from SQLite to PostgreSQL. What
goes in is actions/back_up.py's, what comes out restore.py's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from drills.exchange.archive import Entry
from drills.exchange.district_archive import DistrictArchive

FORMAT = "drills backup 1"


def backup_manifest(
    head: Mapping[str, Any], tables: Mapping[str, int], entries: Iterable[Entry]
) -> str:
    """MANIFEST.json."""
    files = [{"path": e.path, "bytes": e.size, "sha256": e.sha256} for e in entries]
    told = {"format": FORMAT, **head, "tables": dict(tables), "files": files}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


class BackupArchive(DistrictArchive):
    """A backup opened for reading. Raises NotADistrict where its parts are not those that
    were written."""

    known = FORMAT

    @property
    def file_hashes(self) -> set[str]:
        """The hashes of the files in it."""
        paths = (entry["path"] for entry in self.manifest["files"])
        return {path.removeprefix("files/") for path in paths if path.startswith("files/")}
