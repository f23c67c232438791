"""A layer's file and the entries of its forms say the same, both ways."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from drills.compliance.layering import layered_files
from drills.compliance.loading import PACKS, load_pack
from drills.compliance.local_law import read_local_pack, shipped_local
from drills.compliance.local_text import (
    ChangeEntry,
    LayerEntries,
    Origin,
    RuleEntry,
    free_id,
    layer_entries,
    layer_text,
    next_version,
)
from drills.compliance.toml_text import toml_text

POLICY = Origin("Policy 6114", 'The board\'s "red" book', "https://town.example/red")
RULE = RuleEntry(
    id="spring-lockdown",
    name="Spring lockdown",
    group="lockdown",
    summary="Two lockdowns from March 1 to April 15, in every school.",
    accepts=("lockdown", "secure"),
    origin=POLICY,
    count=2,
    starts="03-01",
    ends="04-15",
    must_have=("law_enforcement",),
    ownership=("public",),
    grades="K-8",
    applies_says="elementary and middle schools",
    since=date(2025, 7, 1),
    note="Voted on May 6.",
)
SOON = RuleEntry(
    id="soon",
    name="Soon",
    group="fire",
    summary="A fire drill in the first ten school days.",
    accepts=("fire",),
    origin=Origin("Policy 6115", source="cgs-10-231"),
    within=10,
    counted_as="school_days",
)
CHANGES = (
    ChangeEntry("fire-first-30-days", "In ten days.", POLICY, within=10, counted_as="school_days"),
    ChangeEntry(
        "bus-2",
        "Three, and by spring.",
        Origin("Letter of the chief", "Letter of 2026-08-01"),
        count=3,
        ends="03-01",
        must_have=("secondary_exit",),
        accepts=("bus_evacuation",),
        decides=True,
        since=date(2026, 7, 1),
        note="Until further notice.",
    ),
)
ENTRIES = LayerEntries(
    name="Élmtown",
    version="2026.11.1",
    reviewed=date(2026, 11, 25),
    rules=(RULE, SOON),
    changes=CHANGES,
    settings={"crisis_anchor": "8"},
)


def test_what_forms_say_becomes_a_layer_that_stands():
    text = layer_text(ENTRIES, "US-CT", "district")
    found = layered_files(load_pack("US-CT"), [("district", text.encode())])
    assert found.rule("spring-lockdown").added_by.name == "Élmtown"
    assert [a.layer.kind for a in found.rule("bus-2").on(date(2026, 7, 1)).changed_by] == [
        "district"
    ]
    assert not found.rule("bus-2").on(date(2026, 7, 1)).advisory
    assert found.setting("crisis_anchor").default == "8"
    urls = {source.cite: source.url for source in found.sources}
    assert urls['The board\'s "red" book'] == "https://town.example/red"
    assert urls["Letter of 2026-08-01"] == "unknown"


def test_entries_come_back_as_they_went_in():
    back = layer_entries(layer_text(ENTRIES, "US-CT", "district"))

    def bare(entry):
        # Ids of sources, and the table that an entry was read from, are the file's own.
        origin = replace(entry.origin, source="" if entry.origin.title else entry.origin.source)
        return replace(entry, origin=origin, raw={})

    assert tuple(map(bare, back.rules)) == ENTRIES.rules
    assert tuple(map(bare, back.changes)) == ENTRIES.changes
    assert (back.name, back.settings) == (ENTRIES.name, ENTRIES.settings)
    assert not any(rule.numbers_kept for rule in back.rules)


def test_an_edit_touches_what_was_edited():
    before = layer_entries(layer_text(ENTRIES, "US-CT", "district"))
    edited = replace(before, rules=(replace(before.rules[0], count=3, note=""), before.rules[1]))
    after = layer_entries(layer_text(edited, "US-CT", "district"))
    assert (after.rules[0].count, after.rules[0].note) == (3, "")
    assert after.rules[1] == before.rules[1] and after.changes == before.changes


def test_what_a_rule_no_longer_says_goes_with_its_source():
    before = layer_entries(layer_text(ENTRIES, "US-CT", "district"))
    text = layer_text(replace(before, changes=(), settings={}), "US-CT", "district")
    top = tomllib.loads(text)
    assert "change" not in top and "settings" not in top
    assert [source["cite"] for source in top["source"]] == ['The board\'s "red" book']


WHOLE = """
schema = 1
extends = "US-CT"
layer = "district"
name = "Elmtown"
version = "1"
reviewed = 2026-11-25

