"""Taking keys from a pack's tables, once each: what is left over, or wrong, is a fault.

Knows tables and words, not what a pack means; see loading.py.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any


class PackError(ValueError):
    """A pack that cannot be read: every fault, one a line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class Table:
    """One table of the file, from which each key is taken once; what is left is a fault."""

    def __init__(self, where: str, table: Any, faults: list[str]) -> None:
        self.where = where
        self.faults = faults
        self.left: dict[str, Any] = dict(table) if isinstance(table, dict) else {}
        self.known: list[str] = []
        if not isinstance(table, dict):
            self.fault("should be a table of keys and values")

    def fault(self, what: str) -> None:
        self.faults.append(f"{self.where}: {what}")

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        self.known.append(key)
        if key not in self.left:
            if default is ...:
                self.fault(f"'{key}' is missing")
                return None
            return default
        value = self.left.pop(key)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind in (int, (int, str))):
            name = (
                kind.__name__ if isinstance(kind, type) else " or ".join(k.__name__ for k in kind)
            )
            self.fault(f"'{key}' is {value!r}, which is not a {name}")
            return None if default is ... else default
        if value == "" and default is ...:
            self.fault(f"'{key}' is empty")
        return value

    def words(self, key: str, allowed: Any = None, default: Any = ...) -> tuple[str, ...]:
        values = self.take(key, list, default)
        if values is None:
            return ()
        for value in values:
            if not isinstance(value, str):
                self.fault(f"'{key}' holds {value!r}, which is not text")
            elif allowed is not None and value not in allowed:
                self.fault(f"'{key}' holds '{value}'{nearest(value, allowed)}")
        return tuple(str(v) for v in values)

    def word(self, key: str, allowed: Any, default: Any = ...) -> str:
        value = self.take(key, str, default)
        if value is not None and value is not default and value not in allowed:
            self.fault(f"'{key}' is '{value}'{nearest(value, allowed)}")
        return value

    def tables(self, key: str) -> list[Any]:
        return self.take(key, list, [])

    def done(self) -> None:
        for key in self.left:
            self.fault(f"the key '{key}' is not known{nearest(key, self.known)}")


def nearest(word: str, allowed: Any) -> str:
    """How an error ends: the nearest word that is allowed, else all of them."""
    near = get_close_matches(word, [str(a) for a in allowed], 1)
    return f"; did you mean '{near[0]}'?" if near else "; known: " + ", ".join(map(str, allowed))
