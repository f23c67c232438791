"""What ./run and ./test do before the program runs: Pythons, environments, locks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from drills import bootstrap
from drills.bootstrap import CHECKOUT, RUN_LOCK, TEST_LOCK, CannotGoOn

OLD = "import sys; sys.version_info = (3, 9, 2); sys.argv = ['./run']; import drills.bootstrap"


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pretended environment: its python is a link to ours."""
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    monkeypatch.setattr(bootstrap, "VENV", folder)
    monkeypatch.setattr(bootstrap, "STAMP", folder / "installed-locks")
    monkeypatch.setattr(bootstrap, "venv_python", lambda venv=folder: venv / "bin" / "python")
    return folder


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """What was installed, without installing."""
    calls: list[list[Path]] = []
    monkeypatch.setattr(bootstrap, "install", lambda venv, locks: calls.append(list(locks)))
    return calls


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither ensurepip nor pip nor uv."""
    monkeypatch.setattr(bootstrap, "can_make_environments", lambda: False)
    monkeypatch.setattr(bootstrap, "machine_pip", lambda: None)
    places = {"apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr(shutil, "which", places.get)


def test_an_old_python_is_told_what_to_install_and_how_to_start() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", OLD], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("This needs Python 3.11 or newer; python3 here is 3.9.")
    assert "python3.12 ./run" in ended.stderr and "Traceback" not in ended.stderr


def test_a_lock_is_installed_once(venv: Path, installed: list, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1\n")
    bootstrap.prepare(lock)
    bootstrap.prepare(lock)
    assert installed == [[lock]]


def test_a_changed_lock_is_installed_again(venv: Path, installed: list, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1\n")
    bootstrap.prepare(lock)
    lock.write_text("a==2\n")
    bootstrap.prepare(lock)
    assert len(installed) == 2


def test_starting_after_testing_installs_nothing(
    venv: Path, installed: list, tmp_path: Path
) -> None:
    run, test = tmp_path / "run.txt", tmp_path / "test.txt"
    run.write_text("a==1\n")
    test.write_text("b==1\n")
    bootstrap.prepare(run, test)
    bootstrap.prepare(run)
    assert installed == [[run, test]]


def test_an_interrupted_installation_is_done_again(
    venv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    lock = tmp_path / "lock.txt"
    lock.write_text("a==1\n")
    monkeypatch.setattr(bootstrap, "install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.prepare(lock)
    assert not bootstrap.STAMP.exists()


def test_an_environment_whose_python_is_gone_is_made_anew(
    venv: Path, installed: list, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to(tmp_path / "uninstalled")
    made = []
    monkeypatch.setattr(bootstrap, "make_environment", lambda folder: made.append(folder))
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1\n")
    # The stub leaves the folder unmade; only the stamp needs it.
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    bootstrap.prepare(lock)
    assert made == [venv] and not venv.exists()


def test_without_venv_and_without_root_one_line_says_what_to_install(
    bare: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(CannotGoOn, match="sudo apt-get install -y python3-venv"):
        bootstrap.make_environment(tmp_path / "venv")
    assert not (tmp_path / "venv").exists()


def test_without_venv_root_installs_it_and_goes_on(
    bare: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands: list[list[str]] = []

    def apt(*packages: str) -> bool:
        commands.append(["apt", *packages])
        monkeypatch.setattr(bootstrap, "can_make_environments", lambda: True)
        return True

    monkeypatch.setattr(bootstrap, "apt_install", apt)
    monkeypatch.setattr(bootstrap, "_quietly", commands.append)
    bootstrap.make_environment(tmp_path / "venv")
    assert commands[0] == ["apt", "python3-venv"]
    assert commands[1][1:] == ["-m", "venv", str(tmp_path / "venv")]


def test_without_venv_the_machines_own_pip_is_enough(
    bare: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "machine_pip", lambda: ["python3", "-m", "pip"])
    monkeypatch.setattr(bootstrap, "_quietly", commands.append)
    bootstrap.make_environment(tmp_path / "venv")
    assert commands == [
        [bootstrap._python(), "-m", "venv", "--without-pip", str(tmp_path / "venv")]
    ]


def test_nobody_but_root_calls_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("nothing may be run"))
    assert bootstrap.apt_install("chromium") is False


def test_a_failed_installation_shows_the_installers_own_words(
    venv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = ["-c", "import sys; print('no route to host'); sys.exit(1)"]
    monkeypatch.setattr(bootstrap, "installer", lambda venv: [sys.executable, *words])
    lock = tmp_path / "lock.txt"
    lock.write_text("a==1\n")
    with pytest.raises(CannotGoOn, match=r"no route to host(.|\n)*HTTPS_PROXY"):
        bootstrap.install(venv, [lock])


@pytest.mark.parametrize("lock", [RUN_LOCK, TEST_LOCK], ids=lambda path: path.name)
def test_a_lock_pins_and_hashes_everything_and_names_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"://|index-url|find-links| @ |-e ", text)
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^\s*#.*\n", "", text))
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==\S+", entry) and "--hash=sha256:" in entry, entry


def test_the_two_locks_agree() -> None:
    def pins(lock: Path) -> dict[str, str]:
        return dict(re.findall(r"(?m)^([a-z0-9.-]+)==(\S+)", lock.read_text()))

    run, test = pins(RUN_LOCK), pins(TEST_LOCK)
    assert {name: run[name] for name in run.keys() & test.keys()} == {
        name: test[name] for name in run.keys() & test.keys()
    }


@pytest.mark.parametrize("name", ["requirements", "requirements-s3", "requirements-test"])
def test_everything_asked_for_is_in_its_lock(name: str) -> None:
    asked = re.findall(r"(?m)^([a-z0-9][a-z0-9-]*)", (CHECKOUT / f"{name}.in").read_text())
    lock = (CHECKOUT / f"{name}.txt").read_text()
    assert [package for package in asked if not re.search(rf"(?m)^{package}==", lock)] == []


@pytest.mark.parametrize("name", ["run", "test", ".ci/run"])
def test_the_commands_can_be_started(name: str) -> None:
    assert os.access(CHECKOUT / name, os.X_OK)


def test_continuous_integration_runs_the_command_that_people_run() -> None:
    lines = (CHECKOUT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["exec ./test </dev/null"]
