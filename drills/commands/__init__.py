"""The command line: ``flask check``, ``flask export`` and the rest. One file a command."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

COMMANDS = (
    "drills.commands.check",
    "drills.commands.rules",
    "drills.commands.plan",
    "drills.commands.demo",
    "drills.commands.district",
    "drills.commands.export",
    "drills.commands.filing",
    "drills.commands.bring_in",
    "drills.commands.bench",
    "drills.commands.audit",
    "drills.commands.back_up",
    "drills.commands.restore",
)

# Commands over files alone: they need no database, no account and no setting.
OVER_FILES = {
    "check": "drills.commands.check",
    "rules": "drills.commands.rules",
    "plan": "drills.commands.plan",
}


def app_for_files(argv: Sequence[str]) -> Flask | None:
    """A bare app for a command over files alone; None for everything else.

    It then starts in a fraction of the time, and on a machine without any setting.
    """
    program = Path(argv[0])
    by_flask = program.stem == "flask" or program.parent.name == "flask"  # python -m flask
    words = iter(argv[1:])
    asked = ""
    for word in words:
        if word in ("-A", "--app", "-e", "--env-file"):
            next(words, None)  # the option's value
        elif not word.startswith("-"):
            asked = word
            break
    name = OVER_FILES.get(asked)
    if not by_flask or name is None:
        return None
    app = Flask("drills")
    app.cli.add_command(importlib.import_module(name).command)
    return app


def add_commands(app: Flask) -> None:
    """Give ``flask`` our commands."""
    for name in COMMANDS:
        app.cli.add_command(importlib.import_module(name).command)
