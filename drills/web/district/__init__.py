"""Pages of the whole district: today, the workbook, the demo mailbox."""

from flask import Blueprint

blueprint = Blueprint("district", __name__)
