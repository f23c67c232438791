"""The settings: what production insists on, what is refused, and how that is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import CHECKOUT, SETTINGS, Config, MailFolder, MailServer, WrongSettings

KEY = "k3Y-that-is-long-enough-to-be-a-real-one"
PRODUCTION = {
    "DRILLS_ENV": "production",
    "DRILLS_SECRET_KEY": KEY,
    "DRILLS_PUBLIC_URL": "https://drills.example.org",
    "DRILLS_MAIL": "smtps://drills:secret@mail.example.org",
}


def problems(**env: str) -> str:
    """What is said about an environment that must be refused."""
    with pytest.raises(WrongSettings) as wrong:
        Config.from_environment(env)
    return str(wrong.value)


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in PRODUCTION.items() if key != name}


def test_an_empty_environment_is_a_development_copy_in_the_checkout() -> None:
    config = Config.from_environment({})
    assert not config.production and not config.demo
    assert config.data == CHECKOUT / "data"
    assert config.database_url == f"sqlite:///{CHECKOUT}/data/drills.db"
    assert config.public_url == "http://127.0.0.1:8000"
    assert config.mail == MailFolder(CHECKOUT / "data" / "mail")
    assert (config.upload_limit_mb, config.session_hours, config.trusted_proxies) == (25, 12, 0)


def test_production_with_its_four_settings_is_accepted() -> None:
    config = Config.from_environment(PRODUCTION)
    assert config.production and config.secret_key == KEY
    assert config.mail_from == "drills@drills.example.org"


def test_production_refuses_to_start_without_a_secret_key() -> None:
    said = problems(**without("DRILLS_SECRET_KEY"))
    assert "DRILLS_SECRET_KEY: production needs one" in said


def test_production_does_not_fall_back_on_the_key_of_a_local_copy(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text(KEY)
    said = problems(**without("DRILLS_SECRET_KEY"), DRILLS_DATA=str(tmp_path))
    assert "DRILLS_SECRET_KEY" in said


@pytest.mark.parametrize("key", ["short", "x" * 64, "abcabcabc" * 8])
def test_a_secret_key_that_can_be_guessed_is_refused_without_being_repeated(key: str) -> None:
    said = problems(**{**PRODUCTION, "DRILLS_SECRET_KEY": key})
    assert "DRILLS_SECRET_KEY" in said and key not in said


def test_development_keeps_the_key_of_the_local_copy(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text(KEY + "\n")
    assert Config.from_environment({"DRILLS_DATA": str(tmp_path)}).secret_key == KEY


def test_development_without_a_kept_key_makes_a_new_one_each_time(tmp_path: Path) -> None:
    env = {"DRILLS_DATA": str(tmp_path / "not there")}
    one, two = Config.from_environment(env), Config.from_environment(env)
    assert one.secret_key != two.secret_key and len(one.secret_key) >= 32


@pytest.mark.parametrize("name", ["DRILLS_PUBLIC_URL", "DRILLS_MAIL"])
def test_production_asks_for_what_has_no_safe_default(name: str) -> None:
    assert name in problems(**without(name))


def test_production_is_reached_by_https_only() -> None:
    said = problems(**{**PRODUCTION, "DRILLS_PUBLIC_URL": "http://drills.example.org"})
    assert "https only" in said


def test_production_refuses_the_demo() -> None:
    assert "DRILLS_DEMO" in problems(**PRODUCTION, DRILLS_DEMO="yes")


def test_all_problems_are_named_at_once_with_what_would_be_right() -> None:
    said = problems(
        DRILLS_ENV="prod",
        DRILLS_DATABASE_URL="mysql://db/drills",
        DRILLS_SESSION_HOURS="all day",
        DRILLS_DEMO="maybe",
    )
    assert said.startswith("4 settings need attention:")
    for words in (
        "Use development or production",
        "postgresql://user:password@host/name",
        "from 1 to 720",
        "Use yes or no",
    ):
        assert words in said


def test_a_misspelt_setting_is_refused_with_the_nearest_name() -> None:
    said = problems(DRILLS_TRUSTED_PROXY="1")
    assert "The nearest is DRILLS_TRUSTED_PROXIES" in said


def test_an_empty_variable_is_an_unset_one() -> None:
    env = {setting.name: " " for setting in SETTINGS}
    assert Config.from_environment(env).data == CHECKOUT / "data"


def test_a_sqlite_file_needs_its_full_path() -> None:
    assert "not full" in problems(DRILLS_DATABASE_URL="sqlite:///drills.db")
    url = "sqlite:////srv/drills.db"
    assert Config.from_environment({"DRILLS_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_with_our_driver_however_it_is_written(scheme: str) -> None:
    config = Config.from_environment({"DRILLS_DATABASE_URL": f"{scheme}://a:b@db/drills"})
    assert config.database_url == "postgresql+psycopg://a:b@db/drills"


def test_a_database_without_a_name_is_refused() -> None:
    assert "no name" in problems(DRILLS_DATABASE_URL="postgresql://a:b@db/")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://relay.example.org", MailServer("relay.example.org", 25, "none")),
        ("smtps://a:b@m.example.org", MailServer("m.example.org", 465, "tls", "a", "b")),
        (
            "smtp+starttls://a%40x.org:p%2Fw@m.example.org:2525",
            MailServer("m.example.org", 2525, "starttls", "a@x.org", "p/w"),
        ),
    ],
)
def test_the_mail_address_says_host_port_security_and_sign_in(url: str, server: object) -> None:
    assert Config.from_environment({"DRILLS_MAIL": url}).mail == server


@pytest.mark.parametrize(
    "url", ["mail.example.org", "imap://h", "smtp://h:port", "smtps://a:p/w@h", "smtp://a:pw@h"]
)
def test_a_wrong_mail_address_is_refused_without_repeating_its_password(url: str) -> None:
    said = problems(DRILLS_MAIL=url)
    assert "DRILLS_MAIL" in said and url not in said


def test_a_mail_server_on_this_machine_may_take_a_password_in_the_clear() -> None:
    mail = Config.from_environment({"DRILLS_MAIL": "smtp://a:b@127.0.0.1:1025"}).mail
    assert isinstance(mail, MailServer) and mail.port == 1025


@pytest.mark.parametrize("url", ["drills.example.org", "https://x.org/app", "https://u@x.org"])
def test_the_public_address_is_scheme_host_and_port_only(url: str) -> None:
    assert "DRILLS_PUBLIC_URL" in problems(DRILLS_PUBLIC_URL=url)


def test_a_slash_after_the_public_address_does_not_matter() -> None:
    config = Config.from_environment({"DRILLS_PUBLIC_URL": "https://x.org/"})
    assert config.public_url == "https://x.org"


def test_the_sender_is_an_address() -> None:
    assert "DRILLS_MAIL_FROM" in problems(DRILLS_MAIL_FROM="the office")
    sender = "School Drills <drills@example.org>"
    assert Config.from_environment({"DRILLS_MAIL_FROM": sender}).mail_from == sender


def test_secrets_stay_out_of_the_printed_configuration() -> None:
    env = {**PRODUCTION, "DRILLS_DATABASE_URL": "postgresql://a:hidden@db/drills"}
    printed = repr(Config.from_environment(env))
    assert KEY not in printed and "hidden" not in printed and "secret@" not in printed


def test_every_setting_is_explained_and_read() -> None:
    source = (CHECKOUT / "config.py").read_text()
    for setting in SETTINGS:
        assert setting.name.startswith("DRILLS_") and len(setting.explanation) > 30
        assert source.count(f'"{setting.name}"') >= 2, f"{setting.name} is listed but not read"


def test_wrong_settings_end_the_program_in_plain_words() -> None:
    env = {"PATH": os.defpath, "DRILLS_ENV": "production"}
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "routes"],
        cwd=CHECKOUT,
        env=env,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert "DRILLS_SECRET_KEY: production needs one" in ended.stderr
    assert "Traceback" not in ended.stderr