[[requirement]]
id = "own"
name = "Own"
group = "fire"
summary = "More than a form can say."
accepts = ["fire"]
citation = "Policy 1"
source = "cgs-10-231"
confidence = "medium"
  [[requirement.version]]
  count = 1
  per = "month"
    [[requirement.version.part]]
    count = 1
    first = 10
    says = "early"
  [[requirement.version]]
  since = 2026-07-01
  count = 2
  per = "month"

[[change]]
requirement = "fire-monthly"
says = "One of them in the first days."
citation = "Policy 2"
source = "cgs-10-231"
part = [ { count = 1, first = 5, counted_as = "school_days" } ]

[[duty]]
id = "tell-the-board"
summary = "The board hears of each drill."
citation = "Policy 3"
source = "cgs-10-231"
confidence = "high"

[es]
"The board hears of each drill." = "La junta se entera de cada simulacro."
"More than a form can say." = "Más de lo que cabe en un formulario."
"""


def test_what_forms_cannot_say_stays_as_it_was():
    entries = layer_entries(WHOLE)
    assert entries.rules[0].numbers_kept
    text = layer_text(replace(entries, settings={"crisis_anchor": "10"}), "US-CT", "district")
    was, now = (read_local_pack(t.encode(), "f") for t in (WHOLE, text))
    assert now == replace(was, answers={"crisis_anchor": "10"})


def test_spanish_of_words_that_changed_is_dropped():
    entries = layer_entries(WHOLE)
    rule = replace(entries.rules[0], summary="Said otherwise.")
    text = layer_text(replace(entries, rules=(rule,)), "US-CT", "district")
    assert list(read_local_pack(text.encode(), "f").spanish) == ["The board hears of each drill."]


@pytest.mark.parametrize("name", sorted(shipped_local()))
def test_a_shipped_layer_goes_through_forms_unchanged(name):
    before = shipped_local()[name].read_text(encoding="utf-8")
    top = tomllib.loads(before)
    text = layer_text(layer_entries(before), top["extends"], top["layer"])
    assert read_local_pack(text.encode(), name) == read_local_pack(before.encode(), name)
    assert layer_text(layer_entries(text), top["extends"], top["layer"]) == text


@pytest.mark.parametrize("path", sorted(PACKS.glob("us-*.toml")), ids=lambda p: p.stem)
def test_every_pack_can_be_written_as_text(path):
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    assert tomllib.loads(toml_text(values)) == values


def test_a_file_that_says_too_little_is_no_layer():
    with pytest.raises(ValueError, match="'name'"):
        layer_entries('extends = "US-CT"')


@pytest.mark.parametrize(
    ("before", "expected"),
    [("2026.11.1", "2026.11.2"), ("2026.11.9", "2026.11.10"), ("2026.10.4", "2026.11.1"),
     ("", "2026.11.1"), ("2026.11.x", "2026.11.1"), ("2026.1.3", "2026.11.1")],
)  # fmt: skip
def test_versions_grow_within_the_month(before, expected):
    assert next_version(before, date(2026, 11, 25)) == expected


def test_ids_are_plain_and_free():
    assert free_id("Primer simulacro: ¡Éxito!", ()) == "primer-simulacro-exito"
    assert free_id("Own", {"own", "own-2"}) == "own-3"
    assert free_id("!", ()) == "rule"
