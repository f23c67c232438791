"""Pages that need no sign-in: sign-in itself, a forgotten password, health."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)
