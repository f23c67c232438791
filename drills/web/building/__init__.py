"""Pages of one building: its page and why, planning, logging, records, evidence and
what is to be put right."""

from flask import Blueprint

building = Blueprint("building", __name__)
drills = Blueprint("drills", __name__)
log = Blueprint("log", __name__)
records = Blueprint("records", __name__)
findings = Blueprint("findings", __name__)
