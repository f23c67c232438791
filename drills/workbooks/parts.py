"""The half-written sheets of a workbook: in a folder of its own, and gone with it.

openpyxl writes each sheet to a file and leaves it where the writing breaks off. Here the
files have one place: it goes when the workbook is saved or given up, and the night takes
those of processes that were killed.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl.worksheet._writer import ALL_TEMP_FILES, WorksheetWriter

BEGINS = "drills-workbook-"
LONGEST = timedelta(days=1)  # no workbook takes so long to write


class Parts:
    """The folder of one workbook's sheets."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix=BEGINS))
        self._sheets: list[Any] = []
        self._gone = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def add(self, sheet: Any) -> Any:
        """Let an openpyxl sheet that is only written have its file here; gives the sheet."""
        path = str(self._folder / str(len(self._sheets)))

        def begin() -> None:
            # With its first row: what stands above the rows is known by then.
            if sheet._writer is None:
                sheet._writer = WorksheetWriter(sheet, path)
                ALL_TEMP_FILES.append(path)  # openpyxl strikes it off when it is done with it
                sheet._writer.write_top()

        sheet._get_writer = begin
        self._sheets.append(sheet)
        return sheet

    def drop(self) -> None:
        """Delete what is left, of a workbook that is saved or never will be."""
        for sheet in self._sheets:
            if sheet._rows is not None:
                sheet._rows.close()
            if sheet._writer is None:
                continue
            sheet._writer.xf.close()
            if sheet._writer.out in ALL_TEMP_FILES:
                ALL_TEMP_FILES.remove(sheet._writer.out)
        self._sheets.clear()
        self._gone()


def sweep_parts(now: datetime) -> int:
    """Delete the sheets that killed processes left more than a day ago; gives how many
    workbooks they were of."""
    folders = [p for p in Path(tempfile.gettempdir()).glob(f"{BEGINS}*") if p.is_dir()]
    old = [p for p in folders if p.stat().st_mtime < (now - LONGEST).timestamp()]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
