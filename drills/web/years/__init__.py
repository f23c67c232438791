"""Pages about school years as a whole: what stands open, closing one, what differs since."""

from flask import Blueprint

blueprint = Blueprint("years", __name__)
