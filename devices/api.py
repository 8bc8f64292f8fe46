"""HTTP door of devices: what is not registered, what cannot be read, who speaks, live video on and off."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from devices.inbox.models import Quarantine
from devices.listing import binding_row, downlink_row, in_scope, quarantine_row, rank_row, terminal_row, unknown_row
from devices.terminals.actions import AlreadyRegistered, adopt_device, rank_source, rank_terminal, revoke_terminal, set_test_mode
from devices.terminals.models import Downlink, SourceRank, Terminal, UnknownDevice
from devices.tracks.models import LastFix, Target
from devices.tracks.targets import NoTarget, take_target
from devices.video.live import CannotStream, NoMediaServer, start_live, stop_live
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, permit, see
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.positions import KINDS
from realtime.rules.models import rule

router = Router(tags=["devices"])

MAX_LIST = 500
MAX_BINDINGS = 50


class Adoption(Body):
    label: str = Field(min_length=1, max_length=80)
    kind: str = Field(max_length=10)
    area: str = Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")


class Ranking(Body):
    adapter: Literal[
        "dji", "owntracks", "radio", "field", "osmand", "traccar", "jt808", "tak", "meshtastic", "thingsboard", "sparkplug", "sensorthings",
        "odid", "mavlink", "gb28181", "mapped", "homie",
    ]  # fmt: skip
    kind: str = Field("", max_length=10, description="empty = every kind of terminal of this source")
    area: str = Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")
    rank: int = Field(ge=1, le=99)
    max_age_s: float = Field(gt=0, le=86_400, allow_inf_nan=False, strict=False)
    source: str = Field(min_length=1, max_length=200, description="who decided it, and where that is written")


class OwnRank(Body):
    """null = as the rows say."""

    rank: int | None = Field(None, ge=1, le=99)
    max_age_s: float | None = Field(None, gt=0, le=86_400, allow_inf_nan=False, strict=False)


class TestMode(Body):
    minutes: int = Field(ge=0, le=1440)


class Live(Body):
    incident: int | None = None
    url: str = Field("", max_length=500)
    watch_url: str = Field("", max_length=500)
    protocol: Literal["rtmp", "gb28181", "whip"] = "rtmp"
    video_id: str = Field("", max_length=120)
    quality: int = Field(0, ge=0, le=4)


@router.get("/unknown", response={200: dict[str, Any], **REFUSALS}, operation_id="unknown_devices")
def get_unknown(request: HttpRequest) -> dict[str, Any]:
    """Devices that speak but are not registered, the latest first."""
    scopes = caller(request).scopes
    rows = UnknownDevice.objects.filter(adopted_terminal=None).order_by("-last_at")[:MAX_LIST]
    items = [row for row in map(unknown_row, rows) if in_scope(row["hint"].get("area", ""), scopes)]
    return {"items": items, "count": len(items)}


@router.post("/unknown/{int:unknown_id}/adopt", response={201: dict[str, Any], **REFUSALS}, operation_id="adopt_device")
def post_adopt(request: HttpRequest, unknown_id: int, body: Adoption) -> HttpResponse:
    if body.kind not in KINDS:
        raise Problem("invalid", f"没有“{body.kind}”这种终端。", where=["kind"])

    def run(who: Caller) -> dict[str, Any]:
        if not Area.objects.filter(code=body.area).exists():
            raise Problem("invalid", f"没有区划 {body.area}。", where=["area"])
        try:
            terminal = adopt_device(actor=who.actor, unknown_id=unknown_id, label=body.label, kind=body.kind, area=body.area)
        except UnknownDevice.DoesNotExist:
            raise Problem("not_found", "没有这个未登记设备。") from None
        except AlreadyRegistered as twin:
            raise Problem("already_adopted", f"{twin}。") from None
        return terminal_row(terminal)

    return command(request, "device.adopt", body.area, run, status=201)


@router.get("/quarantine", response={200: dict[str, Any], **REFUSALS}, operation_id="quarantine")
def get_quarantine(request: HttpRequest) -> dict[str, Any]:
    """Frames nobody could read, by topic and reason."""
    permit(request, "device.adopt", settings.CITY)
    rows = Quarantine.objects.order_by("-last_at")[:MAX_LIST]
    return {"items": [quarantine_row(row) for row in rows], "count": Quarantine.objects.count()}


@router.get("/terminals", response={200: dict[str, Any], **REFUSALS}, operation_id="terminals")
def get_terminals(
    request: HttpRequest,
    adapter: str = "",
    kind: str = "",
    q: str = "",
    subject: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_LIST)] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> dict[str, Any]:
    """Registered terminals in the caller's area; ``q`` looks in label and id."""
    within = Q(pk__in=[])
    for scope in caller(request).scopes:
        within |= Q(area__startswith=scope)
    rows = Terminal.objects.live().filter(within).select_related("subject").order_by("id")
    if adapter:
        rows = rows.filter(adapter=adapter)
    if kind:
        rows = rows.filter(kind=kind)
    if subject:
        rows = rows.filter(subject=subject)
    if q := q.replace("\x00", ""):
        rows = rows.filter(Q(external_id__icontains=q) | Q(subject__label__icontains=q))
    page = list(rows[offset : offset + limit])
    subjects = [terminal.subject_id for terminal in page]
    last, targets = LastFix.objects.in_bulk(subjects), Target.objects.in_bulk(subjects)
    return {"items": [terminal_row(t, last.get(t.subject_id), targets.get(t.subject_id)) for t in page], "count": rows.count()}


