"""The law itself: any state's, two side by side, and the district's local rules.

How the law stands in one building is building/law.py's.
"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("law", __name__)
