"""Which of two separate rules uses a drill, where the law lets it serve only one of them.

Every drill is given the set of rules that it serves, none of which are separate from one
another. A rule that names others in its ``separate_from`` takes first what it needs, from
the drills that the others miss least. Filling windows is filling.py's.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from drills.compliance.filling import fill
from drills.compliance.pack import Requirement, Window
from drills.compliance.pools import Held, Pool, within

OWN, STAND_IN = "own", "stand_in"
Node = tuple[str, str]  # a requirement's id, and how a drill serves it
Label = frozenset[Node]
NOTHING: frozenset[int] = frozenset()
Score = tuple[tuple[int, int, int], ...]
Away = dict[Node, frozenset[int]]


def keep_apart(
    requirements: Sequence[Requirement], pools: dict[str, Pool], as_of: date
) -> dict[str, Pool]:
    """The pools, less the drills that serve a separate rule instead."""
    links = _links(requirements)
    if not links:
        return pools
    found = dict(pools)
    for nodes in _components(links):
        found.update(_Sharing(requirements, pools, nodes, links, as_of).pools())
    return found


def _links(requirements: Sequence[Requirement]) -> set[frozenset[Node]]:
    live = {r.id: r for r in requirements if not r.settled}
    links: set[frozenset[Node]] = set()
    for requirement in live.values():
        ways = [((requirement.id, OWN), requirement.separate_from)]
        ways += [((requirement.id, STAND_IN), g.separate_from) for g in requirement.groups]
        for node, names in ways:
            for name in names:
                if name in live:
                    links.add(frozenset((node, (name, OWN))))
                    if live[name].groups:
                        links.add(frozenset((node, (name, STAND_IN))))
    return links


def _components(links: set[frozenset[Node]]) -> list[set[Node]]:
    found: list[set[Node]] = []
    for link in links:
        joined = set(link)
        rest = []
        for nodes in found:
            if nodes & joined:
                joined |= nodes
            else:
                rest.append(nodes)
        found = [*rest, joined]
    return found


@dataclass(slots=True)
class _Class:
    """Like drills: they may serve the same rules in the same windows."""

    drills: list[Held]
    labels: list[Label]


class _Sharing:
    """Shares out the drills of rules that are linked by being separate."""

    def __init__(
        self,
        requirements: Sequence[Requirement],
        pools: dict[str, Pool],
        nodes: set[Node],
        links: set[frozenset[Node]],
        as_of: date,
    ) -> None:
        names = {name for name, _ in nodes}
        linked = [r for r in requirements if r.id in names]
        # Those that name others take first; a drill's first label is theirs.
        self.rules = sorted(linked, key=lambda r: not r.separate_from)
        self.first = sum(bool(r.separate_from) for r in linked)
        self.given = pools
        self.nodes, self.links, self.as_of = nodes, links, as_of
        self.rank = {rule.id: n for n, rule in enumerate(self.rules)}
        self.known: dict[object, tuple[int, int, int]] = {}
        self.classes = self._classes()

    def pools(self) -> dict[str, Pool]:
        """Each linked rule's pool in the best sharing-out."""
        return self._split(self._best()) if self.classes else {}

    def _classes(self) -> list[_Class]:
        serves: dict[int, dict[Node, object]] = {}
        byid: dict[int, Held] = {}
        # In order: a set's own would change from one start of the program to the next.
        for node in sorted(self.nodes):
            name, how = node
            pool = self.given[name]
            windows = self._windows(name, how)
            filled = self._filled(name) if how == STAND_IN else []
            for sure, one in _offered(pool, how):
                if any(w.opens <= one.day <= w.due for w in filled):
                    continue
                inside = tuple(n for n, (a, b) in enumerate(windows) if a <= one.day <= b)
                if inside:
                    serves.setdefault(id(one.drill), {})[node] = (sure, inside)
                    byid[id(one.drill)] = one
        found: dict[object, _Class] = {}
        for key, ways in serves.items():
            if not any(link <= ways.keys() for link in self.links):
                continue
            alike = frozenset(ways.items())
            if alike not in found:
                found[alike] = _Class([], self._labels(list(ways)))
            found[alike].drills.append(byid[key])
        return list(found.values())

    def _windows(self, name: str, how: str) -> list[tuple[date, date]]:
        """The stretches that tell one drill of a rule from another."""
        rule = self.rules[self.rank[name]]
        spans = [(w.opens, w.due) for w in rule.windows if how == OWN or not w.part]
        if how == OWN:
            return spans + [(opens, due) for opens, due, _ in rule.caps]
        return spans + [(g.opens, g.due) for g in rule.groups]

    def _filled(self, name: str) -> list[Window]:
        """The windows in which nothing need stand in: the rule's own drills are enough."""
        if any((name, OWN) in link for link in self.links):
            return []
        rule, own = self.rules[self.rank[name]], self.given[name].sure
        return [
            w
            for w in rule.windows
            if not w.part and len(within(own, w.opens, w.due)) >= (w.needed or 0)
        ]

    def _labels(self, nodes: list[Node]) -> list[Label]:
        """The largest sets of uses of which no two are separate, the first rule's first."""
        free = [
            frozenset(some)
            for size in range(len(nodes), 0, -1)
            for some in itertools.combinations(nodes, size)
            if not any(link <= set(some) for link in self.links)
        ]
        largest = [label for label in free if not any(label < other for other in free)]
        return sorted(largest, key=lambda la: sorted((self.rank[n], how) for n, how in la))

    def _best(self) -> Away:
        """What is given away in the best sharing-out; of equal ones the first.

        Class after class is shared out, the most promising way first. What a part of the
        classes lacks, no sharing-out of the rest can mend: such branches are left.
        """
        self.found: tuple[Score | None, Away] = (None, {})
        # None lacks less than if every rule had all of its drills.
        self._share_out(0, {}, self._score({}))
        return self.found[1]

    def _share_out(self, number: int, away: Away, score: Score) -> None:
        if number == len(self.classes):
            self.found = score, away
            return
        one, waiting = self.classes[number], []
        for share in _shares(len(one.drills), len(one.labels)):
            then = self._more_away(away, number, share)
            lacks = self._score(then, self.found[0])
            if lacks != score:
                waiting.append((lacks, then))
                continue
            self._share_out(number + 1, then, lacks)
            if self._is_found(score):
                return
        for lacks, then in sorted(waiting, key=lambda way: way[0]):
            if self._is_found(lacks):
                return
            self._share_out(number + 1, then, lacks)

    def _is_found(self, score: Score) -> bool:
        """Whether a sharing-out is known that lacks no more."""
        return self.found[0] is not None and self.found[0] <= score

    def _more_away(self, away: Away, number: int, share: tuple[int, ...]) -> Away:
        """For each use, the drills (by identity) that are given to another instead."""
        one, found = self.classes[number], dict(away)
        able = frozenset().union(*one.labels)
        rows = iter(one.drills)
        for label, many in zip(one.labels, share, strict=True):
            keys = frozenset(id(drill.drill) for drill in itertools.islice(rows, many))
            for node in able - label if keys else ():
                found[node] = found.get(node, NOTHING) | keys
        return found

    def _split(self, away: Away) -> dict[str, Pool]:
        return {
            rule.id: self.given[rule.id].without(
                away.get((rule.id, OWN), NOTHING), away.get((rule.id, STAND_IN), NOTHING)
            )
            for rule in self.rules
        }

    def _score(self, away: Away, least: Score | None = None) -> Score:
        """How bad a sharing-out is: what the rules that take first lack, one after the
        other; then how many of the rest are missed, and what each of them lacks.

        Cut short where it is already worse than ``least``.
        """
        found: list[tuple[int, int, int]] = []
        for number, rule in enumerate(self.rules[: self.first]):
            found.append(self._lacks_without(rule, away))
            if least is not None and found[number] != least[number]:
                if found[number] > least[number]:
                    return tuple(found)
                least = None
        rest = [(rule, self._lacks_without(rule, away)) for rule in self.rules[self.first :]]
        missed = sum(bool(lacks[0]) and not rule.advisory for rule, lacks in rest)
        return (*found, (missed, 0, 0), *(lacks for _, lacks in rest))

    def _lacks_without(self, rule: Requirement, away: Away) -> tuple[int, int, int]:
        own = away.get((rule.id, OWN), NOTHING)
        stand_in = away.get((rule.id, STAND_IN), NOTHING)
        key = (rule.id, own, stand_in)
        if key not in self.known:
            self.known[key] = self._lacks(rule, self.given[rule.id].without(own, stand_in))
        return self.known[key]

    def _lacks(self, rule: Requirement, pool: Pool) -> tuple[int, int, int]:
        """Windows missed, windows not decided, and drills short."""
        missed = undecided = short = 0
        for window, by in zip(rule.windows, fill(rule, pool, self.as_of), strict=True):
            lacks = (window.needed or 0) - len(by.drills)
            if lacks <= 0 or window.alternative or not window.decides:
                continue
            short += lacks
            if window.due < self.as_of:
                # What a calendar year lacks may have been held before this log begins.
                lost = lacks > len(by.maybe) and not rule.calendar_year
                missed, undecided = missed + lost, undecided + (not lost)
        return missed, undecided, short


def _offered(pool: Pool, how: str) -> Iterator[tuple[bool, Held]]:
    if how == OWN:
        yield from ((True, one) for one in pool.sure)
        yield from ((False, one) for one in pool.unsure)
    else:
        yield from ((True, one) for _, one in pool.stand_ins)
        yield from ((False, one) for _, one in pool.maybe_stand_ins)


def _shares(drills: int, labels: int) -> list[tuple[int, ...]]:
    """Every way to give so many like drills to so many labels, the first label most first."""
    if labels == 1:
        return [(drills,)]
    return [
        (first, *rest)
        for first in range(drills, -1, -1)
        for rest in _shares(drills - first, labels - 1)
    ]