@router.get("/terminals/{int:terminal_id}", response={200: dict[str, Any], **REFUSALS}, operation_id="terminal")
def get_terminal(request: HttpRequest, terminal_id: int) -> dict[str, Any]:
    """One terminal with what it said about itself and for whom it has spoken."""
    terminal = _terminal(request, terminal_id)
    last = LastFix.objects.filter(pk=terminal.subject_id).first()
    target = Target.objects.filter(pk=terminal.subject_id).first()
    bindings = terminal.bindings.select_related("subject").order_by("-since")[:MAX_BINDINGS]
    return terminal_row(terminal, last, target) | {"bindings": [binding_row(binding) for binding in bindings]}


@router.get("/source-ranks", response={200: list[dict[str, Any]], **REFUSALS}, operation_id="list_source_ranks")
def get_source_ranks(request: HttpRequest) -> list[dict[str, Any]]:
    """Which source of a position is believed first, and for how long, where."""
    caller(request)
    return [rank_row(row) for row in SourceRank.objects.all()]


@router.post("/source-ranks", response={200: dict[str, Any], **REFUSALS}, operation_id="rank_source")
def post_source_rank(request: HttpRequest, body: Ranking) -> HttpResponse:
    def run(who: Caller) -> dict[str, Any]:
        if body.kind and body.kind not in KINDS:
            raise Problem("invalid", f"没有“{body.kind}”这种终端。", where=["kind"])
        if not Area.objects.filter(code=body.area).exists():
            raise Problem("invalid", f"没有区划 {body.area}。", where=["area"])
        return rank_row(rank_source(actor=who.actor, **body.model_dump()))

    return command(request, "unit.manage", body.area, run)


@router.post("/terminals/{int:terminal_id}/rank", response={200: dict[str, Any], **REFUSALS}, operation_id="rank_terminal")
def post_terminal_rank(request: HttpRequest, terminal_id: int, body: OwnRank) -> HttpResponse:
    terminal = _terminal(request, terminal_id)
    return command(
        request, "unit.manage", terminal.area,
        lambda who: terminal_row(rank_terminal(actor=who.actor, terminal=terminal, rank=body.rank, max_age_s=body.max_age_s)),
    )  # fmt: skip


