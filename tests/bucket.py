"""A real S3 server on this machine (moto's), with one bucket, that can be stopped.

Its objects live in the process: they are there again after a stop and a start.
"""

from __future__ import annotations

import http.client
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from config import EvidenceBucket
from drills.store.bucket import BucketFiles
from drills.store.files import path_of

NAME, PREFIX = "lakeside-drills", "evidence"


class S3Server:
    """The server; ``address`` stays the same through stop and start."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._port = 0
        self.start()
        self.ask("PUT", f"/{NAME}")

    @property
    def address(self) -> str:
        """http and loopback."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Serve, on the port of before."""
        from moto.server import ThreadedMotoServer

        self._server = ThreadedMotoServer("127.0.0.1", self._port, verbose=False)
        self._server.start()
        self._port = self._server.get_host_and_port()[1]

    def stop(self) -> None:
        """Answer nobody."""
        self._server.stop()

    @contextmanager
    def down(self) -> Iterator[None]:
        """Stopped for a while."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """It asks who is there from now on, and knows nobody: everything is denied."""
        self.ask("POST", "/moto-api/reset-auth", b"0")
        try:
            yield
        finally:
            self.ask("POST", "/moto-api/reset-auth", b"inf")

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """One plain request, as somebody with the keys would make it."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        # moto takes the service from who signed.
        signed = "AWS4-HMAC-SHA256 Credential=k/20261006/us-east-1/s3/aws4_request"
        line.request(method, path, body, {"Authorization": signed})
        answer = line.getresponse().read()
        line.close()
        return answer

    def put(self, digest: str, content: bytes) -> None:
        """Alter an object behind everybody's back."""
        self.ask("PUT", f"/{NAME}/{PREFIX}/{path_of(digest)}", content)

    def delete(self, digest: str) -> None:
        """Take an object away behind everybody's back."""
        self.ask("DELETE", f"/{NAME}/{PREFIX}/{path_of(digest)}")

    def settings(self) -> dict[str, str]:
        """The environment of an installation that keeps its evidence here."""
        return {
            "DRILLS_EVIDENCE_STORE": f"s3://{NAME}/{PREFIX}",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL": self.address,
        }

    def files(self, **changes: Any) -> BucketFiles:
        """The bucket as the program sees it."""
        told = {"name": NAME, "prefix": PREFIX, "key": "key", "secret": "secret", **changes}
        return BucketFiles(EvidenceBucket(endpoint=self.address, **told))


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """One for all tests of this process."""
    server = S3Server()
    yield server
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def any_files(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Files in a folder, then in a bucket."""
    from drills.store.files import FolderFiles

    if request.param == "folder":
        return FolderFiles(tmp_path / "evidence")
    return request.getfixturevalue("s3_server").files()
