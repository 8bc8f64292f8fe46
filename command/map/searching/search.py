"""question → **search** → answer: every finder in turn, the surest group first."""

from __future__ import annotations

from command.map.searching import events, forces, objects, people, places, records
from command.map.searching.asking import LONGEST, PHONE_DIGITS, Asked
from command.map.searching.rows import SearchAnswer, SearchGroup, SearchHit
from realtime.accounts.may import Caller
from realtime.coordinates.reading import Wrong

MOST = 40  # of all kinds together: more is a reason to type on
FINDERS = [places.areas, events.incidents, events.alarms, forces.units, forces.devices, people.contacts, objects.features, *records.FINDERS]
NUMBER_FINDERS = [people.by_phone, events.called_from, objects.by_phone]
ORDER: list[SearchGroup] = [
    "place", "incident", "alarm", "response", "warning", "unit", "feature", "area", "plan", "report", "depot", "device", "contact",
    *(kept.group for kept in records.KEPT),
]  # fmt: skip


def search(who: Caller, q: str) -> SearchAnswer:
    """What this caller may see of what may be meant."""
    asked = Asked(q[:LONGEST].replace("\x00", ""), who)
    answer: SearchAnswer = {"q": q, "hits": [], "notes": []}
    if not asked.words:
        return answer
    try:
        hits = places.coordinates(asked)
    except Wrong:
        hits = []
        answer["notes"].append("impossible_place")
    if not hits:  # coordinates are nothing else
        for find in FINDERS:
            hits += find(asked)
    if len(asked.phone) >= PHONE_DIGITS:
        if who.has(people.REVEAL):
            for find in NUMBER_FINDERS:
                hits += find(asked)
        else:
            answer["notes"].append("phone_needs_right")
    answer["hits"] = _grouped(hits)
    return answer


def _grouped(hits: list[SearchHit]) -> list[SearchHit]:
    """A thing found twice counts once; groups by their nearest, hits within them by nearness."""
    once: dict[tuple[str, int | None, str], SearchHit] = {}
    for one in sorted(hits, key=lambda one: one["rank"]):
        once.setdefault((one["group"], one["id"], one["area"] if one["id"] is None else ""), one)
    best: dict[str, int] = {}
    for one in once.values():
        best.setdefault(one["group"], one["rank"])
    # Within two steps of nearness the usual order holds: what is happening before what stands there.
    return sorted(once.values(), key=lambda one: (best[one["group"]] // 3, ORDER.index(one["group"])))[:MOST]
