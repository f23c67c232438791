"""A local layer tightens the state's law and cannot loosen it."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest

from drills.compliance.laxer import SENTENCES, TooLax
from drills.compliance.layering import laid_files, layered, layered_files
from drills.compliance.loading import PACKS, load_pack, read_pack
from drills.compliance.local_law import read_local_pack, shipped_local
from drills.compliance.pack import Pack
from drills.compliance.strict import PackError
from drills.facts import Building
from tests.compliance.law import CALENDAR, END, building, drill, judged, pack, rule, setting

HEAD = """
extends = "US-EX"
layer = "{layer}"
name = "{name}"
version = "1"
reviewed = 2026-11-25

[[source]]
id = "{name}-policy"
cite = "Policy of {name}"
url = "https://town.example/"
read = "full"
"""


def change(requirement: str, more: str, says: str = "More of it.", name: str = "Elmtown") -> str:
    return f"""
[[change]]
requirement = "{requirement}"
says = "{says}"
citation = "Policy 1"
source = "{name}-policy"
{more}
"""


def local(*tables: str, layer: str = "district", name: str = "Elmtown") -> tuple[str, bytes]:
    return layer, (HEAD.format(layer=layer, name=name) + "".join(tables)).encode()


def own(version: str, id: str = "own", name: str = "Elmtown", **keys: str) -> str:
    table = rule(version, id, keys.pop("more", ""), **keys)
    return table.replace('source = "code"', f'source = "{name}-policy"')


def refused(state: Pack, *files: tuple[str, bytes]) -> list[tuple[str, str]]:
    """Subject and code of each refusal."""
    with pytest.raises(TooLax) as caught:
        layered_files(state, files)
    assert all(text for text in caught.value.faults)
    return [(r.subject, r.code) for r in caught.value.refusals]


def status(state: Pack, *drills, of: str = "rule", at: date = END, **facts) -> str:
    verdict = judged(state, list(drills), at, building(**facts))
    return next(r.status for r in verdict.requirements if r.id == of)


FIRE = pack(rule('count = 2\nper = "school_year"\nwithin = 30'))


def test_a_new_rule_stands_after_the_states_and_says_whose_it_is():
    found = layered_files(FIRE, [local(own('count = 1\nper = "month"'))])
    assert [r.id for r in found.rules] == ["rule", "own"]
    assert found.rules[0].added_by is None
    assert (found.rules[1].added_by.kind, found.rules[1].added_by.name) == ("district", "Elmtown")
    assert [(layer.kind, layer.version) for layer in found.layers] == [
        ("state", "1"),
        ("district", "1"),
    ]
    assert FIRE.layers == ()


def test_a_change_says_what_it_made_stricter_and_by_what_right():
    found = layered_files(FIRE, [local(change("rule", "count = 3"))])
    (altered,) = found.rule("rule").changed_by
    assert altered.keys == ("count",)
    assert (altered.layer.name, altered.citation) == ("Elmtown", "Policy 1")
    assert altered.url == "https://town.example/"
    assert found.rule("rule").summary == "The rule rule. More of it."
    assert found.rule("rule").citation == "§ 1; Policy 1"


@pytest.mark.parametrize(
    ("more", "drills", "expected"),
    [
        ("count = 3", 2, "missed"),
        ("count = 3", 3, "met"),
        ("count = 2", 2, "met"),
    ],
)
def test_a_higher_number_is_owed(more, drills, expected):
    found = layered_files(FIRE, [local(change("rule", more))])
    days = [drill(f"2025-09-{day:02}") for day in range(10, 10 + drills)]
    assert status(found, *days) == expected


@pytest.mark.parametrize(
    ("second", "expected"), [("2025-09-11", "met"), ("2025-09-12", "met"), ("2025-09-13", "missed")]
)
def test_an_earlier_due_day_is_kept_to_the_day(second, expected):
    found = layered_files(FIRE, [local(change("rule", "within = 10"))])
    assert status(found, drill("2025-09-08"), drill(second)) == expected


def test_days_of_a_monthly_rule_ask_for_one_in_them():
    monthly = pack(rule('count = 1\nper = "month"'))
    found = layered_files(monthly, [local(change("rule", "within = 10"))])
    days = [drill(f"2025-{m}-10") for m in (10, 11, 12)]
    days += [drill(f"2026-0{m}-13") for m in range(1, 6)] + [drill("2026-06-12")]
    assert status(found, drill("2025-09-12"), *days) == "met"
    assert status(found, drill("2025-09-13"), *days) == "missed"


def test_fewer_kinds_count_and_more_is_asked_of_each():
    either = pack(rule('count = 1\nper = "school_year"', accepts='["fire", "evacuation"]'))
    found = layered_files(
        either, [local(change("rule", 'accepts = ["fire"]\nmust_have = ["secondary_exit"]'))]
    )
    assert status(found, drill("2025-10-01", "evacuation", secondary_exit=True)) == "missed"
    assert status(found, drill("2025-10-01", secondary_exit=False)) == "missed"
    assert status(found, drill("2025-10-01", secondary_exit=True)) == "met"


def test_an_advisory_is_switched_on_with_its_number():
    vague = pack(rule('per = "school_year"', more="advisory = true"))
    found = layered_files(vague, [local(change("rule", "advisory = false\ncount = 2"))])
    verdict = judged(found, [drill("2025-10-01")])
    assert (verdict.status, verdict.requirements[0].needed) == ("missed", 2)
    assert refused(vague, local(change("rule", "advisory = false"))) == [("rule", "no_number")]


def test_a_change_from_a_day_on_leaves_earlier_years_alone():
    found = layered_files(
        FIRE, [local(change("rule", 'since = 2026-07-01\ncount = 3\nmust_have = ["at_night"]'))]
    )
    two = (drill("2025-09-10"), drill("2025-09-11"))
    assert status(found, *two) == "met"
    assert found.rule("rule").on(date(2026, 6, 30)).shape_on(date(2026, 6, 30)).number == 2
    later = found.rule("rule").on(date(2026, 7, 1))
    assert (later.shape_on(date(2026, 9, 1)).number, later.qualities) == (3, ("at_night",))


def test_each_layer_tightens_the_one_above_it():
    county = local(change("rule", "count = 4", name="Oak"), layer="county", name="Oak")
    city = local(change("rule", "count = 3", name="Elm"), layer="city", name="Elm")
    assert refused(FIRE, city, county) == [("rule", "fewer")]
    higher = local(change("rule", "count = 5", name="Elm"), layer="city", name="Elm")
    found = layered_files(FIRE, [higher, county])
    assert found.rule("rule").shape_on(date(2026, 9, 1)).number == 5
    assert [a.layer.name for a in found.rule("rule").changed_by] == ["Oak", "Elm"]


def test_a_lower_layer_may_change_what_a_higher_one_added():
    county = local(own('count = 1\nper = "school_year"', name="Oak"), layer="county", name="Oak")
    found = layered_files(FIRE, [local(change("own", "count = 2")), county])
    assert found.rule("own").shape_on(date(2026, 9, 1)).number == 2
    assert found.rule("own").added_by.name == "Oak"


CEILING = rule('count = 5\nper = "school_year"\ncomparator = "at_most"')
LAX = [
    ("count = 1", "fewer"),
    ("count = 0", "fewer"),
    ("within = 31", "later"),
    ('within = 30\ncounted_as = "school_days"', "later"),
    ('within = 5\ncounted_as = "weeks"', "later"),
    ('accepts = ["fire", "lockdown"]', "more_kinds"),
    ("accepts = []", "no_kinds"),
    ("advisory = true", "becomes_advisory"),
    ("repealed = true", "removes"),
    ('part = [ { count = 1, accepts = ["lockdown"] } ]', "more_kinds"),
    ('window = [ { count = 1, to = "10-01" } ]', "no_windows"),
    ('must_have = ["announced", "unannounced"]', "contrary"),
]


@pytest.mark.parametrize(("more", "code"), LAX)
def test_what_is_laxer_is_refused_with_its_reason(more, code):
    found = refused(FIRE, local(change("rule", more)))
    assert ("rule", code) in found


@pytest.mark.parametrize(
    ("state", "more", "code"),
    [
        (rule('count = 1\nper = "school_year"\nto = "12-01"'), 'to = "12-02"', "later_day"),
        (CEILING, "count = 6", "higher_ceiling"),
        (CEILING, "within = 3", "ceiling"),
        (rule('count = 1\nper = "gap"\nsize = 45'), "count = 2", "no_own_number"),
        (rule('count = 1\nper = "months"\nsize = 3'), "within = 3", "days_elsewhere"),
        (rule("repealed = true\nsince = 2020-01-01"), "count = 3", "repealed"),
        (rule('count = 1\nper = "month"', more='must_have = ["announced"]'),
         'must_have = ["unannounced"]', "contrary"),
    ],
)  # fmt: skip
def test_shapes_that_cannot_be_loosened_either(state, more, code):
    assert refused(pack(state), local(change("rule", more))) == [("rule", code)]


def test_every_reason_is_given_at_once():
    tables = [
        change("rule", 'count = 1\naccepts = ["lockdown"]\nwithin = 40'),
        change("rul", "count = 3"),
    ]
    assert refused(FIRE, local(*tables, own('count = 1\nper = "month"', id="rule"))) == [
        ("rule", "id_taken"),
        ("rule", "fewer"),
        ("rule", "later"),
        ("rule", "more_kinds"),
        ("rul", "unknown_rule"),
    ]


def test_what_cannot_be_counted_cannot_be_changed():
    vague = pack(rule('count = 1\nper = "month"', more='not_modelled = "Nobody can."'))
    assert refused(vague, local(change("rule", "count = 3"))) == [("rule", "not_modelled")]


def test_windows_that_another_rule_leans_on_are_left_alone():
    state = pack(
        rule('per = "windows"\nwindow = [ { count = 1, to = "12-01" } ]', id="crisis"),
        rule('count = 1\nper = "month"\n[requirement.version.substitute]\n'
             'accepts = ["lockdown"]\nat_most = 1\nper_window_of = "crisis"'),
    )  # fmt: skip
    more = 'window = [ { count = 1, from = "12-02" } ]'
    assert refused(state, local(change("crisis", more))) == [("crisis", "windows_lent")]


COUNTED = pack(
    setting("number", "8") + setting("open") + setting("unit", "days", '["days", "school_days"]'),
    rule('count = "@number"\nper = "school_year"'),
    rule('count = "@open"\nper = "school_year"', id="unset"),
)


def answers(text: str, layer: str = "district", name: str = "Elmtown") -> tuple[str, bytes]:
    kind, data = local(layer=layer, name=name)
    head, mark, rest = data.decode().partition("\n[[source]]")
    return kind, f"{head}\n[settings]\n{text}\n{mark}{rest}".encode()


def needed(state: Pack, of: str, **chosen: str) -> int | None:
    verdict = judged(state, [], END, building(settings=chosen))
    return next(r.needed for r in verdict.requirements if r.id == of)


def test_a_locally_set_number_is_set():
    found = layered_files(COUNTED, [answers('number = 10\nopen = "3"')])
    assert (needed(found, "rule"), needed(found, "unset")) == (10, 3)
    assert found.setting("number").set_by.name == "Elmtown"


@pytest.mark.parametrize(("chosen", "expected"), [("9", 10), ("10", 10), ("11", 11)])
def test_a_district_may_choose_more_than_local_law_set_and_never_less(chosen, expected):
    found = layered_files(COUNTED, [answers("number = 10", layer="city", name="Elm")])
    assert needed(found, "rule", number=chosen) == expected


def test_a_number_of_the_law_is_not_set_lower():
    assert refused(COUNTED, answers("number = 7")) == [("number", "lower_setting")]
    city = answers("number = 10", layer="city", name="Elm")
    assert refused(COUNTED, city, answers("number = 9")) == [("number", "lower_setting")]
    assert refused(COUNTED, local(change("rule", "count = 9"))) == [("rule", "number_by_setting")]


def test_a_reading_that_a_higher_layer_chose_stands():
    city = answers('unit = "school_days"', layer="city", name="Elm")
    assert refused(COUNTED, city, answers('unit = "days"')) == [("unit", "set_above")]
    assert layered_files(COUNTED, [city]).setting("unit").answer("days") == "school_days"


def test_other_states_and_wrong_orders_are_refused():
    oak, elm = (local(layer="city", name=name) for name in ("Oak", "Elm"))
    assert refused(FIRE, oak, elm) == [("", "layer_order")]


def test_law_of_another_state_is_refused():
    mine = read_local_pack(shipped_local()["newtown-ct"].read_bytes(), "newtown-ct.toml")
    with pytest.raises(TooLax, match="extends US-CT"):
        layered(load_pack("US-MI"), [mine])


def test_faults_of_a_file_are_named_all_at_once():
    text = local(change("rule", 'count = 3\nper = "month"'), change("rule", "conut = 3"))[1]
    text = text.replace(b'version = "1"', b'verzion = "1"')
    with pytest.raises(PackError) as caught:
        read_local_pack(text, "elm.toml", FIRE)
    said = "\n".join(caught.value.faults)
    for expected in (
        "elm.toml: 'version' is missing",
        "the key 'verzion' is not known; did you mean 'version'?",
        "elm.toml, change of 'rule': 'per' cannot be changed by a local rule",
        "the key 'conut' is not known; did you mean 'count'?",
        "changes nothing",
        "the change of 'rule since always' stands twice",
    ):
        assert expected in said


def test_a_state_that_asks_for_more_later_is_not_loosened_by_what_was_saved():
    stricter = pack(rule('count = 6\nper = "school_year"'))
    saved = local(change("rule", "count = 4"), own('count = 1\nper = "month"'))
    found, faults = laid_files(stricter, [saved])
    assert [fault.code for fault in faults] == ["fewer"]
    assert found.rule("rule").shape_on(date(2026, 9, 1)).number == 6
    assert found.rule("own")


def test_every_reason_has_its_sentence():
    assert all(text and not text.endswith(".") for text in SENTENCES.values())


# The random changes of the property below, each stricter in its own way.
CHANGES = [
    "count = 9",
    "within = 9",
    'to = "12-15"',
    'from = "01-05"\nto = "02-10"',
    'accepts = ["fire"]',
    'must_have = ["secondary_exit"]',
    'part = [ { count = 1, per = "semester", only = [2], says = "in spring" } ]',
    'part = [ { count = 1, within = 20, must_have = ["unannounced"] } ]',
    "count = 3\nwithin = 30",
]
KINDS = ["fire", "lockdown", "evacuation", "shelter_in_place", "bus_evacuation"]
FACTS = {"enrollment": 300, "year_round": False, "buses_pupils": True, "sprinklers": "none"}
ORDER = {"missed": 0, "needs_decision": 1, "open": 2, "excused": 3, "met": 4, "not_applicable": 5}


@pytest.mark.parametrize("state", ["US-CT", "US-NY", "US-MI", "US-NM", "US-PA", "US-WA"])
def test_no_change_that_is_taken_makes_any_rule_of_the_state_easier(state):
    above = load_pack(state)
    chance = random.Random(f"layers of {state}")
    taken = 0
    for _ in range(25):
        asked = chance.choice(above.rules)
        text = HEAD.format(layer="district", name="Elmtown").replace("US-EX", state)
        text += change(asked.id, chance.choice(CHANGES))
        below, faults = laid_files(above, [("district", text.encode())])
        if faults:
            continue
        taken += 1
        here = Building("Elm", state, CALENDAR, ownership="public", grades=("K", "8"), **FACTS)
        drills = [
            drill(
                str(CALENDAR.first_day + timedelta(chance.randrange(280))),
                chance.choice(KINDS),
                secondary_exit=chance.choice([True, False]),
                announced=chance.choice(["none", "all"]),
            )
            for _ in range(chance.randrange(30))
        ]
        before, after = (judged(p, drills, END, here).requirements for p in (above, below))
        for was, now in zip(before, after, strict=True):
            assert ORDER[now.status] <= ORDER[was.status], (asked.id, was.id, text)
    assert taken > 5


def test_the_example_of_local_law_in_the_readme_stands():
    readme = (PACKS / "README.md").read_text(encoding="utf-8")
    state, town = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    above = read_pack(state.encode(), "us-ex.toml")
    found = layered_files(above, [("elmtown.toml", town.encode())])
    assert [a.layer.name for a in found.rule("fire-monthly").changed_by] == ["Elmtown"]
    assert found.rule("elmtown-shelter").added_by.name == "Elmtown"
