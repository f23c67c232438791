"""Where gunicorn and ``flask`` find the app. Wrong settings end the program in plain words."""

import os
import sys

from config import Config, WrongSettings
from drills.commands import app_for_files

try:
    app = app_for_files(sys.argv)
    if app is None:
        from drills.app import create_app

        app = create_app(Config.from_environment(os.environ))
except WrongSettings as wrong:
    print(wrong, file=sys.stderr)
    raise SystemExit(2) from None  # not 1, which is a verdict of ``flask check``
