"""Pages that set a district up: buildings, calendar, people, import."""

from flask import Blueprint

blueprint = Blueprint("setup", __name__)
