"""What the database says when two people, or two tries of one phone, write the same thing.

Actions catch these by one name and answer; they know no SQLAlchemy.
"""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

# A unique key taken meanwhile, or a row whose version has moved on.
CLASHES = (IntegrityError, StaleDataError)
