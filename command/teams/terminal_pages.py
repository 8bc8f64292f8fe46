"""批量登记终端: a list in, a page of cards out, each with a square that the device or its app can scan. Printed once, kept nowhere."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from command.certs.terminals import NoAuthority, for_terminal, print_of
from command.teams.guard import areas_for, reads, require
from command.teams.pages import names
from devices.doors.report import told_broker, told_doors
from devices.inbox.models import Inbox
from devices.inbox.storing import unmade
from devices.readings import Text
from devices.terminals.enrolling import COLUMNS, MOST, Bad, Certified, Enrolled, enrol, read_lines
from devices.terminals.models import Subject
from dispatch.teams.models import Unit
from realtime import clock
from realtime.accounts.may import Caller
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.sheets import MAX_BYTES, Unreadable, read_table, template

ADOPT = "device.adopt"
STORM = "storm:"  # how the gateway's own message about a device that sends too much begins (devices/pipeline.py)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Storm(NamedTuple):
    label: str
    ident: str
    words: str
    at: datetime


class Card(NamedTuple):
    label: str
    adapter: str
    ident: str
    secret: str
    words: str
    svg: str
    bundle: str  # a file to download, where a certificate was made


@require_http_methods(["GET", "POST"])
@reads
def terminals(request: HttpRequest, who: Caller) -> HttpResponse:
    made: list[Enrolled] = []
    bad: list[Bad] = []
    status = 200
    if request.method == "POST":
        try:
            made, bad = _enrol(request, who)
            if made:
                messages.success(request, f"已登记 {len(made)} 台。下列口令只显示这一次,请立即打印或扫码。")
        except Problem as problem:
            messages.error(request, problem.detail)
            status = 422
    context = {
        "cards": [card(one, request.get_host().split(":")[0]) for one in made], "bad": bad, "given": request.POST, "names": names(),
        "most": MOST, "megabytes": MAX_BYTES // 1_000_000, "doors": told_doors(), "broker": told_broker(), "storms": storms(who.scopes),
        "areas": [area for prefix in areas_for(who, ADOPT) for area in Area.objects.under(prefix).to_towns() if len(area.code) <= 6],
    }  # fmt: skip
    return render(request, "teams/terminals.html", context, status=status)


@require_GET
@reads
def sheet(request: HttpRequest, who: Caller) -> HttpResponse:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('终端登记模板.xlsx')}"}
    return HttpResponse(template("终端", COLUMNS), content_type=XLSX, headers=headers)


def _enrol(request: HttpRequest, who: Caller) -> tuple[list[Enrolled], list[Bad]]:
    area, file = request.POST.get("area", ""), request.FILES.get("file")
    require(who, ADOPT, area)
    if file is None or file.size is None or file.size > MAX_BYTES:
        raise Problem("invalid", f"请选择不超过 {MAX_BYTES // 1_000_000} MB 的 .xlsx 或 .csv 文件。")
    try:
        table = read_table(file.name or "终端.xlsx", file.read(), COLUMNS)
    except Unreadable as why:
        raise Problem("invalid", str(why)) from None
    if len(table.lines) > MOST:
        raise Problem("invalid", f"一次最多登记 {MOST} 台,请分批。")
    teams = {unit.code: unit.subject for unit in Unit.objects.filter(area__startswith=area).select_related("subject")}

    def team_of(code: str) -> Subject | None:
        return teams.get(code)

    wanted, bad = read_lines(table.lines, team_of)
    made, known = enrol(actor=who.actor, area=area, wanted=wanted, certify=_certify)
    return made, sorted(bad + known)


def storms(scopes: Sequence[str]) -> list[Storm]:
    """Who sent more than is taken within the last day, of the caller's areas."""
    rows = Inbox.objects.filter(message_key__startswith=STORM, terminal__isnull=False, received_at__gt=clock.now() - timedelta(days=1))
    found: dict[int, Storm] = {}
    for row in rows.select_related("terminal__subject").order_by("-received_at")[:MOST]:
        terminal = row.terminal
        if terminal is not None and any(terminal.area.startswith(scope) for scope in scopes):
            words = next((reading.text for reading in unmade(bytes(row.payload)) if isinstance(reading, Text)), "")
            found.setdefault(terminal.pk, Storm(terminal.subject.label, terminal.external_id, words, row.received_at))
    return list(found.values())


def _certify(name: str, password: str) -> Certified | None:
    """By the authority that signs our own certificate; none where that is somebody else's, or the name too long."""
    try:
        bundle = for_terminal(Path(settings.TLS_CA).parent, name, password) if settings.TLS_CA else b""
    except (NoAuthority, ValueError):
        return None
    return Certified(bundle, print_of(bundle, password)) if bundle else None


def card(one: Enrolled, host: str) -> Card:
    """What is in the square: what the app reads by itself where there is such a form, else plain words for whoever programs the device."""
    terminal = one.terminal
    words = _words(terminal.adapter, terminal.external_id, one.secret, host)
    out = io.BytesIO()
    segno.make(words, error="m").save(out, kind="svg", scale=3, border=2, dark="#000000", light="#FFFFFF", xmldecl=False)
    return Card(
        terminal.subject.label, terminal.get_adapter_display(), terminal.external_id, one.secret, words,
        "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode(),
        "data:application/x-pkcs12;base64," + base64.b64encode(one.bundle).decode() if one.bundle else "",
    )  # fmt: skip


def _words(adapter: str, ident: str, secret: str, host: str) -> str:
    broker = urlsplit(settings.MQTT_URL)
    port = broker.port or 1883
    if adapter == "owntracks":
        user, _, device = ident.partition("/")
        config: dict[str, Any] = {
            "_type": "configuration", "mode": 0, "host": host, "port": port, "auth": True, "username": user, "password": secret,
            "deviceId": device or user, "clientId": ident.replace("/", "-"), "cmd": True,
            # Without this the app asks for everybody's positions too, and is refused
            "subTopic": f"owntracks/{user}/{device or user}/cmd",
        }  # fmt: skip
        return "owntracks:///config?inline=" + base64.urlsafe_b64encode(json.dumps(config).encode()).decode()
    if adapter == "osmand":
        return f"http://{host}:{settings.DOORS.get('http') or 5055}/?id={quote(ident)}&token={quote(secret)}"
    if adapter in ("jt808", "tak"):
        return f"{host}:{settings.DOORS.get(adapter) or '?'} {ident} {secret}"
    return json.dumps({"mqtt": f"{host}:{port}", "user": ident, "password": secret, "id": ident}, ensure_ascii=False)
