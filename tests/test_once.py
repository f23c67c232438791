"""What test apps share must be what each would have made for itself."""

from __future__ import annotations

from flask import Flask
from jinja2 import DictLoader
from sqlalchemy import event, select
from werkzeug.routing import Map, Rule

from drills.store.database import db
from drills.store.tables import DistrictRow
from tests import make
from tests.conftest import start_app, test_config
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


def test_apps_share_the_sql_and_never_a_row(any_database: Flask, tmp_path) -> None:
    names = select(DistrictRow.name).where(DistrictRow.name.like("Only%"))
    make.add_district("Only Here")
    db.session.commit()
    assert db.session.scalars(names).all() == ["Only Here"]
    here = db.engine
    asked: list[str] = []
    event.listen(here, "before_cursor_execute", lambda *said: asked.append(said[2]))
    folder = tmp_path / "other"
    folder.mkdir()
    other = start_app(test_config(folder))
    with other.app_context():
        compiled = len(db.engine._compiled_cache)
        assert (db.engine.dialect is here.dialect) == (here.dialect.name == "sqlite")
        assert db.session.scalars(names).all() == []
        if here.dialect.name == "sqlite":
            assert len(db.engine._compiled_cache) == compiled, "compiled again"
        assert db.engine.url.database == str(folder / "drills.db")
        db.session.remove()
        db.engine.dispose()
    assert not asked, "what listens to one database hears nothing of another"
