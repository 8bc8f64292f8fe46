"""Basemaps over HTTP: which there are, and what each kind of screen starts with."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from command.basemap.actions import choose_basemap
from command.basemap.listing import source, sources
from command.basemap.models import Choice
from command.basemap.rows import BasemapList, BasemapRow
from realtime.api import REFUSALS, Body, caller, command
from realtime.codes import Problem

router = Router(tags=["map"])
MANAGE = "feed.manage"


class ChosenMap(Body):
    screen: Literal["desk", "wall", "field"]
    key: str = Field(min_length=1, max_length=80)
    day: bool = False
    relief: str = Field("", max_length=80)
    review: str = Field("", max_length=80)


@router.get("/basemaps", response={200: BasemapList, **REFUSALS}, operation_id="list_basemaps")
def get_basemaps(request: HttpRequest) -> BasemapList:
    caller(request)
    return {"sources": sources(), "chosen": [choice.row() for choice in Choice.objects.order_by("id")]}


@router.post("/basemaps", response={200: BasemapRow, **REFUSALS}, operation_id="choose_basemap")
def post_choice(request: HttpRequest, body: ChosenMap) -> HttpResponse:
    wanted = source(body.key)
    if wanted is None:
        raise Problem("not_found", "没有这张底图。", where=["key"])
    relief = source(body.relief) if body.relief else None
    if body.relief and (relief is None or relief["style"] not in ("terrarium", "mapbox")):
        raise Problem("invalid", "地形阴影只能用地形瓦片。", where=["relief"])
    return command(
        request, MANAGE, settings.CITY,
        lambda who: choose_basemap(
            actor=who.actor, screen=body.screen, source=wanted, day=body.day, relief=body.relief, review=body.review
        ).row(),
    )  # fmt: skip
