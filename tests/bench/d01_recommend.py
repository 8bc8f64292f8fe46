"""D1: 405 teams × 20 incidents recommended and planned by a running centre; 22,000 teams pre-filtered. Beside both a plain Python loop."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from math import asin, cos, radians, sin, sqrt
from typing import Any

import numpy as np

from dispatch.recommend.forces import Forces, columns
from dispatch.recommend.judging import Place, Scale, Want, judge
from dispatch.recommend.roads.estimate import Mode
from dispatch.teams.capabilities import CAPABILITIES
from tests.bench.report import Goal, Result, median
from tests.bench.stage import Stage

INCIDENTS, TEAMS, MANY = 20, 405, 22_000
KINDS = list(CAPABILITIES)
DISTRICTS = [f"4401{number}" for number in ("03", "04", "05", "06", "11", "12", "13", "14", "15", "17", "18")]
WANTS = [Want("forest_fire", 4, 120), Want("general", 2, 30), Want("medical", 1, 0), Want("comms", 1, 0)]
REPEATS = 15
Team = dict[str, Any]


def measure(stage: Stage) -> list[Result]:
    return [_several_incidents(stage), _many_teams(stage)]


def _several_incidents(stage: Stage) -> Result:
    """One request: read the teams, judge all of them for every incident, plan, explain, answer."""
    result = Result(
        "D1", f"{INCIDENTS} incidents × {TEAMS} teams: recommended and planned, one request", "ms", [], Goal(200, 50),
        "ms, plain loop: distance and filter only", by_value=True,
    )  # fmt: skip
    centre, dice = stage.centre, random.Random(3)
    (count,) = centre.query("SELECT count(*) FROM teams_unit")[0]
    body: dict[str, Any] = {"incidents": []}
    for _ in range(INCIDENTS):
        place = {"type": "11G01", "lon": dice.uniform(113.3, 113.9), "lat": dice.uniform(23.0, 23.8), "place": "测速"}
        body["incidents"].append(stage.officer.post("/api/incidents", place).json()["id"])
    one = f"/api/incidents/{body['incidents'][0]}/recommendation"
    single: list[float] = []
    teams = made(TEAMS)
    for _ in range(stage.runs()):
        stage.officer.post("/api/recommendations/plan", body)  # the first one loads the solver
        result.runs.append(_ms(lambda: stage.officer.post("/api/recommendations/plan", body)))
        single.append(_ms(lambda: stage.officer.get(one)))
        result.peer_runs.append(_ms(lambda: [naive(teams, 113.3 + n * 0.03, 23.0 + n * 0.04) for n in range(INCIDENTS)]))
    result.notes.append(
        f"{count} teams in the database; over HTTP with JSON; a recommendation for one incident, explained in full: {median(single):.0f} ms"
    )
    return result


def _many_teams(stage: Stage) -> Result:
    result = Result(
        "D1",
        f"{MANY:,} teams pre-filtered for one incident",
        "ms",
        [],
        Goal(50, 10),
        "ms, plain loop: distance and filter only",
        by_value=True,
    )
    teams = made(MANY)
    forces, scale = columns(teams, KINDS), scale_of(columns(teams, KINDS))
    place = Place(1, 113.7712, 23.7423, "440117", "mountain")
    for _ in range(stage.runs()):
        result.runs.append(_ms(lambda: judge(forces, place, WANTS, scale)))
        result.peer_runs.append(_ms(lambda: naive(teams, place.lon, place.lat), repeats=3))
    result.notes.append("ours also judges floors, turn-out, substitutes and scores of four needs; columns are in memory on both sides")
    return result


def _ms(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median of a few, so that one pause of the machine is not the figure."""
    took = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def made(count: int) -> list[Team]:
    dice = random.Random(1)
    return [
        {
            "id": number, "kind": dice.choice(KINDS), "category": dice.choice(["industry", "grassroots", "volunteer"]), "district": dice.choice(DISTRICTS),
            "lon": dice.uniform(113, 114), "lat": dice.uniform(22.6, 23.9), "base_lon": 113.0, "base_lat": 23.0, "source": 0, "age_s": 5.0, "people": 30,
            "counted": False, "meaning": "available" if dice.random() < 0.85 else "unavailable", "resting": dice.random() < 0.05,
            "held": 0 if dice.random() < 0.9 else 99, "lost": False, "domains": ["land", "mountain"],
        }
        for number in range(1, count + 1)
    ]  # fmt: skip


def scale_of(forces: Forces) -> Scale:
    can = np.full((len(WANTS), len(KINDS)), np.inf)
    for at, want in enumerate(WANTS):
        can[at, KINDS.index(want.capability)] = 0
    can[0, KINDS.index("general")] = 600
    road = Mode("road", "公路", 1.4, 55, True)
    turnout = {"industry": 300.0, "grassroots": 300.0, "volunteer": 900.0}
    return Scale([road] * len(KINDS), turnout, can, np.ones((len(forces.districts), len(KINDS)), np.int64), 1800, 300, 600)


def naive(teams: list[Team], lon: float, lat: float) -> list[tuple[float, int]]:
    """What a first version would do: filter and sort by the great circle, one team after the other."""
    able = {"forest_fire", "general", "medical", "comms"}
    found = []
    for team in teams:
        if team["held"] or team["resting"] or team["lost"] or team["meaning"] == "unavailable" or team["kind"] not in able:
            continue
        a = sin(radians(lat - team["lat"]) / 2) ** 2
        a += cos(radians(team["lat"])) * cos(radians(lat)) * sin(radians(lon - team["lon"]) / 2) ** 2
        found.append((2 * 6_371_008.8 * asin(sqrt(a)), team["id"]))
    return sorted(found)
