"""What every app of a test process shares, worked out once: compiled routes, templates, SQL.

An app made for a test costs a twelfth of the time so, its first page a tenth, and what it
asks of its database four fifths. Nothing that a request could change is shared: what is
compiled depends on the source alone. Which app is made when is settled in conftest.py.
"""

from __future__ import annotations

from types import CodeType
from typing import ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule


class CompiledRule(Rule):
    """A route that takes the compiled form from an equal one, of this app or another's."""

    compiled: ClassVar[dict[tuple[object, ...], Rule]] = {}

    def compile(self) -> None:
        """Compile, unless an equal route was."""
        key = (self.rule, self.host, self.subdomain, self.merge_slashes, repr(self.defaults))
        first = self.compiled.setdefault(key, self)
        if first is self:
            super().compile()
            return
        self.arguments = set(first.arguments)
        self._parts, self._trace = first._parts, first._trace
        self._converters = first._converters
        self._build = first._build.__func__.__get__(self)  # type: ignore[attr-defined]
        self._build_unknown = first._build_unknown.__func__.__get__(self)  # type: ignore[attr-defined]


class CompiledTemplates(BytecodeCache):
    """Templates' code by name and source: one that was edited is compiled again."""

    def __init__(self) -> None:
        self.code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code where it is known."""
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        assert bucket.code is not None
        self.code[bucket.key, bucket.checksum] = bucket.code


class CompiledStatements:
    """The SQL of statements, for all engines of one kind of database."""

    def __init__(self) -> None:
        self.first: dict[tuple[str, str], Engine] = {}

    def shared_by(self, engine: Engine) -> None:
        """Let a new engine, not yet connected, find what another has compiled.

        SQLAlchemy keeps SQL by the dialect's identity; a dialect is settled once its own
        engine has connected, and holds nothing of one database alone.
        """
        kind = (engine.dialect.name, engine.dialect.driver)
        first = self.first.get(kind)
        if first is None or first.dialect.server_version_info is None:
            self.first[kind] = engine
            engine._compiled_cache = LRUCache(4_000)  # all tests', not the usual 500
        else:
            engine.dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
