"""The one verb on basemaps: what a kind of screen starts with."""

from __future__ import annotations

from django.conf import settings

from command.basemap.models import Choice
from command.basemap.rows import BasemapSource
from dispatch.telling import tell
from realtime.codes import Problem
from realtime.log import act


def choose_basemap(*, actor: str, screen: str, source: BasemapSource, day: bool = False, relief: str = "", review: str = "") -> Choice:
    if screen not in dict(Choice.SCREENS):
        raise Problem("invalid", f"没有“{screen}”这种屏幕。", where=["screen"])
    if source["state"] != "ok":
        raise Problem("wrong_state", f"底图“{source['name']}”不可用:{source['detail']}", where=["key"])
    with act(actor) as log:
        choice = Choice.objects.select_for_update().filter(screen=screen).first()
        before = choice.row() if choice else None
        choice = choice or Choice(screen=screen, area=settings.CITY)
        choice.key, choice.day, choice.relief, choice.review = source["key"], day, relief, review
        choice.save()
        tell(log, [f"area:{choice.area}"], "basemap.chosen", before, choice.row(), area=choice.area)
    return choice
