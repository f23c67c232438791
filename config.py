"""Every setting, read from the environment once, into one frozen value.

Nothing else in the program looks at the environment, and nothing here opens a file except
the key that ``./run`` keeps for a local copy. SETTINGS is the list that the manual prints.
Standard library only, since ``./run`` reads its settings before anything is installed.
"""

from __future__ import annotations

import difflib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parent
SHORTEST_KEY = 32  # characters; fewer can be guessed from a signed cookie
MAIL_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
MAIL_SECURITY: dict[str, Literal["none", "tls", "starttls"]] = {
    "smtp": "none",
    "smtps": "tls",
    "smtp+starttls": "starttls",
}
# A bucket's name as every store takes it, and folders in it.
BUCKET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9._-]+)*)/?")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
NEW_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'


@dataclass(frozen=True)
class Setting:
    """One variable of the environment, as the manual lists it."""

    name: str
    default: str  # in words; "" where there is none
    explanation: str


SETTINGS = (
    Setting(
        "DRILLS_ENV",
        "development",
        "development or production. Production takes no secret from a default, sends cookies "
        "over https only, and names everything that it misses before it starts.",
    ),
    Setting(
        "DRILLS_SECRET_KEY",
        "in development: the file secret-key in the data folder, else a new one each start",
        f"Signs cookies and forms; at least {SHORTEST_KEY} characters that nobody can guess. "
        "Changing it signs everybody out.",
    ),
    Setting(
        "DRILLS_DATA",
        "data, beside the program",
        "The folder of the database file, evidence (unless in a bucket) and mails. Not on a "
        "network share: SQLite's write-ahead log does not work there.",
    ),
    Setting(
        "DRILLS_EVIDENCE_STORE",
        "folder:, the folder evidence in the data folder",
        "Where evidence files are kept: folder:, or s3://bucket/prefix for any store that speaks "
        "S3. A bucket takes the usual AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and, "
        "for a store that is not Amazon's, AWS_ENDPOINT_URL; and requirements-s3.txt installed.",
    ),
    Setting(
        "DRILLS_DATABASE_URL",
        "sqlite, the file drills.db in the data folder",
        "The database: sqlite:////full/path/drills.db or postgresql://user:password@host/name.",
    ),
    Setting(
        "DRILLS_PUBLIC_URL",
        "in development: http://127.0.0.1:8000",
        "The address under which phones, outside calendars and links in mails reach this "
        "program. In production it starts with https.",
    ),
    Setting(
        "DRILLS_MAIL",
        "in development: folder:",
        "Where mail goes: smtp://, smtps:// (TLS) or smtp+starttls:// with "
        "user:password@host:port, or folder: to write each mail as a file into mail/ "
        "in the data folder and send nothing.",
    ),
    Setting(
        "DRILLS_MAIL_FROM",
        "drills@ and the host of the public address",
        "The sender of reminders, as an address or 'Name <address>'.",
    ),
    Setting(
        "DRILLS_UPLOAD_LIMIT_MB",
        "25",
        "The largest evidence file or workbook that is accepted, in megabytes, 1 to 500.",
    ),
    Setting(
        "DRILLS_SESSION_HOURS",
        "12",
        "How long a person stays signed in, in hours, 1 to 720.",
    ),
    Setting(
        "DRILLS_TRUSTED_PROXIES",
        "0",
        "How many proxies of yours stand in front. Their X-Forwarded headers are believed, "
        "so a number too high lets a visitor invent an address.",
    ),
    Setting(
        "DRILLS_DEMO",
        "no",
        "yes lets the demo be loaded and its sign-ins be printed, and says on each page that it "
        "is one; refused in production.",
    ),
)


class WrongSettings(ValueError):
    """All that is wrong with the environment; the message is for the person who set it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        count = "1 setting needs" if len(problems) == 1 else f"{len(problems)} settings need"
        lines = [f"{count} attention:", *(f"  {problem}" for problem in problems)]
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class MailFolder:
    """Mails are written as files and nothing is sent."""

    folder: Path


@dataclass(frozen=True)
class MailServer:
    """Mails go to this server."""

    host: str
    port: int
    security: Literal["none", "tls", "starttls"]
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class EvidenceBucket:
    """Evidence lies in this bucket. Without keys the machine's own role is asked for."""

    name: str
    prefix: str = ""  # without a slash at its ends
    endpoint: str = ""  # empty for Amazon's own
    region: str = "us-east-1"
    key: str = ""
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True)
class Config:
    """The settings, checked and typed. Secrets stay out of its repr, hence out of logs."""

    production: bool
    secret_key: str = field(repr=False)
    data: Path  # absolute; may not exist yet
    evidence: Path | EvidenceBucket
    database_url: str = field(repr=False)
    public_url: str  # without a slash at its end
    mail: MailFolder | MailServer
    mail_from: str
    upload_limit_mb: int
    session_hours: int
    trusted_proxies: int
    demo: bool

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Config:
        """Read every DRILLS_ variable. Raises WrongSettings naming all problems at once."""
        return _Reading(env).config()


