"""Which place this installation keeps its evidence in: a folder, or a bucket."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app

from config import EvidenceBucket
from drills.store.bucket import BucketFiles
from drills.store.files import Files, FolderFiles

NAME = "evidence_files"


def connect_files(app: Flask, place: Path | EvidenceBucket) -> None:
    """Introduce the place to the app. Raises ImportError where a bucket's client is missing."""
    app.extensions[NAME] = FolderFiles(place) if isinstance(place, Path) else BucketFiles(place)


def evidence_files() -> Files:
    """Where the evidence of this installation lies."""
    files: Files = current_app.extensions[NAME]
    return files
