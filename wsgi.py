"""Where gunicorn and ``flask`` find the app. Wrong settings end the program in plain words."""

import os
import sys

from config import Config, WrongSettings
from drills.app import create_app

try:
    app = create_app(Config.from_environment(os.environ))
except WrongSettings as wrong:
    print(wrong, file=sys.stderr)
    raise SystemExit(2) from None  # not 1, which is a verdict of ``flask check``
