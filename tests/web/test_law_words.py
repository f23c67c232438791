"""Every code of the judge has words that a person reads."""

from __future__ import annotations

from drills.compliance.facts_asked import FACT_OF
from drills.compliance.flags import SENTENCES
from drills.compliance.pack import CONDITION_KEYS
from drills.compliance.qualities import QUALITIES
from drills.compliance.reasons import WHY_NOT
from drills.web import words


def test_every_reason_has_words():
    assert set(words.WHY_NOT) == set(WHY_NOT)


def test_every_quality_has_words():
    assert set(words.QUALITY_NO) == set(QUALITIES)
    unknown = {name for name, quality in QUALITIES.items() if quality.when_unknown}
    assert unknown <= set(words.QUALITY_ASKED)
    assert unknown <= set(words.QUALITY_WANTED)


def test_every_flag_has_words():
    assert set(words.FLAGS) == set(SENTENCES)


def test_every_fact_that_may_be_missing_has_words():
    facts = {FACT_OF.get(key, key) for key in CONDITION_KEYS} - {"any", "settings"}
    assert facts | {"calendar.summer", "log", "time"} <= set(words.FACTS)
