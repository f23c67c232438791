"""Every pack loads, holds what the kept list says, and is reviewed by a day that has come.

The list, ids.toml, keeps every requirement and duty by state, so that none can be dropped
without somebody taking it off the list too.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from drills import clock
from drills.compliance.loading import PACKS, load_pack, read_pack, translatable

KEPT = tomllib.loads((Path(__file__).parent / "ids.toml").read_text(encoding="utf-8"))
FOUND = sorted(path.stem.upper() for path in PACKS.glob("us-*.toml"))


def test_the_list_knows_all_51_jurisdictions():
    assert len(KEPT) == 51
    assert set(FOUND) <= set(KEPT)


@pytest.mark.parametrize("state", FOUND)
def test_a_pack_loads_and_is_named_for_its_state(state):
    path = PACKS / f"{state.lower()}.toml"
    pack = read_pack(path.read_bytes(), path.name)
    assert pack.jurisdiction == state
    assert pack.version and pack.name


@pytest.mark.parametrize("state", FOUND)
def test_a_pack_holds_every_requirement_and_duty_of_the_list(state):
    pack = load_pack(state)
    assert sorted(rule.id for rule in pack.rules) == sorted(KEPT[state]["requirements"])
    assert sorted(duty.id for duty in pack.duties) == sorted(KEPT[state]["duties"])


@pytest.mark.parametrize("state", FOUND)
def test_a_pack_was_reviewed_by_a_day_that_has_come(state):
    pack = load_pack(state)
    today = clock.now().date()
    assert date(2026, 1, 1) < pack.reviewed <= today
    assert all(rule.reviewed <= today for rule in pack.rules)


@pytest.mark.parametrize("state", FOUND)
def test_a_source_has_an_address_or_says_that_it_has_none(state):
    for source in load_pack(state).sources:
        if source.url.startswith("unknown"):
            continue
        parts = urlsplit(source.url)
        assert parts.scheme in ("http", "https"), source.id
        assert parts.netloc and " " not in source.url, source.id


@pytest.mark.parametrize("state", FOUND)
def test_a_low_confidence_is_advisory(state):
    for rule in load_pack(state).rules:
        if rule.confidence == "low":
            assert rule.advisory, rule.id


@pytest.mark.parametrize("state", FOUND)
def test_all_that_people_read_of_a_pack_stands_in_spanish(state):
    pack = load_pack(state)
    assert [words for words in translatable(pack) if not pack.spanish.get(words, "").strip()] == []


@pytest.mark.parametrize("state", FOUND)
def test_the_spanish_of_a_pack_keeps_every_number_and_question(state):
    for english, spanish in load_pack(state).spanish.items():
        assert sorted(re.findall(r"\d+", spanish)) == sorted(re.findall(r"\d+", english)), english
        assert ("?" in spanish) == ("?" in english), english
        assert ("¿" in spanish) == ("?" in spanish), english
