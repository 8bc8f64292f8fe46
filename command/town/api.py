"""The towns' page over HTTP: the page, and one short form that reports up. Everything else it does has its own operation."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from command.town.reporting import report_up
from command.town.rows import TownPage, TownReported
from command.town.showing import area_of, page
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command

router = Router(tags=["town"])
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class TownReport(Body):
    """What happened, in the words of whoever stands there; a number nobody knows yet is left out."""

    text: str = Field(min_length=1, max_length=2000)
    place: str = Field("", max_length=120)
    incident: int | None = Field(None, description="more about one that is known; without it, something new")
    urgency: Literal["critical", "urgent", "normal"] = "urgent"
    lon: Lon | None = None
    lat: Lat | None = None
    occurred_at: AwareDatetime | None = Field(None, strict=False, description="the page may have waited for a network")
    figures: dict[Literal["deaths", "missing", "trapped", "injuries", "affected", "evacuated"], Count] = Field(default_factory=dict)


@router.get("", response={200: TownPage, **REFUSALS}, operation_id="get_town_page")
def get_page(request: HttpRequest) -> TownPage:
    who = caller(request)
    return page(who, area_of(who))


@router.post("/reports", response={201: TownReported, **REFUSALS}, operation_id="report_up")
def post_report(request: HttpRequest, body: TownReport) -> HttpResponse:
    area = area_of(caller(request))

    def run(who: Caller) -> TownReported:
        return report_up(who=who, area=area, **body.model_dump())

    return command(request, "alarm.raise", area, run, status=201)