class _Reading:
    """One pass over an environment, collecting problems instead of stopping at the first."""

    def __init__(self, env: Mapping[str, str]) -> None:
        # An empty variable is an unset one: container files often carry "DRILLS_X=".
        self.env = {name: value.strip() for name, value in env.items() if value.strip()}
        self.problems: list[str] = []

    def config(self) -> Config:
        self._unknown_names()
        production = self._production()
        data = self._data()
        public_url = self._public_url(production)
        values: dict[str, Any] = {
            "production": production,
            "secret_key": self._secret_key(production, data),
            "data": data,
            "evidence": self._evidence(data),
            "database_url": self._database_url(data),
            "public_url": public_url,
            "mail": self._mail(production, data),
            "mail_from": self._mail_from(public_url),
            "upload_limit_mb": self._whole_number("DRILLS_UPLOAD_LIMIT_MB", 25, 1, 500),
            "session_hours": self._whole_number("DRILLS_SESSION_HOURS", 12, 1, 720),
            "trusted_proxies": self._whole_number("DRILLS_TRUSTED_PROXIES", 0, 0, 10),
            "demo": self._demo(production),
        }
        if self.problems:
            raise WrongSettings(self.problems)
        return Config(**values)

    def _wrong(self, name: str, what: str, right: str) -> None:
        self.problems.append(f"{name}: {what}. {right}.")

    def _unknown_names(self) -> None:
        # A misspelt DRILLS_TRUSTED_PROXIES must not pass as "no proxy".
        known = [setting.name for setting in SETTINGS]
        for name in sorted(self.env):
            if name.startswith("DRILLS_") and name not in known:
                near = difflib.get_close_matches(name, known, n=1, cutoff=0)
                self._wrong(name, "there is no such setting", f"The nearest is {near[0]}")

    def _production(self) -> bool:
        value = self.env.get("DRILLS_ENV", "development")
        if value not in ("development", "production"):
            self._wrong("DRILLS_ENV", f"{value!r} is unknown", "Use development or production")
        return value == "production"

    def _data(self) -> Path:
        given = self.env.get("DRILLS_DATA")
        return Path(given).expanduser().absolute() if given else CHECKOUT / "data"

    def _secret_key(self, production: bool, data: Path) -> str:
        key = self.env.get("DRILLS_SECRET_KEY", "")
        if key and len(key) < SHORTEST_KEY:
            self._wrong(
                "DRILLS_SECRET_KEY",
                f"{len(key)} characters are too few",
                f"Use at least {SHORTEST_KEY}, made with: {NEW_KEY}",
            )
        elif key and len(set(key)) < 8:
            self._wrong(
                "DRILLS_SECRET_KEY", "it repeats few characters", f"Make one with: {NEW_KEY}"
            )
        elif not key and production:
            self._wrong("DRILLS_SECRET_KEY", "production needs one", f"Make it with: {NEW_KEY}")
        if key or production:
            return key
        kept = data / "secret-key"
        try:
            return kept.read_text().strip() or secrets.token_urlsafe(48)
        except OSError:
            return secrets.token_urlsafe(48)

    def _database_url(self, data: Path) -> str:
        url = self.env.get("DRILLS_DATABASE_URL")
        if url is None:
            return f"sqlite:///{data / 'drills.db'}"
        right = "Use sqlite:////full/path/drills.db or postgresql://user:password@host/name"
        scheme, _, rest = url.partition("://")
        if scheme == "sqlite":
            # A relative path would mean another file for each folder a command starts in.
            if not re.fullmatch(r"/(/|[A-Za-z]:).+", rest):
                self._wrong("DRILLS_DATABASE_URL", "the path of the file is not full", right)
            return url
        if scheme not in ("postgresql", "postgresql+psycopg", "postgres") or not rest:
            self._wrong("DRILLS_DATABASE_URL", f"{scheme!r} is not a database we know", right)
            return url
        name = _split(url)
        if name is None or len(name.path) < 2:
            self._wrong("DRILLS_DATABASE_URL", "the database has no name", right)
        return f"postgresql+psycopg://{rest}"

    def _evidence(self, data: Path) -> Path | EvidenceBucket:
        url = self.env.get("DRILLS_EVIDENCE_STORE", "folder:")
        if url == "folder:":
            return data / "evidence"
        right = "Use folder:, or s3://bucket/prefix"
        found = BUCKET.fullmatch(url)
        if found is None:
            self._wrong("DRILLS_EVIDENCE_STORE", f"{url!r} is no place for files", right)
            return data / "evidence"
        env = self.env
        key, secret = env.get("AWS_ACCESS_KEY_ID", ""), env.get("AWS_SECRET_ACCESS_KEY", "")
        endpoint = env.get("AWS_ENDPOINT_URL_S3") or env.get("AWS_ENDPOINT_URL", "")
        if bool(key) != bool(secret) or (endpoint and not key):
            missing = "AWS_SECRET_ACCESS_KEY" if key else "AWS_ACCESS_KEY_ID"
            self._wrong("DRILLS_EVIDENCE_STORE", f"{missing} is not set", "The bucket needs both")
        parts = _split(endpoint)
        if endpoint and (
            parts is None or parts.scheme not in ("http", "https") or not parts.hostname
        ):
            self._wrong(
                "AWS_ENDPOINT_URL",
                f"{endpoint!r} is not a web address",
                "Give the address of the store, such as https://s3.example.org",
            )
        return EvidenceBucket(
            name=found[1],
            prefix=(found[2] or "").strip("/"),
            endpoint=endpoint.rstrip("/"),
            region=env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or "us-east-1",
            key=key,
            secret=secret,
            token=env.get("AWS_SESSION_TOKEN", ""),
        )

    def _public_url(self, production: bool) -> str:
        url = self.env.get("DRILLS_PUBLIC_URL", "")
        right = "Give the address people type, such as https://drills.example.org"
        if not url:
            if production:
                self._wrong("DRILLS_PUBLIC_URL", "production needs it", right)
            return "http://127.0.0.1:8000"
        parts = _split(url)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            self._wrong("DRILLS_PUBLIC_URL", f"{url!r} is not a web address", right)
        elif parts.query or parts.fragment or parts.username or parts.path not in ("", "/"):
            self._wrong("DRILLS_PUBLIC_URL", "only scheme, host and port belong there", right)
        elif production and parts.scheme != "https":
            self._wrong("DRILLS_PUBLIC_URL", "production is reached by https only", right)
        return url.rstrip("/")

    def _mail(self, production: bool, data: Path) -> MailFolder | MailServer:
        url = self.env.get("DRILLS_MAIL", "")
        right = (
            "Use smtp+starttls://user:password@host:587, smtps://user:password@host, "
            "smtp://host, or folder: to keep mails as files"
        )
        nowhere = MailFolder(data / "mail")
        if not url and production:
            self._wrong("DRILLS_MAIL", "production needs to know where mail goes", right)
        if not url or url == "folder:":
            return nowhere
        parts = _split(url)
        if parts is None or parts.scheme not in MAIL_PORTS or not parts.hostname:
            # The value may hold a password, so it is not repeated.
            self._wrong("DRILLS_MAIL", "it is not the address of a mail server", right)
            return nowhere
        if parts.path not in ("", "/") or parts.query or parts.fragment:
            self._wrong(
                "DRILLS_MAIL",
                "nothing may follow host and port",
                "Write / ? # and @ inside a password as %2F %3F %23 and %40",
            )
        if parts.password and parts.scheme == "smtp" and parts.hostname not in THIS_MACHINE:
            self._wrong("DRILLS_MAIL", "smtp:// would send the password in the clear", right)
        return MailServer(
            host=parts.hostname,
            port=parts.port or MAIL_PORTS[parts.scheme],
            security=MAIL_SECURITY[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    def _mail_from(self, public_url: str) -> str:
        given = self.env.get("DRILLS_MAIL_FROM")
        if given is None:
            parts = _split(public_url)
            return f"drills@{(parts and parts.hostname) or 'localhost'}"
        address = parseaddr(given)[1]
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or "\n" in given:
            self._wrong(
                "DRILLS_MAIL_FROM",
                f"{given!r} is not a mail address",
                "Use drills@example.org or 'School Drills <drills@example.org>'",
            )
        return given

    def _whole_number(self, name: str, default: int, least: int, most: int) -> int:
        given = self.env.get(name)
        if given is None:
            return default
        if re.fullmatch(r"[0-9]{1,9}", given) and least <= int(given) <= most:
            return int(given)
        self._wrong(name, f"{given!r} does not do", f"Use a whole number from {least} to {most}")
        return default

    def _demo(self, production: bool) -> bool:
        given = self.env.get("DRILLS_DEMO", "no").lower()
        if given not in ("yes", "no", "true", "false", "1", "0"):
            self._wrong("DRILLS_DEMO", f"{given!r} is neither yes nor no", "Use yes or no")
        demo = given in ("yes", "true", "1")
        if demo and production:
            self._wrong(
                "DRILLS_DEMO",
                "the demo's passwords are public, so production refuses it",
                "Remove it, or set DRILLS_ENV=development",
            )
        return demo


def _split(url: str) -> SplitResult | None:
    """The parts of an address with a readable port; None when it has none."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # only reading it checks it
    except ValueError:
        return None
    return parts
