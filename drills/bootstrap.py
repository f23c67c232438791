"""What ./run and ./test share: the right Python, the virtual environment, the packages.

Standard library only, and importable by Pythons too old for the rest, so that they can be
told so. Nothing about the program itself is here: ./run starts it, ./test tests it.
"""

import sys

# Stands before everything that an older Python cannot read.
if sys.version_info < (3, 11):  # noqa: UP036 - this line is what refuses the older ones
    sys.exit(
        "This needs Python 3.11 or newer; python3 here is {}.{}.\n"
        "Install a newer one (Debian, Ubuntu: apt-get install python3.12; macOS: "
        "brew install python@3.12; any: python.org)\nand start with it by name: "
        "python3.12 {}".format(sys.version_info[0], sys.version_info[1], " ".join(sys.argv))
    )

import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
STAMP = VENV / "installed-locks"
RUN_LOCK = CHECKOUT / "requirements.txt"
S3_LOCK = CHECKOUT / "requirements-s3.txt"
TEST_LOCK = CHECKOUT / "requirements-test.txt"


class CannotGoOn(Exception):
    """Something is missing that only a person can provide. The message says what to do."""


def say(line: str) -> None:
    """Tell the person at the terminal what happens, at once even into a pipe."""
    print(line, flush=True)


def venv_python(venv: Path = VENV) -> Path:
    """The Python inside a virtual environment, whether it exists or not."""
    return venv / "bin" / "python"


def digest_of(lock: Path) -> str:
    """What the stamp keeps of a lock: its content and the Python it was installed for."""
    version = "{}.{}".format(*sys.version_info)
    return hashlib.sha256(f"{version}\n".encode() + lock.read_bytes()).hexdigest()


def prepare(*locks: Path) -> Path:
    """The environment's Python, with everything in the locks installed.

    Takes a few milliseconds when nothing changed since the last time. Raises CannotGoOn.
    """
    if os.name == "nt":
        raise CannotGoOn("Windows is not supported directly. Use it inside WSL (wsl --install).")
    wanted = {digest_of(lock) for lock in locks}
    fits = _fits(VENV)
    installed = set(STAMP.read_text().split()) if fits and STAMP.exists() else set()
    if wanted <= installed:
        return venv_python()
    if not fits:
        if VENV.exists():
            say("The environment in .venv belongs to another Python; making it anew.")
            shutil.rmtree(VENV)
        make_environment(VENV)
    install(VENV, locks)
    STAMP.write_text("\n".join(sorted(wanted | installed)) + "\n")
    return venv_python()


def _fits(venv: Path) -> bool:
    """Whether the environment starts and has this Python's version (patches aside)."""
    probe = "import sys; print('{}.{}'.format(*sys.version_info))"
    try:
        answer = subprocess.run([venv_python(venv), "-c", probe], capture_output=True, text=True)
    except OSError:
        return False
    return answer.stdout.strip() == "{}.{}".format(*sys.version_info)


def _python() -> str:
    # Inside an active environment sys.executable is a link that a new .venv would replace.
    return getattr(sys, "_base_executable", None) or sys.executable


def make_environment(venv: Path) -> None:
    """Make an empty environment by whatever this machine has. Raises CannotGoOn."""
    say(f"Making a Python environment in {venv.name} …")
    uv = shutil.which("uv")
    if uv:
        _quietly([uv, "venv", "--quiet", "--python", _python(), str(venv)])
        return
    if not can_make_environments() and machine_pip() is None:
        # Minimal Debian and Ubuntu ship Python without the part that puts pip into place.
        own = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not (apt_install("python3-venv") and can_make_environments()):
            apt_install(own)
        if not can_make_environments():
            raise CannotGoOn(missing_venv_sentence(own))
    extra = [] if can_make_environments() else ["--without-pip"]
    _quietly([_python(), "-m", "venv", *extra, str(venv)])


def missing_venv_sentence(own: str) -> str:
    """What to do where Python cannot make environments and we may not install packages."""
    become = "" if os.geteuid() == 0 else "sudo "
    if shutil.which("apt-get"):
        return (
            "Python's venv module is missing. Install it and start again:\n"
            f"  {become}apt-get install -y python3-venv\n"
            f"(for a Python beside the system's own: {own})"
        )
    return "Python's venv module is missing (ensurepip). Install it, or uv, and start again."


def can_make_environments() -> bool:
    """Whether ``python -m venv`` can put pip into a new environment."""
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def machine_pip() -> list[str] | None:
    """The machine's own pip, where it can install into another environment (22.3 on)."""
    command = [_python(), "-m", "pip", "--version"]
    answer = subprocess.run(command, capture_output=True, text=True)
    words = answer.stdout.split()
    if answer.returncode or len(words) < 2:
        return None
    version = tuple(int(part) for part in words[1].split(".")[:2] if part.isdigit())
    return [_python(), "-m", "pip"] if version >= (22, 3) else None


def installer(venv: Path) -> list[str]:
    """The command that installs into the environment, up to its ``-r``. Raises CannotGoOn."""
    python = str(venv_python(venv))
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--python", python, "--require-hashes"]
    own = [python, "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True).returncode == 0:
        return [*own, "install", "--require-hashes", "--disable-pip-version-check"]
    machine = machine_pip()
    if machine is not None:
        return [*machine, "--python", python, "install", "--require-hashes"]
    raise CannotGoOn(f"{venv} has no pip. Delete that folder and start again.")


def install(venv: Path, locks: Sequence[Path]) -> None:
    """Install what the locks name, checking every hash. Raises CannotGoOn."""
    lines = {line for lock in locks for line in lock.read_text().splitlines() if "==" in line}
    say(f"Installing {len(lines)} packages; only the first time takes long …")
    began = time.monotonic()
    command = installer(venv)
    for lock in locks:
        command += ["-r", str(lock)]
    # A setting for installing into the home folder would fail in an environment.
    env = {**os.environ, "PIP_USER": "0"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
    )
    heard = []
    collected = 0
    assert process.stdout is not None
    for line in process.stdout:
        heard.append(line.rstrip())
        if line.startswith("Collecting "):
            collected += 1
            _progress(f"{collected} of about {len(lines)}: {line.split()[1].split('=')[0]}")
        elif line.startswith("Installing collected"):
            _progress("writing them …")
    _progress("")
    if process.wait():
        raise CannotGoOn(
            "\n".join(heard[-15:])
            + "\n\nThe packages could not be installed; the lines above are the installer's own. "
            "Usually the\nnetwork or a proxy is in the way: set HTTPS_PROXY, or PIP_INDEX_URL "
            "for your own mirror, and start again."
        )
    say(f"Installed in {time.monotonic() - began:.0f} seconds.")


def _progress(text: str) -> None:
    """One line that overwrites itself; silent where nobody watches."""
    if sys.stdout.isatty():
        print(f"\r\033[K  {text}" if text else "\r\033[K", end="", flush=True)


def _quietly(command: list[str]) -> None:
    """Run a command; its output is shown only if it fails. Raises CannotGoOn."""
    answer = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if answer.returncode:
        raise CannotGoOn(f"{answer.stdout.strip()}\n\nThis failed: {' '.join(command)}")


def apt_install(*packages: str) -> bool:
    """Install Debian packages, where this machine has them and we may. True if it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {', '.join(packages)} with apt-get …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    get = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    for command in (
        [*get, "update"],  # a fresh container has no lists, an old one has stale ones
        [*get, "install", "-y", "--no-install-recommends", *packages],
    ):
        answer = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=env,
        )
    if answer.returncode:
        say("\n".join(answer.stdout.strip().splitlines()[-5:]))
    return answer.returncode == 0
