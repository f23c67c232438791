"""The shape of an evidence bundle: its folders, its manifest, its plain words, its verifier.

Values in, text out. Which files go in is actions/export_bundle.py's; docs/decisions/0011
says why the bundle is as it is.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from drills.exchange.archive import Entry

FORMAT = "drills-bundle/1"
MANIFEST, VERIFY, README = "MANIFEST.json", "verify.html", "README.txt"
WORKBOOK, CALENDAR, VERDICTS = "workbook.xlsx", "calendar.csv", "verdicts.csv"
EVIDENCE_INDEX = "evidence.csv"
CHAIN, CHAIN_DETAILS = "changes/chain.jsonl", "changes/details.jsonl"
ENDINGS = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}


def building_folder(key: str) -> str:
    """Where a building's files lie: ``buildings/long-lots``."""
    return f"buildings/{key}"


def evidence_path(key: str, on: str, type: str, record: int, number: int, kind: str) -> str:
    """``buildings/long-lots/evidence/2026-11-05-fire-record-17-1.jpg``."""
    ending = ENDINGS.get(kind, ".bin")
    return f"{building_folder(key)}/evidence/{on}-{type}-record-{record}-{number}{ending}"


def closed_folder(key: str) -> str:
    """Where a building of a closed year lies, as it was closed."""
    return f"closed/{key}"


def law_path(layer: str, jurisdiction: str) -> str:
    """``law/us-ct.toml`` of the state, ``law/city.toml`` of a layer."""
    return f"law/{jurisdiction.lower() if layer == 'state' else layer}.toml"


def check_command(key: str, as_of: str, laws: Sequence[str]) -> str:
    """The command that judges a building again, from the bundle's folder."""
    state, *local = laws
    folder = building_folder(key)
    words = [f"flask check {folder}/log.csv --building {folder}/building.yaml --pack {state}"]
    words += [f"--local {path}" for path in local]
    return " ".join([*words, f"--as-of {as_of}"])


def manifest(
    head: Mapping[str, Any], entries: Iterable[Entry], not_there: Iterable[Mapping[str, str]]
) -> str:
    """MANIFEST.json: what the bundle is, and the SHA-256 of every other file in it."""
    told = {
        "format": FORMAT,
        **head,
        "not_there": list(not_there),
        "files": [{"path": e.path, "bytes": e.size, "sha256": e.sha256} for e in entries],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


@cache
def verify_page() -> str:
    """The verifier: one page that runs nothing but its own script and asks no network."""
    page = Path(__file__).with_name(VERIFY).read_text(encoding="utf-8")
    for name, place in (("style", "STYLE"), ("script", "SCRIPT")):
        inside = re.search(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        page = page.replace(f"'{place}'", f"'sha256-{digest}'", 1)
    return page


def readme(
    district: str,
    year: str,
    as_of: str,
    exported: str,
    laws: Sequence[tuple[str, str]],
    example: str,
    faults: Sequence[str] = (),
    closed: str = "",
) -> str:
    """README.txt, for somebody who has never seen one. ``laws``: path and what it is;
    ``closed``: of a closed year, when and by whom."""
    closed_lines = [
        "  closed/                the year as it was closed, which nothing replaces: for each",
        "                         building its facts, drills and verdict, and the law of then.",
        f"                         {closed}",
    ]
    law_lines = [f"  {path:<22} {words}" for path, words in laws]
    fault_lines = [
        "",
        "Of the local law, this did not hold, because the law above it has changed since:",
        *(f"  - {fault}" for fault in faults),
        "A command below that names local law may therefore say that it is laxer.",
    ]
    return "\n".join(
        [
            f"Evidence bundle: school drills of {district}",
            f"School year {year}, as of {as_of}. {exported}",
            "",
            "Start with workbook.xlsx: it says how each building stands and why. The rest of",
            "this bundle is what it was made from.",
            "",
            "What is here",
            "  workbook.xlsx          the compliance workbook; Excel, LibreOffice, Numbers open it",
            "  verify.html            open it in a browser and choose this folder: it says whether",
            "                         any file was changed or is missing. It needs no network",
            "  MANIFEST.json          every file with its size and SHA-256",
            "  verdicts.csv           each building's verdict, and the command that repeats it",
            "  buildings/NAME/        building.yaml (facts and calendar), log.csv (the drills that",
            "                         count) and evidence/ (the files that prove them)",
            "  evidence.csv           which file proves which record, with its SHA-256",
            "  calendar.csv           the school calendar",
            "  changes/chain.jsonl    the log of changes: each line holds the SHA-256 of the line",
            "                         before it, so a changed, missing or added line shows",
            "  changes/details.jsonl  what each change said in full. Drills that are still to come",
            "                         are left out, so that nobody learns of them from here",
            *law_lines,
            *(closed_lines if closed else ()),
            *(fault_lines if faults else ()),
            "",
            "To check that nothing was changed",
            "  Open verify.html and choose this folder. Then compare the SHA-256 of MANIFEST.json",
            "  that it shows with the one that the district's log of changes keeps for this",
            "  export, or that was told when it was handed over: who can change a file could",
            "  have changed the list of files too.",
            "",
            "To judge a building again",
            "  Get the drill tracker and start ./run in its folder once. Then type, in this",
            "  folder, with TRACKER for the drill tracker's folder:",
            "  export FLASK_APP=TRACKER/wsgi.py PATH=TRACKER/.venv/bin:$PATH",
            f"  {example}",
            "  verdicts.csv has the command of each building.",
            "",
            "Times are those of the district. Planned drills and names of pupils are not in it.",
            "",
        ]
    )
