"""The command line: ``flask check``, ``flask export`` and the rest. One file a command."""

from __future__ import annotations

import importlib
import importlib.util

from flask import Flask

COMMANDS = (
    "drills.commands.check",
    "drills.commands.demo",
    "drills.commands.district",
    "drills.commands.export",
    "drills.commands.bench",
    "drills.commands.audit",
)


def add_commands(app: Flask) -> None:
    """Give ``flask`` our commands."""
    for name in COMMANDS:
        if importlib.util.find_spec(name) is None:
            continue
        app.cli.add_command(importlib.import_module(name).command)
