"""特殊群体登记册 over HTTP. What is sealed is asked for one by one, with a reason."""

from __future__ import annotations

from base64 import b64decode
from typing import Annotated, Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

from command.evacuation.register.actions import HEALTH, change_vulnerable, enter_vulnerable, reveal_health
from command.evacuation.register.importing import import_register, read_register, register_template
from command.evacuation.register.models import Vulnerable
from command.evacuation.register.rows import Carried, HealthNote, Register, RegisterSheet, VulnerableKind, VulnerableRow
from dispatch.masking import masked_phone
from realtime.accounts.may import Caller
from realtime.api import REFUSALS, Body, caller, command, see
from realtime.codes import Problem
from realtime.sealing import unseal

router = Router(tags=["vulnerable"])
MANAGE, REVEAL = "vulnerable.manage", "vulnerable.health"
MOST = 500


class VulnerableFacts(Body):
    kind: VulnerableKind = "other"
    address: str = Field("", max_length=120)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    household: str = Field("", max_length=40)
    phone: str = Field("", max_length=20)
    carried: Carried = "walks"
    escort: int | None = None
    route: str = Field("", max_length=200)
    shelter: int | None = None
    health: str = Field("", max_length=500, description="kept sealed")


class NewVulnerable(VulnerableFacts):
    name: str = Field(min_length=1, max_length=40)
    area: Annotated[str, Field(min_length=6, max_length=12, pattern=r"^[0-9]+$")]


class VulnerableChange(VulnerableFacts):
    """Only what is named is changed; nothing named = looked over today."""

    name: str = Field("", max_length=40)
    active: bool = True


class RegisterFile(Body):
    name: str = Field(min_length=1, max_length=120, description="file name; .csv is read as text, everything else as .xlsx")
    content: str = Field(min_length=1, max_length=7_000_000, description="the file in base64")
    apply: bool = Field(False, description="false: only say what each row would do")


class HealthWish(Body):
    reason: str = Field(min_length=2, max_length=200)


def row(person: Vulnerable) -> VulnerableRow:
    return cast("VulnerableRow", {
        "id": person.pk, "name": person.name, "kind": person.kind, "area": person.area, "address": person.address, "lon": person.lon, "lat": person.lat,
        "household": person.household, "phone": masked_phone(person.phone), "carried": person.carried, "escort": person.escort_id,
        "escort_name": person.escort.name if person.escort else "", "route": person.route, "shelter": person.shelter_id,
        "shelter_name": person.shelter.name if person.shelter else "", "health": bool(person.health), "reviewed_on": person.reviewed_on.isoformat(),
        "active": person.active, "lacks": person.lacks,
    })  # fmt: skip


def found(vulnerable_id: int) -> Vulnerable:
    person = Vulnerable.objects.select_related("escort", "shelter").filter(pk=vulnerable_id).first()
    if person is None:
        raise Problem("not_found", "登记册里没有这个人。")
    return person


@router.get("", response={200: Register, **REFUSALS}, operation_id="list_vulnerable")
def get_register(request: HttpRequest, area: str = "", unready: bool = False) -> Register:
    """Of the caller's areas: for who keeps the register there."""
    who = caller(request)
    mine = [scope for scope in who.scopes if who.may(MANAGE, scope)]
    if not mine:
        raise Problem("forbidden", "当前岗位没有查看特殊群体登记册的权限。", where=[MANAGE])
    people = Vulnerable.objects.current().within(mine).filter(area__startswith=area)
    lacking = people.unready()
    shown = (lacking if unready else people).select_related("escort", "shelter")
    return {"persons": [row(one) for one in shown[:MOST]], "total": people.count(), "unready": lacking.count()}


@router.post("", response={201: VulnerableRow, **REFUSALS}, operation_id="enter_vulnerable")
def post_person(request: HttpRequest, body: NewVulnerable) -> HttpResponse:
    def run(who: Caller) -> VulnerableRow:
        return row(found(enter_vulnerable(actor=who.actor, **body.model_dump()).pk))

    return command(request, MANAGE, body.area, run, status=201)


@router.get("/template", response={200: None, **REFUSALS}, operation_id="vulnerable_template")
def get_template(request: HttpRequest) -> HttpResponse:
    caller(request)
    return HttpResponse(
        register_template(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": "attachment; filename*=UTF-8''%E7%89%B9%E6%AE%8A%E7%BE%A4%E4%BD%93%E7%99%BB%E8%AE%B0%E5%86%8C.xlsx"},
    )  # fmt: skip


@router.post("/import", response={200: RegisterSheet, **REFUSALS}, operation_id="import_vulnerable")
def post_import(request: HttpRequest, body: RegisterFile) -> HttpResponse:
    """Row by row: what is wrong with one is said with its number, and costs no other row. Rows of areas that are not the caller's are refused."""
    who = caller(request)
    mine = [scope for scope in who.scopes if who.may(MANAGE, scope)]
    if not mine:
        raise Problem("forbidden", "当前岗位没有登记特殊群体的权限。", where=[MANAGE])
    try:
        data = b64decode(body.content, validate=True)
    except ValueError:
        raise Problem("invalid", "文件内容不是 base64。", where=["content"]) from None
    lines = read_register(body.name, data)

    def run(who: Caller) -> RegisterSheet:
        return import_register(actor=who.actor, may=lambda area: who.may(MANAGE, area), lines=lines, apply=body.apply)

    return command(request, MANAGE, mine[0], run)


@router.post("/{int:vulnerable_id}", response={200: VulnerableRow, **REFUSALS}, operation_id="change_vulnerable")
def post_change(request: HttpRequest, vulnerable_id: int, body: VulnerableChange) -> HttpResponse:
    named: dict[str, Any] = body.model_dump(exclude_unset=True)
    if not named.get("name", "-").strip():
        raise Problem("invalid", "姓名不能为空。", where=["name"])

    def run(who: Caller) -> VulnerableRow:
        return row(found(change_vulnerable(actor=who.actor, person_id=vulnerable_id, **named).pk))

    return command(request, MANAGE, found(vulnerable_id).area, run)


@router.post("/{int:vulnerable_id}/health", response={200: HealthNote, **REFUSALS}, operation_id="reveal_health")
def post_health(request: HttpRequest, vulnerable_id: int, body: HealthWish) -> HttpResponse:
    person = found(vulnerable_id)
    see(request, person.area)

    def run(who: Caller) -> dict[str, int]:
        return {"id": reveal_health(actor=who.actor, name=who.name, person=person, reason=body.reason).pk}

    answer = command(request, REVEAL, person.area, run)
    # The stored answer of a repeated command must not hold what is sealed
    return (
        JsonResponse({"text": unseal(person.health, HEALTH)}, headers={"Cache-Control": "no-store"})
        if answer.status_code == 200
        else answer
    )
