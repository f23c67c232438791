"""A broken pack is refused in words that help: broken/*.toml, one fault in each.

The first line of each file holds the words that the error must say.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drills.compliance.loading import PACKS, load_pack, read_pack, translatable
from drills.compliance.strict import PackError
from tests.compliance.law import pack, rule

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.toml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_fault_is_named_with_its_place_and_what_would_be_right(path):
    text = path.read_text(encoding="utf-8")
    says = text.splitlines()[0].removeprefix("# says: ")
    with pytest.raises(PackError) as error:
        read_pack(text.encode(), "us-ex.toml")
    assert says in str(error.value)
    assert all(fault.startswith("us-ex.toml") for fault in error.value.faults)


def test_all_faults_are_said_at_once():
    with pytest.raises(PackError) as error:
        pack(rule('count = 1\nper = "moth"\nfirst = 0'), rule('count = 1\nper = "year"', "other"))
    assert len(error.value.faults) == 3


def test_the_example_of_the_readme_loads():
    readme = (PACKS / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", readme, re.DOTALL)
    assert example
    found = read_pack(example[1].encode(), "us-ex.toml")
    assert [r.id for r in found.rules] == ["fire-monthly", "lockdown-two"]
    assert set(found.spanish) <= set(translatable(found))


def test_a_jurisdiction_without_a_pack_names_those_that_have_one():
    with pytest.raises(
        LookupError, match=r"there is no pack for US-QQ; there are packs for .*US-CT"
    ):
        load_pack("US-QQ")
    with pytest.raises(LookupError):
        load_pack("../secrets")
