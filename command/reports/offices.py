"""Who reports to whom: the office on the red head, and the level above it. The bureau's own words go before what the area tree suggests."""

from __future__ import annotations

from django.conf import settings

from realtime.areas.models import DISTRICT, Area
from realtime.rules.models import rule


def area_name(code: str) -> str:
    return Area.objects.filter(pk=code).values_list("name", flat=True).first() or code


def office(area: str) -> str:
    """Of a town: its district's bureau; a town has no bureau of its own."""
    return str(rule("reports.org", area)) or f"{area_name(area[:DISTRICT])}应急管理局"


def superior(area: str) -> str:
    """主送."""
    if given := str(rule("reports.superior", area)):
        return given
    if len(area) > len(settings.CITY):
        return f"{area_name(settings.CITY)}应急管理局总值班室"
    return "广东省应急管理厅总值班室" if settings.CITY.startswith("44") else "上级应急管理部门总值班室"


def beyond(area: str) -> str:
    """The level above the superior, whom a grave event may go to directly."""
    if len(area) > len(settings.CITY):
        return "广东省应急管理厅总值班室" if settings.CITY.startswith("44") else "上级应急管理部门总值班室"
    return "应急管理部指挥中心"
