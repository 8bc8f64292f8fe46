"""The cities there is a demo of. One more: a file here, a line in the list, its areas in `data/areas-<code>.csv`, its plans in `command/plans/data/plans-<code>.csv`."""

from __future__ import annotations

from django.conf import settings

from command.seeding.cities import guangzhou, hengshui, heyuan, huozhou, zhoukou
from command.seeding.cities.city import City

CITIES: tuple[City, ...] = (guangzhou.CITY, heyuan.CITY, hengshui.CITY, zhoukou.CITY, huozhou.CITY)
BY_CODE = {city.code: city for city in CITIES}
BY_SLUG = {city.slug: city for city in CITIES}


def here() -> City:
    """Of this installation. KeyError where there is no demo of it: a bureau's own city has none and needs none."""
    return BY_CODE[settings.CITY]
