"""./run as a person meets it: started, looked at, ended, started again, deleted."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drills.bootstrap import CHECKOUT

pytestmark = pytest.mark.slow

SECONDS_TO_START = 180  # at most: some machines do much else


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DRILLS_")}
    return {**kept, "DRILLS_DATA": str(data)}


@contextmanager
def running(data: Path, port: int, log: Path) -> Iterator[str]:
    """./run until it says that Ctrl-C ends it; what it said. Ended by Ctrl-C afterwards."""
    with log.open("w") as out:
        child = subprocess.Popen(
            [CHECKOUT / "run", "--port", str(port)],
            env=settings(data),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            for _ in range(SECONDS_TO_START * 5):
                if "Ctrl-C ends it." in log.read_text() or child.poll() is not None:
                    break
                try:
                    child.wait(0.2)
                except subprocess.TimeoutExpired:
                    continue
            said = log.read_text()
            assert "Ctrl-C ends it." in said, said
            yield said
        finally:
            child.send_signal(signal.SIGINT)
            status = child.wait(30)
    assert status == 0, log.read_text()


def get(address: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status, answer.read()


def test_the_demo_starts_is_kept_over_a_second_start_and_is_deleted(tmp_path):
    data, port = tmp_path / "data", free_port()
    with running(data, port, tmp_path / "first") as first:
        here = f"http://127.0.0.1:{port}"
        assert here in first and "Loading the demo" in first
        assert get(f"{here}/health")[0] == 200
        link = re.findall(r"\S+\.ics", first)[0]
        assert link.startswith(here)
        _, calendar = get(link)
        assert calendar.count(b"BEGIN:VEVENT") > 50
        for kind in ("administrator", "safety director", "principal", "staff", "officer"):
            assert kind in first
    with running(data, port, tmp_path / "second") as second:
        assert "Loading the demo" not in second
        assert re.findall(r"\S+@\S+|\S+\.ics", second) == re.findall(r"\S+@\S+|\S+\.ics", first)
        assert get(link)[1] == calendar
        in_use = subprocess.run(
            [CHECKOUT / "run", "reset", "--yes"],
            env=settings(data),
            capture_output=True,
            text=True,
        )
        assert in_use.returncode == 1 and "Ctrl-C" in in_use.stderr
    gone = subprocess.run(
        [CHECKOUT / "run", "reset", "--yes"], env=settings(data), capture_output=True, text=True
    )
    assert gone.returncode == 0 and not data.exists()
