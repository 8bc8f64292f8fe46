"""Risks counted for a screen and the map: by town in four colours, by sector and district."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from django.db.models import Count

from command.hazards.models import RiskUnit
from command.hazards.rows import RiskCell, RiskTownRow
from command.hazards.towns import At, Town, count, weight, worst
from dispatch.features.actions import mirror, unmirror
from dispatch.features.models import Feature
from dispatch.safety.dangers import circle
from realtime.areas.models import Area
from realtime.log import Log
from realtime.rules.models import rule

LAYER = "risk_town"
WORD = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
DISC_M = 1500  # seen on the map of a district, smaller than the way to the next town
GRAVITY = {"red": "重大", "orange": "较大", "yellow": "一般", "blue": "低"}


def by_town(prefix: str) -> list[RiskTownRow]:
    """The heaviest first."""
    weights = rule("hazards.town_weights", prefix)
    rows = [
        cast("RiskTownRow", {
            "area": town.code, "name": town.name, "lon": town.lon, "lat": town.lat, "red": counts["red"], "orange": counts["orange"],
            "yellow": counts["yellow"], "blue": counts["blue"], "worst": worst(counts), "weight": weight(counts, weights),
        })
        for town, counts in _counted(prefix).items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["weight"], row["area"]))


def by_sector(scopes: list[str]) -> list[RiskCell]:
    """One cell per sector, district and colour that holds any."""
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    rows = RiskUnit.objects.filter(retired_at=None).values_list("sector", "area", "colour").annotate(n=Count("id"))
    for sector, area, colour, n in rows:
        if any(area.startswith(scope) for scope in scopes):
            found[sector, area[:6], colour] += n
    return [
        cast("RiskCell", {"sector": sector, "area": area, "colour": colour, "n": n}) for (sector, area, colour), n in sorted(found.items())
    ]


def show_towns(log: Log, *districts: str) -> None:
    """The map's discs of these districts, written with the unit that changed."""
    for district in dict.fromkeys(code[:6] for code in districts if code):
        counted = _counted(district)
        for town, counts in counted.items():
            mirror(
                log, LAYER, town.code, name=town.name, area=district, lon=town.lon, lat=town.lat, source="风险分级管控",
                attributes={"risk": GRAVITY[worst(counts)], "colour": WORD[worst(counts)], **counts}, shape=circle(town.lon, town.lat, DISC_M),
            )  # fmt: skip
        here = Feature.objects.filter(layer=LAYER, code__startswith=district, exercise_id=log.exercise).values_list("code", flat=True)
        if gone := set(here) - {town.code for town in counted}:
            unmirror(log, LAYER, *sorted(gone))


def _counted(prefix: str) -> dict[Town, dict[str, int]]:
    units = RiskUnit.objects.filter(area__startswith=prefix, retired_at=None).values_list("area", "lon", "lat", "colour")
    towns: dict[str, list[Town]] = defaultdict(list)
    known = Area.objects.under(prefix[:6]).towns_of_any()
    for code, name, lon, lat in known.values_list("code", "name", "lon", "lat"):
        if lon is not None and lat is not None:
            towns[code[:6]].append(Town(code, name, lon, lat))
    return count((At(*row) for row in units), towns)
