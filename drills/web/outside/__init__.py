"""Pages for people from outside: evaluating a drill by a one-time link, and making links."""

from flask import Blueprint

blueprint = Blueprint("outside", __name__)