@router.post("/terminals/{int:terminal_id}/revoke", response={200: dict[str, Any], **REFUSALS}, operation_id="revoke_terminal")
def post_revoke(request: HttpRequest, terminal_id: int) -> HttpResponse:
    terminal = _terminal(request, terminal_id)
    return command(request, "device.revoke", terminal.area, lambda who: terminal_row(revoke_terminal(actor=who.actor, terminal=terminal)))


@router.post("/terminals/{int:terminal_id}/live", response={202: dict[str, Any], **REFUSALS}, operation_id="start_live")
def post_live(request: HttpRequest, terminal_id: int, body: Live) -> HttpResponse:
    """Ask an aircraft to stream. The link opens when it agrees; why it does not is in ``GET downlinks/{id}``."""
    terminal = _terminal(request, terminal_id)

    def run(who: Caller) -> dict[str, Any]:
        try:
            wanted = body.model_dump()
            return downlink_row(start_live(actor=who.actor, name=who.name, terminal=terminal, **wanted))
        except (CannotStream, NoMediaServer) as error:
            raise Problem("invalid", f"{error}。") from None

    return command(request, "device.live", terminal.area, run, status=202)


@router.post("/terminals/{int:terminal_id}/live/stop", response={202: dict[str, Any], **REFUSALS}, operation_id="stop_live")
def post_live_stop(request: HttpRequest, terminal_id: int) -> HttpResponse:
    terminal = _terminal(request, terminal_id)
    return command(
        request,
        "device.live",
        terminal.area,
        lambda who: downlink_row(stop_live(actor=who.actor, name=who.name, terminal=terminal)),
        status=202,
    )


@router.post("/terminals/{int:terminal_id}/test-mode", response={200: dict[str, Any], **REFUSALS}, operation_id="test_mode")
def post_test_mode(request: HttpRequest, terminal_id: int, body: TestMode) -> HttpResponse:
    """An SOS of this terminal is a test for so many minutes; 0 ends it."""
    terminal = _terminal(request, terminal_id)

    def run(who: Caller) -> dict[str, Any]:
        most = int(rule("devices.test_max_min", terminal.area))
        if body.minutes > most:
            raise Problem("invalid", f"测试模式最长 {most} 分钟。", where=["minutes"])
        return terminal_row(set_test_mode(actor=who.actor, terminal=terminal, minutes=body.minutes))

    return command(request, "device.adopt", terminal.area, run)


@router.post("/terminals/{int:terminal_id}/take-target", response={202: dict[str, Any], **REFUSALS}, operation_id="take_target")
def post_take_target(request: HttpRequest, terminal_id: int) -> HttpResponse:
    """The officer takes the place under the drone's laser as an alarm to verify."""
    terminal = _terminal(request, terminal_id)

    def run(who: Caller) -> dict[str, Any]:
        try:
            target = take_target(terminal=terminal)
        except NoTarget as error:
            raise Problem("wrong_state", f"{error}。") from None
        return {"lon": target.lon, "lat": target.lat, "distance": target.distance, "temperature": target.temperature}

    return command(request, "alarm.raise", terminal.area, run, status=202)


@router.get("/downlinks/{int:downlink_id}", response={200: dict[str, Any], **REFUSALS}, operation_id="downlink")
def get_downlink(request: HttpRequest, downlink_id: int) -> dict[str, Any]:
    """How far a command got: queued, sent, delivered, failed (why), expired."""
    downlink = Downlink.objects.select_related("terminal").filter(pk=downlink_id).first()
    if downlink is None:
        raise Problem("not_found", "没有这条下行指令。")
    see(request, downlink.terminal.area)
    return downlink_row(downlink)


def _terminal(request: HttpRequest, terminal_id: int) -> Terminal:
    terminal = Terminal.objects.live().select_related("subject").filter(pk=terminal_id).first()
    if terminal is None:
        raise Problem("not_found", "没有这个终端。")
    see(request, terminal.area)
    return terminal
