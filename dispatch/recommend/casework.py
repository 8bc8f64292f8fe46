"""incident + board → **casework** → judged case: the card, what is still needed of it, who may go, and the roads asked about the first few."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.conf import settings

from dispatch.incidents.models import GRADE_CONFIRMED, Incident
from dispatch.recommend import roads, wording
from dispatch.recommend.cards import LEVEL_NAMES, card_for, cards_of, wants_of
from dispatch.recommend.forces import Floats
from dispatch.recommend.judging import Judged, Place, Scale, Want, judge, rescore
from dispatch.recommend.models import RunCard
from dispatch.recommend.reading import Board
from dispatch.recommend.roads.estimate import mode_of
from dispatch.recommend.rows import Said
from dispatch.recommend.selecting import remaining

NO_ROAD = -1.0  # metres of a leg that the engine finds no road for


@dataclass
class Case:
    """One incident, judged."""

    incident: Incident
    cards: Mapping[int, RunCard]
    card: RunCard
    level: int
    wants: Sequence[Want]
    place: Place
    scale: Scale
    able: Floats
    judged: Judged
    notes: list[Said]
    engine: str = ""
    legs: dict[int, float] = field(default_factory=dict)  # team → metres by road; NO_ROAD where there is none


def open_case(board: Board, incident: Incident, *, capability: str | None = None, chosen: RunCard | None = None) -> Case:
    """`capability` asks for one more team of that kind instead of the card; `chosen` is a card that somebody picked by hand."""
    cards = cards_of(board.cards, incident.type_id, incident.area)
    level = int(incident.grade or board.rules["recommend.ungraded_level"])
    card = chosen or card_for(cards, level)
    there = [(row.kind, row.people) for row in board.held.values() if row.incident == incident.pk]
    wants = (
        [Want(capability, 1, 0)]
        if capability
        else remaining(wants_of(card), there, {need: list(by) for need, by in board.substitutes.items()})
    )
    place = Place(incident.pk, incident.lon, incident.lat, incident.area[:6], card.domain)
    scale = _scale(board, incident, wants)
    judged = judge(board.forces, place, wants, scale)
    notes = _notes(incident, level, len(there))
    return Case(incident, cards, card, level, wants, place, scale, scale.can[:, board.forces.kind], judged, notes)


def _scale(board: Board, incident: Incident, wants: Sequence[Want]) -> Scale:
    kinds, penalties, ready = board.forces.kinds, board.rules["recommend.penalties"], board.rules["recommend.readiness"]
    can = np.full((len(wants), len(kinds)), np.inf)
    for at, want in enumerate(wants):
        by = board.substitutes.get(want.capability, {})
        for place, kind in enumerate(kinds):
            can[at, place] = 0.0 if kind == want.capability else by.get(kind, np.inf)
    modes = [board.modes[mode_of(kind, incident.type_id, board.rules["recommend.modes"])] for kind in kinds]
    return Scale(
        modes=modes, turnout_s=board.rules["recommend.turnout_s"], can=can, floor=board.floor, delayed_s=float(penalties["delayed_s"]),
        crossing_s=float(penalties["crossing_s"]), domain_s=float(penalties["domain_s"]),
        level_s={int(level): float(seconds) for level, seconds in ready["late_s"].items()}, unready=[int(level) for level in ready["left_out"]],
    )  # fmt: skip


def _notes(incident: Incident, level: int, there: int) -> list[Said]:
    notes: list[Said] = []
    if incident.grade is None:
        notes.append({"code": "ungraded", "text": wording.ungraded(LEVEL_NAMES[level])})
    elif incident.grade_state != GRADE_CONFIRMED:
        notes.append({"code": "proposed_grade", "text": wording.proposed_grade(LEVEL_NAMES[level])})
    if there:
        notes.append({"code": "there_already", "text": wording.there_already(there)})
    return notes


def ask_roads(board: Board, cases: Sequence[Case]) -> list[Said]:
    """Only the first few of every case, all within one time limit; the rest stays an estimate. Says once what could not be asked."""
    url, most = settings.ROUTING_URL, int(board.rules["recommend.routed"])
    if not url:
        return [{"code": "no_engine", "text": wording.NO_ENGINE}]
    until = time.monotonic() + float(board.rules["recommend.routing_timeout_s"])
    answered = True
    for case in cases:
        answered &= _ask(board, case, url, most, until)
    return [] if answered else [{"code": "engine_away", "text": wording.engine_away(wording.ENGINES[roads.parse(url)[0]])}]


def _ask(board: Board, case: Case, url: str, most: int, until: float) -> bool:
    forces, judged, modes = board.forces, case.judged, case.scale.modes
    first = [int(team) for team in judged.nearest(most) if modes[forces.kind[team]].routed]
    if not first:
        return True
    origins = [(float(forces.lon[team]), float(forces.lat[team])) for team in first]
    answer = roads.route(url, origins, (case.place.lon, case.place.lat), until)
    if answer is None:
        return False
    case.engine, legs = answer
    for team, leg in zip(first, legs, strict=True):
        if leg is None:
            case.legs[team] = NO_ROAD
            continue
        seconds, metres = leg
        case.legs[team] = judged.travelled_m[team] = metres if metres is not None else judged.travelled_m[team]
        judged.eta_s[team] = judged.turnout_s[team] + seconds
    rescore(judged, case.able)
    return True
