"""./run: its data folder, its port, its children, and what it asks before it deletes."""

from __future__ import annotations

import argparse
import importlib.machinery
import importlib.util
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from drills import serving
from drills.bootstrap import CHECKOUT, CannotGoOn

HEALTHY = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
PATIENT = "import time; time.sleep(60)"
SHORT_LIVED = "import sys; sys.exit(3)"


@pytest.fixture(scope="module")
def run() -> ModuleType:
    """The command as a module; it has no .py at its end."""
    loader = importlib.machinery.SourceFileLoader("run_command", str(CHECKOUT / "run"))
    spec = importlib.util.spec_from_loader("run_command", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture
def handlers() -> Iterator[None]:
    """Put back the signal handlers that serving takes."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def python(code: str, *words: object) -> list[str]:
    return [sys.executable, "-c", code, *map(str, words)]


def test_a_taken_port_is_named_with_one_that_is_free(run: ModuleType, taken: int) -> None:
    chosen = argparse.Namespace(host="127.0.0.1", port=taken)
    with pytest.raises(CannotGoOn, match=rf"Port {taken} .* in use(.|\n)*./run --port \d+"):
        run.check_port(chosen)


def test_an_address_of_another_machine_is_refused(run: ModuleType) -> None:
    with pytest.raises(CannotGoOn, match=r"--host 192.0.2.1 is not an address of this machine"):
        run.port_is_free("192.0.2.1", 8000)


def test_the_key_is_made_once_and_for_its_owner_only(run: ModuleType, tmp_path: Path) -> None:
    data = run.DataFolder(tmp_path / "data")
    data.open()
    key = data.secret_key()
    assert len(key) > 40 and data.secret_key() == key
    assert stat.S_IMODE(data.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(data.folder.stat().st_mode) == 0o700


def test_two_starts_do_not_share_a_data_folder(run: ModuleType, tmp_path: Path) -> None:
    first, second = run.DataFolder(tmp_path), run.DataFolder(tmp_path)
    first.open()
    with pytest.raises(CannotGoOn, match=r"Another ./run is using"):
        second.open()


def reset(run: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> int:
    monkeypatch.setenv("DRILLS_DATA", str(folder))
    monkeypatch.setattr("builtins.input", lambda _: answer)
    return run.main(["reset"])


def test_reset_deletes_after_a_yes_only(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    data = run.DataFolder(folder)
    data.open()
    data.lock.close()
    assert reset(run, folder, monkeypatch, "") == 1 and folder.exists()
    assert reset(run, folder, monkeypatch, "yes") == 0 and not folder.exists()


def test_reset_leaves_a_folder_alone_that_run_did_not_make(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    assert reset(run, tmp_path, monkeypatch, "yes") == 1
    assert (tmp_path / "thesis.odt").exists()
    assert "left alone" in capsys.readouterr().err


def test_reset_leaves_a_folder_alone_that_is_in_use(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = run.DataFolder(tmp_path / "data")
    data.open()
    assert reset(run, data.folder, monkeypatch, "yes") == 1 and data.folder.exists()


@pytest.mark.parametrize("words", [["--prot", "1"], ["restart"], ["--port", "70000"]])
def test_a_wrong_option_points_to_the_help(run: ModuleType, words: list[str]) -> None:
    with pytest.raises(SystemExit, match=r"./run --help lists what there is"):
        run.main(words)


def test_help_lists_every_option(run: ModuleType, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as ended:
        run.main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for word in ("--port", "--host", "--empty", "--yes", "reset", "bench", "DRILLS_DATA", "./test"):
        assert word in shown


def test_wrong_settings_are_said_before_anything_is_installed() -> None:
    env = {"PATH": os.environ["PATH"], "DRILLS_SESSION_HOURS": "0"}
    ended = subprocess.run([CHECKOUT / "run"], env=env, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "DRILLS_SESSION_HOURS" in ended.stderr and ended.stdout == ""


def test_one_dead_child_ends_the_other_and_is_named(
    handlers: None, capsys: pytest.CaptureFixture
) -> None:
    at = serving.address("127.0.0.1", free_port())
    starting = {"web server": python(PATIENT), "scheduler": python(SHORT_LIVED)}
    status = serving.serve(starting, dict(os.environ), at, lambda: pytest.fail("was not ready"))
    assert status == 1
    assert "The scheduler ended by itself (status 3)" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_both_children_cleanly(
    handlers: None, number: signal.Signals, tmp_path: Path
) -> None:
    port = free_port()
    marks = [tmp_path / "web", tmp_path / "scheduler"]
    leave = "import signal, sys, pathlib\nsignal.signal(15, lambda *_: (pathlib.Path(sys.argv[2])"
    leave += ".write_text('ended'), sys.exit(0)))\n"
    starting = {
        "web server": python(leave + HEALTHY, port, marks[0]),
        "scheduler": python(leave + PATIENT, port, marks[1]),
    }

    def ready() -> None:
        # After the scheduler has taken its handler too, which it says by nothing we can see.
        threading.Timer(0.5, os.kill, (os.getpid(), number)).start()

    at = serving.address("127.0.0.1", port)
    assert serving.serve(starting, dict(os.environ), at, ready) == 0
    assert [mark.read_text() for mark in marks] == ["ended", "ended"]


def test_a_child_that_will_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "SECONDS_TO_END", 0.2)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True)\n" + PATIENT
    child = subprocess.Popen(python(deaf), stdout=subprocess.PIPE, start_new_session=True)
    assert child.stdout is not None
    child.stdout.readline()
    serving.end({"web server": child})
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL


def test_the_workers_of_a_killed_server_end_too() -> None:
    server = (
        f"import subprocess, sys\nprint(subprocess.Popen([sys.executable, '-c', '{PATIENT}']).pid)"
    )
    child = subprocess.Popen(python(server), stdout=subprocess.PIPE, start_new_session=True)
    assert child.stdout is not None
    child.stdout.readline()
    child.wait()
    began = time.monotonic()
    serving.end({"web server": child})
    child.stdout.read()  # which ends when nobody holds the other end any more
    child.stdout.close()
    assert time.monotonic() - began < 10


def test_an_address_is_one_that_this_machine_can_open() -> None:
    assert serving.address("0.0.0.0", 8000) == "http://127.0.0.1:8000"
    assert serving.address("::1", 8000) == "http://[::1]:8000"
