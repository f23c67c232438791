"""Writes plain values as TOML text, laid out as our packs are. Reading is the library's.

Knows tables, lists, texts, numbers, days; not what a pack means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")
WIDE = 96  # a list that is longer gets a line for each of its values


def toml_text(top: Mapping[str, Any]) -> str:
    """The text of a whole file: single values first, then its tables in their order.

    A list of tables is written as tables of their own, on the first two levels; deeper
    ones stand inside a line.
    """
    blocks = ["".join(f"{_pair(k, v)}\n" for k, v in top.items() if not _is_tables(v))]
    for key, value in top.items():
        if isinstance(value, dict):
            blocks.append(
                f"[{_key(key)}]\n" + "".join(f"{_pair(k, v)}\n" for k, v in value.items())
            )
        elif _is_tables(value):
            blocks += [_table(key, table) for table in value]
    return "\n".join(block for block in blocks if block)


def _table(key: str, table: Mapping[str, Any]) -> str:
    inner = {k: v for k, v in table.items() if k == "version" and _is_tables(v)}
    lines = [f"[[{_key(key)}]]"]
    lines += [_pair(k, v) for k, v in table.items() if k not in inner]
    for name, tables in inner.items():
        for one in tables:
            lines += ["", f"  [[{_key(key)}.{_key(name)}]]"]
            lines += [f"  {_pair(k, v)}" for k, v in one.items()]
    return "\n".join(lines) + "\n"


def _is_tables(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _pair(key: str, value: Any) -> str:
    return f"{_key(key)} = {_value(value)}"


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(_pair(k, v) for k, v in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        parts = [_value(v) for v in value]
        line = "[" + ", ".join(parts) + "]"
        return line if len(line) <= WIDE else "[\n" + "".join(f"  {p},\n" for p in parts) + "]"
    raise TypeError(f"a pack holds no {type(value).__name__}")


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
