"""Earthquakes of the year: weak ones that reached nobody; none asked for a roll call."""

from __future__ import annotations

from command.alerts.records import Quake
from command.seeding.history.calendar import INVENTED, Past


def make(past: Past) -> int:
    moments = sorted(past.at() for _ in range(past.city.year.quakes))
    rows = []
    for number, at in enumerate(moments, 1):
        district = past.dice.choice(past.districts)
        lon, lat = past.place(district)
        rows.append(
            Quake(
                code=f"demo-{past.year}-{number}", name=f"{past.city.name}{district.name}({INVENTED})", at=at, lon=lon, lat=lat,
                magnitude=past.dice.choice((0.9, 1.1, 1.3, 1.6, 1.8, 2.1)), depth_km=past.dice.choice((6, 8, 10, 12)), felt=[], told_at=at,
            )
        )  # fmt: skip
    return len(Quake.objects.bulk_create(rows))
