"""Runs the web server and the scheduler side by side until somebody ends them.

For ./run only, hence standard library only; a production host has its own supervisor.
Nothing is installed or stored here.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from drills.bootstrap import CHECKOUT, CannotGoOn, say

Children = dict[str, subprocess.Popen[bytes]]
FOR_EVERYBODY = ("0.0.0.0", "::")
SECONDS_TO_START = 60
SECONDS_TO_END = 10


def address(host: str, port: int) -> str:
    """Where a person at this machine finds the program."""
    shown = "127.0.0.1" if host in FOR_EVERYBODY else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def commands(python: Path, host: str, port: int) -> dict[str, list[str]]:
    """What runs side by side, by the name that a person is told."""
    at = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = ["gunicorn", "--bind", at, "--worker-class", "gthread", "--workers", "2"]
    web += ["--threads", "4", "--timeout", "60", "--graceful-timeout", "5"]
    # No access log, since feed links are secrets; no control socket in the home folder.
    web += ["--log-level", "warning", "--no-control-socket", "wsgi:app"]
    return {
        "web server": [str(python), "-m", *web],
        "scheduler": [str(python), "-m", "drills.jobs"],
    }


def serve(
    starting: dict[str, list[str]], env: dict[str, str], at: str, ready: Callable[[], None]
) -> int:
    """Run all until a signal ends them (0), or until one of them dies (1).

    Calls ``ready`` once ``/health`` at the address answers. Raises CannotGoOn if it is late.
    """
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # nohup ./run means to outlive the terminal: what is ignored stays ignored.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda *_: ending.set())
    running: Children = {}
    try:
        for name, command in starting.items():
            # Each in a session of its own: Ctrl-C reaches only us, and we end them in order.
            running[name] = subprocess.Popen(command, cwd=CHECKOUT, env=env, start_new_session=True)
        if wait_until_healthy(at, lambda: ending.is_set() or dead(running)):
            ready()
        while not ending.wait(0.3):
            name = dead(running)
            if name:
                status = running[name].returncode
                say(f"\nThe {name} ended by itself (status {status}); ending the rest.")
                return 1
        say("\nEnding …")
        return 0
    finally:
        end(running)
        say("Stopped.")


def dead(running: Children) -> str | None:
    """The name of a child that has ended, if one has."""
    return next((name for name, child in running.items() if child.poll() is not None), None)


def wait_until_healthy(at: str, give_up: Callable[[], object]) -> bool:
    """Whether /health answered before we had to give up. Raises CannotGoOn when it is late."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + SECONDS_TO_START
    while not give_up():
        try:
            with opener.open(f"{at}/health", timeout=5) as answer:
                if answer.status == 200:
                    return True
        except OSError as problem:
            if time.monotonic() > until:
                raise CannotGoOn(f"{at}/health did not answer: {problem}") from None
        time.sleep(0.1)
    return False


def end(running: Children) -> None:
    """Ask the children to end, then insist."""
    for child in running.values():
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + SECONDS_TO_END
    for child in running.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, until - time.monotonic()))
        # Whoever is left of its session: itself, or the workers of a server that was killed.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
