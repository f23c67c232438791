"""The auditor's seat: named buildings and years, drills that were held, and their proof."""

from flask import Blueprint

blueprint = Blueprint("audit", __name__)
