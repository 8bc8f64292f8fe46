"""incident → **choose** → proposals: who could go, ranked and explained; the next team of a ladder; one plan for several incidents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

import numpy as np
from django.conf import settings

from dispatch.incidents.models import Incident
from dispatch.mutual_aid import borrowed, covering
from dispatch.orders.crossings import crossed, tables
from dispatch.recommend import wording
from dispatch.recommend.assigning import Filled, Slots, assign, greedy, slots_of, total
from dispatch.recommend.cards import card_row, next_level
from dispatch.recommend.casework import Case, ask_roads, open_case
from dispatch.recommend.empty import why_empty
from dispatch.recommend.explaining import capability_name, cover, excluded, missing, proposal
from dispatch.recommend.models import RunCard
from dispatch.recommend.reading import Board, read_board, urgency_of
from dispatch.recommend.rows import Plan, Planned, PlannedFor, Proposal, Recommendation, Rerouted, Said, Unfilled
from dispatch.recommend.selecting import select
from dispatch.teams.models import Unit
from realtime.clock import iso
from realtime.codes import Problem


def recommend(incident: Incident, *, limit: int = 30, scopes: Sequence[str], card: RunCard | None = None) -> Recommendation:
    """`card`: one that somebody picked, instead of the one that type and grade ask for."""
    board = read_board(incident.area, scopes, incident.exercise_id, [incident.type_id])
    case = open_case(board, incident, chosen=card)
    unasked = ask_roads(board, [case])
    chosen = select(board.forces, case.judged, case.wants)
    out, counts = excluded(board, case)
    return {
        "run_card": card_row(case.card, incident), "at": cast("str", iso(board.at)), "proposals": _proposals(board, case, chosen, limit, scopes[0]),
        "excluded": out, "excluded_counts": counts, "shortfalls": missing(board, case, chosen),
        "cover": cover(board, [team for team, _ in chosen], case.scale.modes), "next_level": next_level(dict(case.cards), case.level),
        "notes": [*case.notes, *unasked, *_narrowed(scopes)],
    }  # fmt: skip


def _proposals(board: Board, case: Case, chosen: Sequence[tuple[int, int]], limit: int, issuer: str) -> list[Proposal]:
    """The set that meets the card, then the next best; all that were chosen even where the limit is smaller."""
    ranked = list(chosen)
    picked = {team for team, _ in chosen}
    for team in case.judged.nearest(limit + len(chosen)):
        if len(ranked) >= limit:
            break
        if int(team) not in picked:
            ranked.append((int(team), int(np.argmin(case.judged.score[:, team]))))
    ids = [int(board.forces.id[team]) for team, _ in ranked]
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=ids).with_names()}
    known = tables(case.incident.area)
    found: list[Proposal] = []
    covers = Covers(case.incident)
    for rank, (team, want) in enumerate(ranked, 1):
        unit = units[int(board.forces.id[team])]
        found.append(
            proposal(board, case, team, want, unit, crossed(unit, case.incident, issuer, known), rank, team in picked, covers.of(unit))
        )
    return found


class Covers:
    """Which agreement covers a team of another district; asked once a district and trade."""

    def __init__(self, incident: Incident) -> None:
        self.incident = incident
        self.known: dict[tuple[str, str], str | None] = {}

    def of(self, unit: Unit) -> str | None:
        if not borrowed(unit.area, self.incident.area):
            return None
        key = (unit.area, unit.kind)
        if key not in self.known:
            cover = covering(unit.area, self.incident.area, self.incident.type_id, unit.kind)
            self.known[key] = cover.name if cover else None
        return self.known[key]


def _narrowed(scopes: Sequence[str]) -> list[Said]:
    if settings.CITY in scopes or any(str(settings.CITY).startswith(scope) for scope in scopes):
        return []
    return [{"code": "scope", "text": wording.partly_scoped("、".join(scopes))}]


def next_unit(incident: Incident, *, capability: str | None = None, exclude: Collection[int] = ()) -> Unit | None:
    """The best team that nobody asked yet, for a ladder whose order was not answered. Roads are not asked: the ladder does not wait."""
    board = read_board(incident.area, [settings.CITY], incident.exercise_id, [incident.type_id])
    case = open_case(board, incident, capability=capability)
    if capability is None and not any(want.units > 0 or want.people > 0 for want in case.wants) and case.wants:
        case = open_case(board, incident, capability=case.wants[0].capability)
    skipped = set(exclude)
    for team in case.judged.nearest(len(skipped) + 1):
        if int(board.forces.id[team]) not in skipped:
            return Unit.objects.with_names().get(pk=int(board.forces.id[team]))
    return None


def plan(incidents: Sequence[Incident], *, scopes: Sequence[str]) -> Plan:
    """All incidents at once, shown against one after the other. They are of one world: the real one, or one exercise."""
    exercise = incidents[0].exercise_id
    if any(incident.exercise_id != exercise for incident in incidents):
        raise Problem("exercise", "真实事件和演练事件不能一起统筹派力。", where=["incidents"])
    board = read_board(settings.CITY, scopes, exercise, {incident.type_id for incident in incidents})
    cases = [open_case(board, incident) for incident in incidents]
    notes = ask_roads(board, cases)
    weights = _weights(board, incidents)
    slots = slots_of(
        [case.judged for case in cases],
        [case.wants for case in cases],
        weights,
        float(board.rules["recommend.unfilled_s"]),
    )
    lendable = np.maximum(0, board.forces.available_by_group() - board.floor)
    first = greedy(board.forces, slots, lendable)
    best = assign(board.forces, slots, lendable, first)
    return {
        "at": cast("str", iso(board.at)),
        "incidents": [_planned_for(case, weight) for case, weight in zip(cases, weights, strict=True)],
        "greedy": _planned(board, cases, slots, first), "optimal": _planned(board, cases, slots, best),
        "diff": _diff(board, cases, slots, first, best),
        "unfilled": {"greedy": _unfilled(cases, slots, first), "optimal": _unfilled(cases, slots, best)},
        "weighted_eta_s": {"greedy": round(total(slots, first)), "optimal": round(total(slots, best))},
        "notes": [*notes, *_heads(board, cases, slots, best), *_narrowed(scopes)],
    }  # fmt: skip


def _weights(board: Board, incidents: Sequence[Incident]) -> list[float]:
    rows, urgency = board.rules["recommend.weights"], urgency_of(incidents)
    ungraded = board.rules["recommend.ungraded_level"]
    return [
        float(rows["grade"].get(str(incident.grade or ungraded), 1)) * float(rows["urgency"].get(urgency.get(incident.pk, "normal"), 1))
        for incident in incidents
    ]


def _planned(board: Board, cases: Sequence[Case], slots: Slots, filled: Filled) -> list[Planned]:
    found: list[Planned] = []
    for slot, team in sorted(filled.items()):
        case = cases[int(slots.incident[slot])]
        found.append({
            "incident": case.incident.pk, "number": case.incident.number,
            "unit": {"id": int(board.forces.id[team]), "name": str(board.rows[team]["name"])},
            "capability": (code := case.wants[int(slots.want[slot])].capability), "capability_name": capability_name(code),
            "eta_s": round(float(case.judged.eta_s[team])),
        })  # fmt: skip
    return found


def _planned_for(case: Case, weight: float) -> PlannedFor:
    return {
        "id": case.incident.pk, "number": case.incident.number, "weight": round(weight, 2), "wanted": sum(want.units for want in case.wants),
        "task": card_row(case.card, case.incident)["task"],
    }  # fmt: skip


def _diff(board: Board, cases: Sequence[Case], slots: Slots, first: Filled, best: Filled) -> list[Rerouted]:
    before = {team: cases[int(slots.incident[slot])].incident for slot, team in first.items()}
    after = {team: cases[int(slots.incident[slot])].incident for slot, team in best.items()}
    found: list[Rerouted] = []
    for team in sorted({*before, *after}):
        was, now = before.get(team), after.get(team)
        if (was and was.pk) == (now and now.pk):
            continue
        name = str(board.rows[team]["name"])
        found.append({
            "unit": {"id": int(board.forces.id[team]), "name": name}, "greedy": was.pk if was else None, "optimal": now.pk if now else None,
            "text": wording.moved(name, was.number if was else None, now.number if now else None),
        })  # fmt: skip
    return found


def _unfilled(cases: Sequence[Case], slots: Slots, filled: Filled) -> list[Unfilled]:
    found: list[Unfilled] = []
    for slot in range(len(slots.weight)):
        if slot not in filled:
            case = cases[int(slots.incident[slot])]
            capability = case.wants[int(slots.want[slot])].capability
            why = why_empty(slots, filled, slot)
            found.append({
                "incident": case.incident.pk, "number": case.incident.number, "capability": capability,
                "capability_name": capability_name(capability), "why": why, "text": wording.empty(capability_name(capability), why),
            })  # fmt: skip
    return found


def _heads(board: Board, cases: Sequence[Case], slots: Slots, filled: Filled) -> list[Said]:
    """The plan counts teams; where their people do not add up to the card, it says so."""
    notes: list[Said] = []
    for at, case in enumerate(cases):
        for place, want in enumerate(case.wants):
            mine = [team for slot, team in filled.items() if slots.incident[slot] == at and slots.want[slot] == place]
            lacking = want.people - sum(int(board.forces.people[team]) for team in mine)
            if lacking > 0:
                text = wording.heads_short(f"{case.incident.number} {capability_name(want.capability)}", lacking)
                notes.append({"code": "heads", "text": text})
    return notes
