"""area tree → **ground** → what is observed outside: where a demo city has gauges, rivers and fires. All invented; elsewhere than in the model city at the districts' seats."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.db.models.functions import Length

from realtime.areas.models import Area

Fire = tuple[float, float, str, float]  # lon, lat, confidence, MW
FarFire = tuple[float, float, int, float]
MOST_RIVERS, MOST_RESERVOIRS = 5, 3


class Ground(NamedTuple):
    corner: tuple[float, float]  # south-west of the weather grid
    fires: list[Fire]  # sure ones in the neighbouring counties, doubtful ones inside
    far_fires: list[FarFire]
    rain: list[tuple[str, float, float]]
    rivers: list[tuple[str, float, float, float, float, float]]  # name, lon, lat, level, warning level, guaranteed level
    reservoirs: list[tuple[str, float, float, float, float, int]]  # name, lon, lat, level, limit, m³

    slopes: list[tuple[str, float, float, float, float]]  # name, lon, lat, millimetres, limit
    roads: list[tuple[str, str, float, float, float, float, str]]  # name, what is measured, lon, lat, value, limit, unit


MODEL_CITY = "4401"
MODEL = Ground(
    corner=(112.95, 22.6),
    fires=[
        (113.545, 23.912, "n", 12.4), (114.262, 23.748, "h", 41.0), (114.271, 23.741, "n", 18.3), (112.742, 23.361, "n", 7.9),
        (114.318, 23.148, "n", 5.2), (113.694, 23.628, "l", 1.8), (113.872, 23.418, "l", 2.1),
    ],
    far_fires=[(114.26, 23.75, 4, 38.5), (114.19, 24.05, 3, 15.2)],
    rain=[
        ("从化街口", 113.586, 23.548), ("良口", 113.737, 23.711), ("派潭", 113.778, 23.494), ("正果", 113.893, 23.423), ("花都新华", 113.220, 23.404),
        ("白云太和", 113.360, 23.300), ("黄埔九龙", 113.482, 23.380), ("天河智慧城", 113.402, 23.176), ("番禺市桥", 113.384, 22.938), ("南沙黄阁", 113.511, 22.823),
    ],
    rivers=[
        ("流溪河太平场", 113.497, 23.445, 29.4, 33.5, 35.0), ("增江荔城", 113.833, 23.292, 6.1, 9.0, 10.5), ("流溪河街口", 113.590, 23.553, 31.2, 34.0, 35.5),
        ("珠江中大", 113.299, 23.105, 1.2, 1.9, 2.4), ("增江正果", 113.889, 23.418, 12.3, 16.5, 18.0),
    ],
    reservoirs=[
        ("流溪河水库", 113.780, 23.752, 228.6, 235.0, 21500), ("黄龙带水库", 113.893, 23.806, 168.2, 172.0, 5890), ("联安水库", 113.722, 23.437, 71.4, 74.5, 3100),
    ],
    slopes=[("良口石明边坡", 113.752, 23.731, 6.2, 20.0), ("派潭高滩边坡", 113.791, 23.530, 11.4, 20.0), ("九龙后山边坡", 113.482, 23.380, 3.1, 15.0)],
    roads=[("流溪大桥", "桥面挠度", 113.590, 23.553, 8.0, 25.0, "mm"), ("市桥涵洞", "路面积水", 113.386, 22.940, 2.0, 20.0, "cm"), ("小虎大桥", "桥面挠度", 113.522, 22.834, 10.5, 25.0, "mm")],
)  # fmt: skip


@cache
def ground() -> Ground:
    return MODEL if settings.CITY == MODEL_CITY else _at_the_seats()


def _at_the_seats() -> Ground:
    rows = Area.objects.under(settings.CITY).to_towns().exclude(code=settings.CITY).exclude(lon=None).order_by(Length("code"), "code")[:10]
    seats = [(row.name, float(row.lon or 0), float(row.lat or 0)) for row in rows]
    west, south = min(lon for _, lon, _ in seats), min(lat for _, _, lat in seats)
    east = max(lon for _, lon, _ in seats)
    return Ground(
        corner=(round(west - 0.3, 2), round(south - 0.3, 2)),
        fires=[(east + 0.6, south, "n", 9.4), (seats[0][1] + 0.05, seats[0][2] + 0.05, "l", 1.6)],
        far_fires=[(east + 0.6, south, 3, 12.1)],
        rain=seats,
        rivers=[(f"{name}河道", lon + 0.01, lat, 20.0 + n, 23.5 + n, 25.0 + n) for n, (name, lon, lat) in enumerate(seats[:MOST_RIVERS])],
        reservoirs=[
            (f"{name}水库(演示)", lon, lat + 0.03, 88.0 + n, 92.0 + n, 2400) for n, (name, lon, lat) in enumerate(seats[-MOST_RESERVOIRS:])
        ],
        slopes=[(f"{name}边坡(演示)", lon - 0.02, lat + 0.02, 4.0 + n, 20.0) for n, (name, lon, lat) in enumerate(seats[:MOST_RESERVOIRS])],
        roads=[
            (f"{name}桥(演示)", "桥面挠度", lon, lat + 0.01, 8.0 + n, 25.0, "mm")
            for n, (name, lon, lat) in enumerate(seats[:MOST_RESERVOIRS])
        ],
    )
