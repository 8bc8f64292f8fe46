"""warnings in force, an incident's facts → **triggers** → proposals: “≥ N districts at colour C ⇒ propose level L”. Rows in, findings out. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COLOURS = ("white", "blue", "yellow", "orange", "red")  # rising
COLOUR_WORDS = {"white": "白色", "blue": "蓝色", "yellow": "黄色", "orange": "橙色", "red": "红色"}
DISTRICT, TOWN = 6, 9


@dataclass(frozen=True)
class Warned:
    """One warning in force: its areas are codes of 4 (a whole city), 6 or 9 digits."""

    id: str
    hazard: str
    colour: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Trigger:
    """One row. `needs`: hazard, colour and districts (or towns) for warnings; least figures, minutes and the like for an incident."""

    key: str
    family: str
    level: int
    kind: str
    needs: Mapping[str, Any]
    words: str


@dataclass(frozen=True)
class Facts:
    """What is known of an incident. `figures` by measure; `burning` = phases before it is out; `together` = open ones of its kind in the city."""

    type: str
    figures: Mapping[str, float]
    minutes: float
    burning: bool
    together: int = 1
    special: bool = False  # special protection period or red fire danger


@dataclass(frozen=True)
class Finding:
    trigger: Trigger
    areas: tuple[str, ...]
    why: str
    facts: dict[str, Any] = field(default_factory=dict)


def warned_areas(needs: Mapping[str, Any], warnings: Iterable[Warned], districts: Sequence[str]) -> set[str]:
    """Districts (or towns) with a warning of this hazard at this colour or above it."""
    least = COLOURS.index(str(needs["colour"]))
    digits = TOWN if "towns" in needs else DISTRICT
    found: set[str] = set()
    for warning in warnings:
        if warning.hazard != needs["hazard"] or COLOURS.index(warning.colour) < least:
            continue
        for code in warning.areas:
            if len(code) < DISTRICT:
                found.update(one for one in districts if one.startswith(code))
            elif len(code) == DISTRICT or digits == TOWN:
                found.add(code)
    return found


def by_warnings(triggers: Iterable[Trigger], warnings: Sequence[Warned], districts: Sequence[str]) -> list[Finding]:
    """Every row that holds; “以上” includes the number."""
    found = []
    for trigger in triggers:
        if trigger.kind != "warnings":
            continue
        areas = warned_areas(trigger.needs, warnings, districts)
        least = int(trigger.needs.get("towns", trigger.needs.get("districts", 1)))
        if len(areas) >= least:
            held = sorted(one.id for one in warnings if one.hazard == trigger.needs["hazard"] and areas & set(_codes(one, districts)))
            found.append(
                Finding(trigger, tuple(sorted(areas)), trigger.words, {"trigger": trigger.key, "areas": len(areas), "warnings": held})
            )
    return found


def _codes(warning: Warned, districts: Sequence[str]) -> list[str]:
    return [one for code in warning.areas for one in ([code] if len(code) >= DISTRICT else [d for d in districts if d.startswith(code)])]


def by_incident(triggers: Iterable[Trigger], facts: Facts) -> list[Finding]:
    """A row holds when every condition it names holds."""
    found = []
    for trigger in triggers:
        if trigger.kind == "incident" and facts.type.startswith(tuple(trigger.needs["types"])) and _holds(trigger.needs, facts):
            seen = {"trigger": trigger.key, "figures": dict(facts.figures), "minutes": round(facts.minutes), "together": facts.together}
            found.append(Finding(trigger, (), trigger.words, seen))
    return found


def _holds(needs: Mapping[str, Any], facts: Facts) -> bool:
    if any(facts.figures.get(measure, 0) < least for measure, least in needs.get("at_least", {}).items()):
        return False
    if needs.get("burning") and not facts.burning:
        return False
    if needs.get("special") and not facts.special:
        return False
    return bool(facts.minutes >= needs.get("minutes", 0) and facts.together >= needs.get("together", 1))


def highest(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Per family the highest level that is called for."""
    best: dict[str, Finding] = {}
    for finding in findings:
        held = best.get(finding.trigger.family)
        if held is None or finding.trigger.level < held.trigger.level:
            best[finding.trigger.family] = finding
    return best
