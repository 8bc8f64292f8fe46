"""What the map draws of the weather in shapes of its own – storms with their winds – and the wind of one place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router
from typing_extensions import TypedDict

from dispatch.features.models import Feature
from dispatch.features.observing import wind_at
from realtime.api import REFUSALS, Lat, Lon, caller
from realtime.clock import iso

router = Router(tags=["map"])


class StormRow(TypedDict):
    """`track` and `ahead`: {lon, lat, at, wind_ms, hpa, grade, r7, r10, r12}; a ring is [NE, SE, SW, NW] in km."""

    id: int
    name: str
    lon: float
    lat: float
    at: str | None
    attributes: dict[str, Any]


class WindArrow(TypedDict):
    lon: float
    lat: float
    speed_ms: float
    from_deg: float
    at: str | None


class WeatherNow(TypedDict):
    storms: list[StormRow]
    winds: list[WindArrow]


class WindHere(TypedDict):
    """`known` false: nothing near and fresh enough; somebody types it."""

    known: bool
    speed_ms: float | None
    from_deg: float | None
    gust_ms: float | None
    name: str
    distance_m: float | None
    at: str | None


@router.get("/weather", response={200: WeatherNow, **REFUSALS}, operation_id="get_weather")
def get_weather(request: HttpRequest) -> WeatherNow:
    """Storms and winds are nobody's secret: every signed-in screen sees those of the whole region."""
    caller(request)
    rows = Feature.objects.filter(active=True, exercise_id=None)
    storms: list[StormRow] = [
        {"id": row.pk, "name": row.name, "lon": row.lon, "lat": row.lat, "at": iso(row.observed_at), "attributes": row.attributes}
        for row in rows.filter(layer="typhoon_track").order_by("id")[:20]
    ]
    winds: list[WindArrow] = []
    for row in rows.filter(layer="wind").order_by("id")[:2000]:
        speed, from_deg = row.attributes.get("speed_ms"), row.attributes.get("from_deg")
        if isinstance(speed, int | float) and isinstance(from_deg, int | float):
            winds.append({"lon": row.lon, "lat": row.lat, "speed_ms": speed, "from_deg": from_deg, "at": iso(row.observed_at)})
    return {"storms": storms, "winds": winds}


@router.get("/wind", response={200: WindHere, **REFUSALS}, operation_id="get_wind")
def get_wind(request: HttpRequest, lon: Lon, lat: Lat) -> WindHere:
    """For a downwind sector: the nearest fresh observation."""
    caller(request)
    found = wind_at(lon, lat)
    if found is None:
        return {"known": False, "speed_ms": None, "from_deg": None, "gust_ms": None, "name": "", "distance_m": None, "at": None}
    return {
        "known": True, "speed_ms": found.speed_ms, "from_deg": found.from_deg, "gust_ms": found.gust_ms, "name": found.name,
        "distance_m": round(found.distance_m), "at": iso(found.observed_at),
    }  # fmt: skip
