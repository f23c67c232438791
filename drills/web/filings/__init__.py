"""What the district files with its state and county, and its public page of past drills."""

from flask import Blueprint

blueprint = Blueprint("filings", __name__)
