"""A form that came too late: what was typed is kept, and sent again after signing in.

Only what came from a page of ours is kept. What another site posts in somebody's name is
dropped, so that nobody is led to sign in and send it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import g, request

from drills.actions.refused import Refused
from drills.actions.sign_in import TooManyTries
from drills.web.people_words import refusal_words
from drills.web.sessions import begin_session

EMAIL, PASSWORD = "sign_in_email", "sign_in_password"


@dataclass(frozen=True, slots=True)
class Kept:
    """A form to send again: where to, its texts, and the names of files to choose again."""

    action: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]


def kept_form() -> Kept | None:
    """What this request posted; None where there is nothing to keep, or it is not ours.

    Passwords and form tokens are never written into a page.
    """
    if request.method != "POST" or not from_our_page():
        return None
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and not _is_secret(name) and name != EMAIL
    )
    files = tuple(file.filename for file in request.files.values() if file.filename is not None)
    secret = any(_is_secret(name) and name != PASSWORD for name in request.form)
    if secret or not (fields or files):
        return None
    return Kept(request.full_path.rstrip("?"), fields, tuple(f for f in files if f))


def _is_secret(name: str) -> bool:
    return "password" in name or name in ("old", "new", "again")


def from_our_page() -> bool:
    """Whether the browser says that a page of ours sent this."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source)[:2] == urlsplit(request.host_url)[:2]


def sign_in_again() -> bool:
    """Sign in by the two fields that the 401 page adds to a form, so that the form goes on.

    Where they are wrong, the words for the page are left in ``g.sign_in_problem``.
    """
    email, password = request.form.get(EMAIL), request.form.get(PASSWORD)
    if not email or not password:
        return False
    try:
        g.person = begin_session(email, password)
    except Refused as refused:
        g.sign_in_problem = refusal_words(refused)
        g.sign_in_status = 429 if isinstance(refused, TooManyTries) else 401
        return False
    return True
