"""Security headers on every answer, in one place.

Content-Security-Policy: nothing inline, nothing from elsewhere. Evidence files set a
stricter policy of their own, which is left as it is.
"""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def _add(answer: Response) -> Response:
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # Not no-referrer: over https the form tokens are checked together with the referrer of
    # our own pages. Other hosts learn nothing.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if answer.mimetype == "text/html":
        headers.setdefault("Cache-Control", "no-store")
    return answer


def add_headers(app: Flask) -> None:
    """Put the headers on every answer of the app."""
    app.after_request(_add)
