"""Lays local law over a state's: the outcome is an ordinary pack, so nothing else changes.

State, county, city, district: each may only tighten what stands above it. Days that a
local rule sets become parts inside the windows of the law above, which stay as they were,
so a layer cannot loosen them whatever the calendar. One change at a time is tightening.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from drills.compliance.laxer import Laxer, TooLax
from drills.compliance.layers import LAYERS, Layer
from drills.compliance.loading import check_references
from drills.compliance.local_law import LocalPack, head_of, read_local_pack
from drills.compliance.pack import Pack, Setting
from drills.compliance.shapes import Count, Part
from drills.compliance.strict import PackError, nearest
from drills.compliance.tightening import tightened

HIGHER, LOWER = "higher", "lower"


def layered(state: Pack, local: Sequence[LocalPack]) -> Pack:
    """The state's pack with local packs laid over it, county first and district last.

    Raises TooLax with every reason why one is refused, or PackError.
    """
    pack, refusals = state, []
    for one in sorted(local, key=lambda p: LAYERS.index(p.layer.kind)):
        pack, found = laid(pack, one)
        refusals += found
    if refusals:
        raise TooLax(refusals)
    return pack


def layered_files(state: Pack, files: Iterable[tuple[str, bytes]]) -> Pack:
    """The same from files by name, in any order: each is read under what stands above it.

    Raises PackError (TooLax) with the faults and reasons of all files.
    """
    pack, faults = laid_files(state, files)
    if faults:
        refusals = [found for found in faults if isinstance(found, Laxer)]
        if len(refusals) == len(faults):
            raise TooLax(refusals)
        raise PackError([f.sentence if isinstance(f, Laxer) else f for f in faults])
    return pack


def laid_files(state: Pack, files: Iterable[tuple[str, bytes]]) -> tuple[Pack, list[Laxer | str]]:
    """The same without refusing: what is faulty or laxer is left out, and told.

    So law that was saved still holds as far as it can where the state's has since changed.
    """
    pack, faults = state, []
    heads: list[tuple[int, str, bytes]] = []
    for name, data in files:
        try:
            _, kind = head_of(data, name)
            if not kind:
                raise PackError([f"{name}: is a state's pack, and not a local one"])
            heads.append((LAYERS.index(kind), name, data))
        except PackError as error:
            faults += error.faults
    for _, name, data in sorted(heads, key=lambda head: head[0]):
        try:
            pack, found = laid(pack, read_local_pack(data, name, pack))
            faults += found
        except PackError as error:
            faults += error.faults
    return pack, faults


def laid(above: Pack, local: LocalPack) -> tuple[Pack, list[Laxer]]:
    """One layer over the law above it, and what of it was refused and left out."""
    name = local.layer.name
    if local.extends != above.jurisdiction:
        values = {"local": local.extends, "above": above.jurisdiction}
        return above, [Laxer(name, "", "wrong_state", values)]
    last = above.layers[-1].kind if above.layers else LAYERS[0]
    if LAYERS.index(last) >= LAYERS.index(local.layer.kind):
        values = {"local": local.layer.kind, "above": last}
        return above, [Laxer(name, "", "layer_order", values)]
    refused: list[Laxer] = []
    taken = {r.id for r in above.rules}
    taken_else = {x.id for x in (*above.duties, *above.settings, *above.sources)}
    own = (*local.duties, *local.settings, *local.sources)
    for id_ in [r.id for r in local.rules if r.id in taken]:
        refused.append(Laxer(name, id_, "id_taken"))
    for id_ in [x.id for x in own if x.id in taken_else]:
        refused.append(Laxer(name, id_, "id_taken"))
    settings, found = _answered(above, local)
    refused += found
    rules = {rule.id: rule for rule in above.rules}
    spanish = {**above.spanish, **local.spanish}
    lent = _lent(above)
    for change in local.changes:
        rule = rules.get(change.requirement)
        if rule is None:
            near = nearest(change.requirement, rules)
            refused.append(Laxer(name, change.requirement, "unknown_rule", {"near": near}))
            continue
        if change.windows and change.requirement in lent:
            values = {"above": lent[change.requirement]}
            refused.append(Laxer(name, rule.id, "windows_lent", values))
            continue
        changed, found = tightened(rule, change, local.layer, above)
        refused += found
        if not found:
            rules[rule.id] = changed
            for words in {changed.summary, *(r.summary for _, r in changed.dated)}:
                before = words.removesuffix(f" {change.says}")
                if before in spanish and words != before:
                    told = spanish.get(change.says, change.says)
                    spanish.setdefault(words, f"{spanish[before]} {told}")
    pack = replace(
        above,
        rules=(*rules.values(), *(r for r in local.rules if r.id not in taken)),
        duties=above.duties + tuple(d for d in local.duties if d.id not in taken_else),
        settings=settings + tuple(s for s in local.settings if s.id not in taken_else),
        sources=above.sources + tuple(s for s in local.sources if s.id not in taken_else),
        notes=above.notes + tuple(f"{name}: {note}" for note in local.notes),
        open_questions=above.open_questions
        + tuple(f"{name}: {question}" for question in local.open_questions),
        spanish=spanish,
        layers=(*(above.layers or (state_layer(above),)), local.layer),
    )
    faults: list[str] = []
    check_references(list(pack.rules), name, faults)
    if faults:
        raise PackError(faults)
    return pack, refused


def state_layer(pack: Pack) -> Layer:
    """The state's own pack, as the first layer."""
    return Layer(LAYERS[0], pack.name, pack.version, pack.reviewed)


