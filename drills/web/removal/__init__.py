"""Pages about what is taken out of the records lawfully, and what may not be."""

from flask import Blueprint

blueprint = Blueprint("removal", __name__)
