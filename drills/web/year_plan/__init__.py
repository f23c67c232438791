"""Pages that plan a school year: wishes and limits, the plan to look at, moving, accepting."""

from flask import Blueprint

blueprint = Blueprint("year_plan", __name__)
