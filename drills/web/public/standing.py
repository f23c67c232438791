"""What stands without anybody signed in: health, robots, manifest, service worker, about."""

from __future__ import annotations

from flask import Response, current_app, jsonify, render_template, url_for
from flask_babel import gettext

from drills.compliance.loading import known_jurisdictions, load_pack
from drills.store.migrated import what_is_wrong
from drills.web.public import blueprint


@blueprint.get("/health")
def health() -> Response:
    """Whether the process answers. Asks nothing else, so that a restart is for a reason."""
    return jsonify(status="ok")


@blueprint.get("/ready")
def ready() -> tuple[Response, int]:
    """Whether it can serve: the database answers and its tables are those of this version."""
    wrong = what_is_wrong()
    if wrong:
        return jsonify(status="not ready", reason=wrong), 503
    return jsonify(status="ok"), 200


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Calendar readers that ask first may read feeds; nobody indexes the rest."""
    text = "User-agent: *\nAllow: /feeds/\nAllow: /public/\nDisallow: /\n"
    return Response(text, mimetype="text/plain")


@blueprint.get("/service-worker.js")
def service_worker() -> Response:
    """The service worker, from the top, since it may only look after what lies below it."""
    answer = current_app.send_static_file("service-worker.js")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    answer.mimetype = "text/javascript"
    return answer


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What a phone shows when the tracker is put on its first screen."""
    icon = url_for("static", filename="icons/icon.svg")
    answer = jsonify(
        name=gettext("Drill tracker"),
        short_name=gettext("Drills"),
        start_url=url_for("everyone.home"),
        scope="/",
        display="standalone",
        icons=[{"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@blueprint.get("/about")
def about() -> str:
    """What this is, how the law is read, and that it is no legal advice."""
    packs = [load_pack(jurisdiction) for jurisdiction in known_jurisdictions()]
    return render_template("public/about.html", packs=sorted(packs, key=lambda p: p.name))
