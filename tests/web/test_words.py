"""Every code of the judge has its words on a page."""

from __future__ import annotations

import pytest
from flask import Flask

from drills.compliance import flags, reasons
from drills.compliance.loading import known_jurisdictions, load_pack
from drills.compliance.qualities import QUALITIES
from drills.facts import DRILL_TYPES
from drills.web import words
from drills.web.district.columns import GROUPS
from drills.web.drill_phrases import KINDS, drills_of


def test_every_reason_quality_and_flag_has_words():
    assert set(reasons.WHY_NOT) <= set(words.WHY_NOT)
    assert set(QUALITIES) <= set(words.QUALITY_NO)
    assert set(flags.SENTENCES) <= set(words.FLAGS)


def test_every_kind_of_drill_but_other_has_a_phrase():
    assert set(KINDS) == set(DRILL_TYPES) - {"other"}


@pytest.mark.parametrize("state", sorted(known_jurisdictions()))
def test_every_rule_of_a_pack_can_be_said(app: Flask, state):
    pack = load_pack(state)
    with app.test_request_context():
        for rule in pack.rules:
            assert rule.group in GROUPS, rule.id
            for count in (1, 2):
                assert "%(" not in drills_of(rule, count, pack)


def test_the_districts_own_word_for_a_kind_is_used(app: Flask):
    pack = load_pack("US-CT")
    with app.test_request_context():
        said = drills_of(pack.rule("fire-monthly"), 2, pack, {"fire": "Code red"})
    assert said == "2 drills (Code red)"
