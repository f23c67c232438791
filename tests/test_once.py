"""What test apps share must be what each would have made for itself."""

from __future__ import annotations

from flask import Flask
from jinja2 import DictLoader
from werkzeug.routing import Map, Rule

from tests.once import CompiledRule, CompiledTemplates


def test_the_routes_are_those_that_werkzeug_compiles(app: Flask) -> None:
    assert all(type(rule) is CompiledRule for rule in app.url_map.iter_rules())
    own = Map([Rule.empty(rule) for rule in app.url_map.iter_rules()])
    ours, theirs = app.url_map.bind("x.org"), own.bind("x.org")
    for rule in app.url_map.iter_rules():
        values = {name: "2026" if name.endswith("year") else 7 for name in rule.arguments}
        address = theirs.build(rule.endpoint, {**values, "and": "more"})
        assert ours.build(rule.endpoint, {**values, "and": "more"}) == address
        for method in rule.methods or ():
            path = address.partition("?")[0]
            assert ours.match(path, method) == theirs.match(path, method)


def test_two_apps_with_one_address_keep_their_own_pages() -> None:
    clients = []
    for said in ("one", "two"):
        other = Flask(said)
        other.add_url_rule("/of/<int:number>", said, lambda number, said=said: f"{said} {number}")
        with other.test_request_context():
            assert other.url_for(said, number=3) == "/of/3"
        clients.append(other.test_client())
    assert [client.get("/of/4").text for client in clients] == ["one 4", "two 4"]
    late = Flask("late")
    late.add_url_rule("/of/<number>", "late", lambda number: repr(number))
    assert late.test_client().get("/of/4").text == "'4'"
    assert clients[0].get("/of/x").status_code == 404


def test_an_edited_template_is_compiled_again() -> None:
    known = CompiledTemplates()
    said = []
    for source in ("before", "before", "after"):
        other = Flask("templates")
        other.jinja_env.loader = DictLoader({"page.html": source})
        other.jinja_env.bytecode_cache = known
        said.append(other.jinja_env.get_template("page.html").render())
    assert said == ["before", "before", "after"]
    assert len(known.code) == 2
