"""五跨: which of the five lines an order crosses, and on whose word. The tables that say so are rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatch.incidents.models import Incident
from dispatch.orders.states import CROSSINGS, POST
from dispatch.teams.models import Unit
from realtime.codes import Problem
from realtime.rules.models import rules_under

DISTRICT = 6  # digits of a district's code
LABEL = dict(CROSSINGS)
BY_LINE = ("area", "level")  # what authority over an area settles


@dataclass(frozen=True)
class Approval:
    """Somebody's word for one crossing."""

    crossing: str
    name: str
    how: str


def tables(area: str) -> Mapping[str, Any]:
    """Both tables in one read, for whoever asks about many units."""
    return rules_under("crossing.", area)


def crossed(unit: Unit, incident: Incident, issuer: str, known: Mapping[str, Any] | None = None) -> list[str]:
    """Codes in the order of the five. What the tables do not know is not claimed."""
    known = known or tables(incident.area)
    of_unit = _traits(known["crossing.units"], [unit.kind], unit.force)
    of_type = _traits(known["crossing.types"], [incident.type_id[:length] for length in range(len(incident.type_id), 0, -1)])
    found = set()
    if unit.area[:DISTRICT] != incident.area[:DISTRICT] and min(len(unit.area), len(incident.area)) >= DISTRICT:
        found.add("area")
    if len(issuer) != len(unit.area):
        found.add("level")
    for crossing in ("industry", "department", "hazard"):
        ours, theirs = of_unit.get(crossing), of_type.get(crossing)
        if ours and theirs and ours != theirs:
            found.add(crossing)
    return [code for code, _ in CROSSINGS if code in found]


def _traits(table: Mapping[str, Mapping[str, str]], keys: Sequence[str], also: str = "") -> dict[str, str]:
    """The first row that is there; a row of `force:…` may say another department than the trade does."""
    traits = next((dict(table[key]) for key in keys if key in table), {})
    return traits | dict(table.get(f"force:{also}", {}))


def settle(found: Sequence[str], unit: Unit, authority: Sequence[str] | None, given: Sequence[Approval], name: str) -> list[Approval]:
    """Whose word each crossing rests on. Without authority over the unit's area, area and level need somebody else's."""
    own = authority is None or any(unit.area.startswith(area) for area in authority)
    said = {approval.crossing: approval for approval in given}
    wanted = [code for code in found if code in BY_LINE] or ([] if own else ["area"])
    missing = [] if own else [code for code in wanted if code not in said]
    if missing:
        labels = "、".join(LABEL[code] for code in missing)
        raise Problem("forbidden", f"{unit.name} 不在您的辖区,{labels}须填写批准人,或报上级指挥中心下令。", where=missing)
    word = next((said[code] for code in wanted if code in said), Approval("", name, POST))
    every = [*found, *(code for code in wanted if code not in found)]
    return [said.get(code) or Approval(code, word.name, word.how) for code in every]


def parsed(given: Sequence[Any]) -> list[Approval]:
    return [Approval(one.crossing, one.name, one.how) for one in given]
