"""Evidence: what an uploaded file really is, made safe, and the rows that speak of it.

A file is typed by its first bytes, never by its name, and then its decoder decides, in a
process of its own (images.py). Who may attach or see evidence is not asked here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from drills.store.database import db
from drills.store.files import sha256
from drills.store.tables import EvidenceRow

WORKER = Path(__file__).with_name("images.py")
TIME_LIMIT = 40  # seconds for one file
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")


class NotEvidence(Exception):
    """A file that cannot be kept. ``code``: type, too_large, empty, broken, too_many_pixels,
    encrypted, active (a PDF that does something when opened), too_many_pages, too_slow."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Examined:
    """A file made safe: the bytes to keep, the thumbnail, and what was learnt of it."""

    original_sha256: str
    kind: str  # image/jpeg | application/pdf
    content: bytes
    thumbnail: bytes | None = None
    taken_at: str | None = None
    pages: int | None = None


def kind_of(content: bytes) -> str | None:
    """What the first bytes say: one of the five kinds that are taken, or None."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return "image/heic"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return None


def examine(content: bytes, most_bytes: int) -> Examined:
    """A file made safe. Raises NotEvidence with the reason.

    Photos come back upright, at most 2,000 pixels a side, as JPEG without EXIF or place.
    """
    if not content:
        raise NotEvidence("empty")
    if len(content) > most_bytes:
        raise NotEvidence("too_large")
    kind = kind_of(content)
    if kind is None:
        raise NotEvidence("type")
    answer, parts = _ask_worker(kind, content)
    if "error" in answer:
        raise NotEvidence(str(answer["error"]))
    original = sha256(content)
    if kind == "application/pdf":
        return Examined(original, kind, content, pages=int(answer["pages"]))
    return Examined(original, "image/jpeg", parts[0], parts[1], answer.get("taken_at"))


def _ask_worker(kind: str, content: bytes) -> tuple[dict[str, object], list[bytes]]:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(WORKER), kind],
            input=content,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotEvidence("too_slow") from None
    head, _, rest = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise NotEvidence("broken")
    answer = json.loads(head)
    parts, at = [], 0
    for size in answer.get("sizes", ()):
        parts.append(rest[at : at + size])
        at += size
    return answer, parts


def read_evidence(evidence_id: int) -> EvidenceRow | None:
    """One evidence row; whether the reader may see it has been asked before."""
    return db.session.get(EvidenceRow, evidence_id)


def read_hashes(record_id: int) -> dict[str, str]:
    """The originals' hashes already on a record, each with the file's name."""
    rows = db.session.execute(
        select(EvidenceRow.original_sha256, EvidenceRow.name).where(
            EvidenceRow.record_id == record_id
        )
    )
    return {row.original_sha256: row.name for row in rows}
