"""Pages of everybody who signs in: home, account, calendars, coming drills."""

from flask import Blueprint

blueprint = Blueprint("everyone", __name__)
