"""Which LibreOffice opens our workbooks in the tests, and how it gets onto the machine.

Standard library only at import, since ./test asks for it before it asks pytest anything.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from drills.bootstrap import CannotGoOn, apt_install

APPLICATION = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
HOW_TO_GET_IT = (
    "LibreOffice is missing. Install it (Debian, Ubuntu: apt-get install -y libreoffice-calc; "
    "macOS: brew install --cask libreoffice)"
)


def find_soffice() -> Path | None:
    """LibreOffice's program on this machine, or None."""
    for path in (shutil.which("soffice"), shutil.which("libreoffice"), APPLICATION):
        if path and Path(path).exists():
            return Path(path)
    return None


def get_soffice() -> None:
    """Make sure that there is one, installing it where we may. Raises CannotGoOn."""
    if find_soffice() is None and not (apt_install("libreoffice-calc") and find_soffice()):
        raise CannotGoOn(HOW_TO_GET_IT)


def convert(file: Path, to: str, folder: Path) -> list[Path]:
    """What LibreOffice makes of a file, such as ``to="pdf"`` or ``to="csv"``, in the folder.

    For every sheet of a workbook as its own file:
    ``to="csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"``.
    Raises CannotGoOn where there is no LibreOffice.
    """
    soffice = find_soffice()
    if soffice is None:
        raise CannotGoOn(HOW_TO_GET_IT)
    # A profile of its own: two LibreOffices on one profile wait for each other, or give up.
    profile = f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}"
    before = set(folder.iterdir())
    answer = subprocess.run(
        [soffice, profile, "--headless", "--convert-to", to, "--outdir", folder, file],
        capture_output=True,
        text=True,
        timeout=120,
    )
    made = sorted(path for path in set(folder.iterdir()) - before if path.is_file())
    if not made:
        raise AssertionError(f"LibreOffice made nothing: {answer.stdout}{answer.stderr}")
    return made
