"""Evidence in a bucket of any S3-compatible store, under the same paths as in the folder, so
that one is moved into the other by copying.

The client (obstore) is installed from requirements-s3.txt, and only where it is wanted.
"""

from __future__ import annotations

import importlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, Any

from config import EvidenceBucket
from drills.store.files import PIECE, Files, FilesUnreachable, path_of, sha256

CLIENT = {"connect_timeout": "5s", "timeout": "60s"}
# Somebody waits in front of the form that sent the file.
RETRY = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}


class BucketFiles(Files):
    """A bucket. Raises ImportError where the client is not installed.

    A file is put in one request, which the store carries out whole or not at all, and its
    answer comes once the file is kept. What is put again is written again.
    """

    def __init__(self, bucket: EvidenceBucket) -> None:
        self.bucket = bucket
        self._client = importlib.import_module("obstore")
        self._store: tuple[int, Any] = (0, None)

    def put(self, content: bytes) -> str:
        digest = sha256(content)
        try:
            with self._said():
                self._client.put(self._here(), path_of(digest), content, use_multipart=False)
        except FileNotFoundError as error:
            raise FilesUnreachable(_first_line(error)) from error
        return digest

    def open(self, digest: str) -> IO[bytes]:
        with self._said():
            found = self._client.get(self._here(), path_of(digest))
        return io.BufferedReader(_Stream(self._pieces(found)), PIECE)

    def remove(self, digest: str) -> bool:
        if not self.has(digest):
            return False
        with self._said():
            self._client.delete(self._here(), path_of(digest))
        return True

    def _here(self) -> Any:
        """The connection of this process: one from before a fork would hang."""
        if self._store[0] != os.getpid():
            self._store = (os.getpid(), self._connect())
        return self._store[1]

    def _connect(self) -> Any:
        from obstore.store import S3Store

        told = self.bucket
        given = {
            "endpoint": told.endpoint,
            "access_key_id": told.key,
            "secret_access_key": told.secret,
            "session_token": told.token,
        }
        return S3Store(
            told.name,
            prefix=told.prefix or None,
            region=told.region,
            client_options={**CLIENT, "allow_http": told.endpoint.startswith("http:")},
            retry_config=RETRY,
            **{name: value for name, value in given.items() if value},
        )

    def _pieces(self, found: Any) -> Iterator[bytes]:
        with self._said():
            for piece in found.stream(min_chunk_size=PIECE):
                yield bytes(piece)

    @contextmanager
    def _said(self) -> Iterator[None]:
        """What the client says, as what Files says."""
        try:
            yield
        except FileNotFoundError as error:
            # A bucket that is not there must not look like one that was emptied.
            if "NoSuchKey" in str(error):
                raise
            raise FilesUnreachable(_first_line(error)) from error
        except self._client.exceptions.BaseError as error:
            raise FilesUnreachable(_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:500]


class _Stream(io.RawIOBase):
    """Pieces that come in, as a file to read from front to back."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