def _answered(above: Pack, local: LocalPack) -> tuple[tuple[Setting, ...], list[Laxer]]:
    """The settings with what the layer decides, and which of its answers are refused."""
    refused: list[Laxer] = []
    found = []
    for setting in above.settings:
        value = local.answers.get(setting.id)
        if value is None:
            found.append(setting)
            continue
        way = stricter_way(above, setting.id)
        code = _why_not(setting, value, way)
        if code:
            values = {"local": value, "above": setting.default or ""}
            refused.append(Laxer(local.layer.name, setting.id, code, values))
            found.append(setting)
        else:
            found.append(replace(setting, default=value, set_by=local.layer, stricter=way))
    return tuple(found), refused


def _why_not(setting: Setting, value: str, way: str) -> str:
    """Why a layer may not set this; empty where it may."""
    if setting.default is None or value == setting.default:
        return ""
    if setting.options:
        return "set_above" if setting.set_by else ""
    if not way:
        return "setting_either_way"
    if way == HIGHER and int(value) < int(setting.default):
        return "lower_setting"
    return "higher_setting" if way == LOWER and int(value) > int(setting.default) else ""


def stricter_way(pack: Pack, setting: str) -> str:
    """Whether a higher or a lower number is stricter, by where it stands; "" where both."""
    ways = set()
    name = f"@{setting}"
    for rule in pack.rules:
        for shape in (v.shape for v in rule.versions if v.shape):
            ways |= _ways(shape, name)
    return ways.pop() if len(ways) == 1 else ""


def _ways(shape: Count, name: str) -> set[str]:
    ways = set()
    parts: list[Part] = [*shape.windows, *shape.parts]
    parts += [part for alternative in shape.alternatives for part in alternative]
    if shape.number == name:
        ways.add(HIGHER if shape.comparator == "at_least" else LOWER)
    if name in (shape.minutes_apart, shape.days_apart) or any(p.count == name for p in parts):
        ways.add(HIGHER)
    if any(s.at_most == name for s in shape.substitutions):
        ways.add(LOWER)
    if shape.cap is not None and shape.cap.at_most == name:
        ways.add(LOWER)
    return ways


def _lent(pack: Pack) -> Mapping[str, str]:
    """The rules whose windows another rule's substitutes are counted by, with that rule."""
    found = {}
    for rule in pack.rules:
        for shape in (v.shape for v in rule.versions if v.shape):
            for substitution in shape.substitutions:
                if substitution.per_window_of:
                    found[substitution.per_window_of] = rule.id
            if shape.in_place_of_others:
                found[shape.in_place_of_others] = rule.id
    return found
