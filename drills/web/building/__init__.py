"""Pages of one building: its page and why, planning, logging, records and evidence."""

from flask import Blueprint

building = Blueprint("building", __name__)
drills = Blueprint("drills", __name__)
log = Blueprint("log", __name__)
records = Blueprint("records", __name__)
