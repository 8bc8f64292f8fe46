"""靠前驻防: posts, who stands there, until when, and what it gains."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from command.teams.guard import areas_for, reads, require
from command.teams.pages import moment, names, whole
from dispatch.teams import reading
from dispatch.teams.importing.names import BadValue, degrees
from dispatch.teams.models import StandbyMission, StandbyPost, Unit
from dispatch.teams.standby import close_post, end_standby, open_post, order_standby
from realtime.accounts.may import Caller
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.datum import DATUMS, to_wgs84


@require_http_methods(["GET", "POST"])
@reads
def standby(request: HttpRequest, who: Caller) -> HttpResponse:
    status = 200
    if request.method == "POST":
        try:
            messages.success(request, _do(request, who))
            return HttpResponseRedirect(request.path)
        except Problem as problem:
            messages.error(request, problem.detail)
            status = 422
    posts = reading.posts(who.scopes)
    missions = reading.missions(who.scopes)
    context = {
        "posts": [(post, [mission for mission in missions if mission["post"] == post.pk]) for post in posts], "missions": missions,
        "units": reading.units(who.scopes), "kinds": StandbyPost.KINDS, "names": names(), "datums": DATUMS, "given": request.POST,
        "states": dict(StandbyMission.STATES),
        "areas": [area for prefix in areas_for(who, "unit.assign") for area in Area.objects.under(prefix).to_towns() if len(area.code) >= 6],
    }  # fmt: skip
    return render(request, "teams/standby.html", context, status=status)


def _do(request: HttpRequest, who: Caller) -> str:
    given = request.POST
    match given.get("do"):
        case "open":
            area, name = given.get("area", ""), given.get("name", "").strip()[:60]
            require(who, "unit.assign", area)
            if not name:
                raise Problem("invalid", "请填写驻防点名称。")
            lon, lat = _place(given.get("lon", ""), given.get("lat", ""), given.get("datum", "wgs84"))
            kind = given.get("kind", "") if given.get("kind") in dict(StandbyPost.KINDS) else StandbyPost.GENERAL
            return f"驻防点“{open_post(actor=who.actor, name=name, kind=kind, area=area, lon=lon, lat=lat).name}”已设立。"
        case "close":
            post = StandbyPost.objects.filter(pk=whole(given.get("post", ""), "驻防点")).first()
            require(who, "unit.assign", post.area if post else "")
            return f"驻防点“{close_post(actor=who.actor, post_id=whole(given['post'], '驻防点')).name}”已撤。"
        case "send":
            unit = Unit.objects.filter(code=given.get("unit", "").split(" ")[0].strip()).first()
            if unit is None:
                raise Problem("not_found", "没有这支队伍,请从列表中选择。")
            require(who, "unit.assign", unit.area)
            order_standby(
                actor=who.actor, unit_id=unit.pk, post_id=whole(given.get("post", ""), "驻防点"), from_at=moment(given.get("from", ""), "起时"),
                until_at=moment(given.get("until", ""), "止时"), reason=given.get("reason", "").strip()[:200],
            )  # fmt: skip
            return f"{unit.name} 的驻防任务已下达。"
        case "end":
            mission = StandbyMission.objects.select_related("unit").filter(pk=whole(given.get("mission", ""), "任务")).first()
            require(who, "unit.assign", mission.unit.area if mission else "")
            return f"{end_standby(actor=who.actor, mission_id=whole(given['mission'], '任务')).unit.name} 的驻防已结束。"
        case _:
            raise Problem("bad_request")


def _place(lon: str, lat: str, datum: str) -> tuple[float, float]:
    try:
        east, north = degrees(lon.strip(), 180), degrees(lat.strip(), 90)
    except BadValue as error:
        raise Problem("invalid", f"经纬度{error}。", where=["lon", "lat"]) from None
    return to_wgs84(east, north, datum if datum in DATUMS else "wgs84")
