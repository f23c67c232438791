"""Which facts of a building a pack asks for, and which of its rules turn on each.

Whether a condition holds is applying.py's.
"""

from __future__ import annotations

from collections.abc import Mapping

from drills.compliance.pack import Pack, Rule

# The building's fact that a condition reads, where its name is another.
FACT_OF = {
    "grades_none": "grades",
    "lowest_grade": "grades",
    "enrollment_at_least": "enrollment",
}


def facts_asked(pack: Pack) -> dict[str, str]:
    """The building facts that the pack's rules ask for, each with why it is asked."""
    return {
        fact: f"{rules[0].name} depends on it ({rules[0].citation})."
        for fact, rules in rules_by_fact(pack).items()
    }


def rules_by_fact(pack: Pack) -> dict[str, tuple[Rule, ...]]:
    """The rules that turn on each building fact, facts in the order of the pack's rules."""
    asking: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        for fact in dict.fromkeys(_facts_of(rule.applies)):
            asking.setdefault(fact, []).append(rule)
    return {fact: tuple(rules) for fact, rules in asking.items()}


def _facts_of(condition: Mapping[str, object]) -> list[str]:
    found: list[str] = []
    for key, value in condition.items():
        if key == "any":
            for inner in value:  # type: ignore[attr-defined]
                found.extend(_facts_of(inner))
        elif key in FACT_OF:
            found.append(FACT_OF[key])
        elif key != "settings":
            found.append(key)
    return found
