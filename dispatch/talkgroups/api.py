"""Talk groups over HTTP: parse → permit → one action."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

from dispatch.incidents.models import Incident
from dispatch.talkgroups import actions, overriding, private
from dispatch.talkgroups.actions import MANAGE
from dispatch.talkgroups.members import inside
from dispatch.talkgroups.ongoing import PrivateCallRow, ongoing
from dispatch.talkgroups.rights import SPEAK, Rights
from dispatch.teams.models import Unit
from realtime.accounts.may import READ, Caller
from realtime.accounts.models import Post, User
from realtime.api import REFUSALS, Body, Lat, Lon, caller, command, execute
from realtime.codes import Problem
from realtime.exercises.snapshot import in_the_world
from realtime.log import act
from realtime.talk.models import ADHOC, CLOSED, INCIDENT, TalkGroup
from realtime.talk.rows import ActRow, Seat, TalkGroupRow, TicketRow
from realtime.talk.tickets import issue

router = Router(tags=["talk"])
OVERRIDE = "talk.override"
FRAME_MS = 20
MOST_LISTED = 300
Point = Annotated[tuple[Lon, Lat], Field(strict=False)]  # JSON has no tuples
Ids = Annotated[list[int], Field(max_length=500)]


class Wanted(Body):
    groups: list[int] = Field(min_length=1, max_length=50)


class NewGroup(Body):
    name: str = Field(min_length=1, max_length=60)
    kind: Literal["adhoc", "incident"] = "adhoc"
    incident: int | None = None
    area: str | None = Field(None, max_length=12, pattern=r"^\d{4,12}$")
    units: Ids = Field(default_factory=list)
    users: Ids = Field(default_factory=list)
    polygon: list[Point] | None = Field(None, min_length=3, max_length=500)


class Who(Body):
    kind: Literal["unit", "user", "terminal"]
    id: int


class NewMember(Who):
    listen_only: bool = False


class Members(Body):
    add: list[NewMember] = Field(default_factory=list, max_length=500)
    remove: list[Who] = Field(default_factory=list, max_length=500)


class Lock(Body):
    locked: bool


class Override(Body):
    act: Literal["break_in", "break_down", "listen", "mute", "unmute"]
    reason: str = Field(min_length=1, max_length=200)
    user: int | None = None


class PrivateCall(Body):
    user: int | None = None
    unit: int | None = None


class GroupSeat(TalkGroupRow):
    priority: int
    speak: bool


def found(group_id: int) -> TalkGroup:
    group = TalkGroup.objects.prefetch_related("members").filter(pk=group_id).first()
    if group is None:
        raise Problem("not_found", "没有这个通话组。")
    return group


def heard(request: HttpRequest, group_id: int) -> tuple[Caller, TalkGroup, Seat]:
    """A group the caller may hear; any other does not exist for them."""
    who, group = caller(request), found(group_id)
    seat = Rights(who).seat(group)
    if seat is None:
        raise Problem("not_found", "没有这个通话组,或它不在您的辖区内。")
    return who, group, seat


def whole(group: TalkGroup) -> TalkGroupRow:
    group.refresh_from_db()
    return group.row([member.row() for member in group.members.all()])


@router.post("/ticket", response={201: TicketRow, **REFUSALS}, operation_id="get_talk_ticket")
def post_ticket(request: HttpRequest, body: Wanted) -> HttpResponse:
    """30 s, one connection. No Idempotency-Key: a stored answer would be a stored secret."""
    who = caller(request)
    rights, groups = Rights(who), TalkGroup.objects.prefetch_related("members").in_bulk(body.groups)
    seats = []
    for pk in dict.fromkeys(body.groups):
        seat = rights.seat(groups[pk]) if pk in groups else None
        if seat is None or groups[pk].state == CLOSED:
            raise Problem("not_found", "通话组不存在、已结束或不在您的辖区内,请刷新后再试。", where=[str(pk)])
        seats.append(seat)
    answer: TicketRow = {"url": f"{voice_url(request)}?ticket={issue(who, seats)}", "groups": seats, "frame_ms": FRAME_MS}
    return JsonResponse(answer, status=201)


def voice_url(request: HttpRequest) -> str:
    """Where this browser reaches the voice process: as it reached this page, on VOICE_PORT, or as VOICE_URL says."""
    scheme = "wss" if request.is_secure() else "ws"
    if settings.VOICE_URL:
        return settings.VOICE_URL if "://" in settings.VOICE_URL else f"{scheme}://{request.get_host()}{settings.VOICE_URL}"
    host = urlsplit(f"//{request.get_host()}").hostname or "127.0.0.1"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.VOICE_PORT}/ws/talk/"


@router.get("/groups", response={200: list[GroupSeat], **REFUSALS}, operation_id="list_talk_groups")
def get_groups(request: HttpRequest) -> list[GroupSeat]:
    """Open ones the caller may hear: their own first."""
    who = caller(request)
    rights, listed = Rights(who), Q(pk__in=Rights(who).listening(settings.CITY))
    for scope in who.scopes:
        listed |= Q(area__startswith=scope)
    if who.user_id is not None:
        listed |= Q(members__accounts__contains=[who.user_id]) | Q(members__kind="unit", members__key__in=list(rights.units))
    groups = TalkGroup.objects.filter(in_the_world(), listed).exclude(state=CLOSED).distinct().prefetch_related("members").order_by("-pk")
    rows: list[GroupSeat] = []
    for group in groups[:MOST_LISTED]:
        if (seat := rights.seat(group)) is not None:
            row = group.row([member.row() for member in group.members.all()])
            rows.append({**row, "priority": seat["priority"], "speak": seat["speak"]})
    return rows


@router.post("/groups", response={201: TalkGroupRow, **REFUSALS}, operation_id="open_talk_group")
def post_group(request: HttpRequest, body: NewGroup) -> HttpResponse:
    incident = Incident.objects.filter(pk=body.incident).first() if body.incident is not None else None
    if body.incident is not None and incident is None:
        raise Problem("not_found", "没有这个事件。", where=["incident"])
    if incident is None and (body.kind == INCIDENT or body.area is None):
        raise Problem("invalid", "请指定事件或区划。", where=["incident", "area"])
    if incident is not None and not incident.open:
        raise Problem("wrong_state", f"事件 {incident.number} 已结束,不能再开通话组。")
    area = body.area or (incident.area if incident else settings.CITY)
    exercise = incident.exercise_id if incident else None

    def run(who: Caller) -> TalkGroupRow:
        if incident is not None and not who.may(MANAGE, incident.area):
            raise Problem("forbidden", "该事件不在您的辖区内。", where=["incident"])
        units, users = inside(body.polygon, exercise) if body.polygon else ([], [])
        units = sorted({*body.units, *(pk for pk in units if _sees_unit(who, pk))})
        for pk in body.units:
            if not _sees_unit(who, pk):
                raise Problem("not_found", "有队伍不在您的辖区内,请刷新后重选。", where=[f"units: {pk}"])
        users = sorted({*body.users, *users, *([who.user_id] if who.user_id and body.kind == ADHOC else [])})
        group = actions.open_group(
            actor=who.actor, kind=body.kind, name=body.name, area=area, incident_id=incident.pk if incident else None, units=units, users=users,
            exercise=exercise,
        )  # fmt: skip
        return whole(group)

    return command(request, MANAGE, area, run, status=201)


def _sees_unit(who: Caller, unit_id: int) -> bool:
    """In their area, or working for an incident in it."""
    unit = Unit.objects.with_own_holder().filter(pk=unit_id).first()
    if unit is None:
        return False
    lent = Incident.objects.filter(pk=unit.held_by or 0).values_list("area", flat=True).first() if unit.held_by else None
    return who.may(READ, unit.area) or (lent is not None and who.may(READ, lent))


@router.post("/groups/{int:group_id}/members", response={200: TalkGroupRow, **REFUSALS}, operation_id="change_talk_members")
def post_members(request: HttpRequest, group_id: int, body: Members) -> HttpResponse:
    _, group, _ = heard(request, group_id)

    def run(who: Caller) -> TalkGroupRow:
        with act(who.actor):
            for listen_only in (False, True):
                new = {
                    kind: [one.id for one in body.add if one.kind == kind and one.listen_only == listen_only]
                    for kind in ("unit", "user", "terminal")
                }
                if any(not _sees_unit(who, pk) for pk in new["unit"]):
                    raise Problem("not_found", "有队伍不在您的辖区内,请刷新后重选。", where=["add"])
                if any(new.values()):
                    actions.add_members(
                        actor=who.actor,
                        group_id=group_id,
                        units=new["unit"],
                        users=new["user"],
                        terminals=new["terminal"],
                        listen_only=listen_only,
                    )
            if body.remove:
                actions.remove_members(actor=who.actor, group_id=group_id, members=[(one.kind, one.id) for one in body.remove])
        return whole(found(group_id))

    return command(request, MANAGE, group.area, run)


@router.post("/groups/{int:group_id}/lock", response={200: TalkGroupRow, **REFUSALS}, operation_id="lock_talk_group")
def post_lock(request: HttpRequest, group_id: int, body: Lock) -> HttpResponse:
    _, group, _ = heard(request, group_id)
    return command(
        request, MANAGE, group.area, lambda who: whole(actions.lock_group(actor=who.actor, group_id=group_id, locked=body.locked))
    )


@router.post("/groups/{int:group_id}/close", response={200: TalkGroupRow, **REFUSALS}, operation_id="close_talk_group")
def post_close(request: HttpRequest, group_id: int) -> HttpResponse:
    """A private call by either side; an incident's group goes with its incident."""
    who, group, seat = heard(request, group_id)
    if group.private:
        if not seat["because"].startswith("member:"):
            raise Problem("forbidden", "只有通话双方可以结束点呼。")
        return execute(request, who, lambda who: whole(private.hang_up(actor=who.actor, group_id=group_id, why="ended")))
    if group.kind == INCIDENT and Incident.objects.filter(pk=group.incident_id or 0).exclude(phase="closed").exists():
        raise Problem("wrong_state", "事件组随事件结束而结束。")
    return command(request, MANAGE, group.area, lambda who: whole(actions.close_group(actor=who.actor, group_id=group_id)))


@router.post("/groups/{int:group_id}/override", response={200: ActRow, **REFUSALS}, operation_id="override_talk_group")
def post_override(request: HttpRequest, group_id: int, body: Override) -> HttpResponse:
    """Whoever may not is refused and recorded. A private call is listened to by who may override in its area."""
    who, group = caller(request), found(group_id)
    target = f"user:{body.user}" if body.user is not None else ""
    if not who.may(OVERRIDE, group.area):
        if not who.may(READ, group.area):
            raise Problem("not_found", "没有这个通话组,或它不在您的辖区内。")
        overriding.refuse(actor=who.actor, name=who.name, group=group, act_name=body.act, reason=body.reason, target=target)
    if body.act == "break_in" and group.private:
        raise Problem("wrong_state", "点呼不能强插,可以强拆或监听。")
    return command(
        request, OVERRIDE, group.area,
        lambda who: overriding.override(actor=who.actor, name=who.name, group_id=group_id, act_name=body.act, reason=body.reason, target=target).row(),
    )  # fmt: skip


@router.post("/private", response={201: TalkGroupRow, **REFUSALS}, operation_id="call_privately")
def post_private(request: HttpRequest, body: PrivateCall) -> HttpResponse:
    """A person, or a team: then whoever answers for it."""
    if (body.user is None) == (body.unit is None):
        raise Problem("invalid", "请选择要呼叫的人员或队伍(二选一)。", where=["user", "unit"])
    who = caller(request)
    if who.locked:
        raise Problem("locked")
    if who.user_id is None or not who.has(SPEAK):
        raise Problem("forbidden", "当前岗位没有“talk.speak”权限。", where=[SPEAK])
    target, exercise = _target(who, body)
    own = who.user_id
    area = next(grant.area for grant in who.grants if grant.has(SPEAK))
    return execute(
        request, who,
        lambda who: whole(private.call_privately(actor=who.actor, caller_id=own, target=target, area=area, exercise=exercise)), status=201,
    )  # fmt: skip


@router.get("/private", response={200: list[PrivateCallRow], **REFUSALS}, operation_id="list_private_calls")
def get_private(request: HttpRequest) -> list[PrivateCallRow]:
    """Going on now, where the caller may interfere; nothing for anybody else."""
    return ongoing(caller(request))


def _target(who: Caller, body: PrivateCall) -> tuple[User, int | None]:
    if body.unit is not None:
        unit = Unit.objects.filter(pk=body.unit).first()
        if unit is None or not _sees_unit(who, unit.pk):
            raise Problem("not_found", "没有这支队伍,或它不在您的辖区内。", where=["unit"])
        return private.leader_account(unit), unit.exercise_id
    target = User.objects.filter(pk=body.user or 0, is_active=True).first()
    areas = Post.objects.valid().filter(user=target).values_list("area", flat=True) if target else []
    # Down: whoever works in what one reads. Up: whoever is responsible for where one works.
    if target is None or not any(who.may(READ, area) or any(scope.startswith(area) for scope in who.scopes) for area in areas):
        raise Problem("not_found", "没有这个人员,或其岗位与您的辖区无关。", where=["user"])
    return target, None


def _called(request: HttpRequest, group_id: int) -> Caller:
    """The other side of a private call, not who made it."""
    who, group, seat = heard(request, group_id)
    if not group.private or seat["because"] != f"member:user:{who.user_id}" or group.created_by == who.actor:
        raise Problem("not_found", "没有给您的这个呼叫。")
    return who


@router.post("/private/{int:group_id}/accept", response={200: TalkGroupRow, **REFUSALS}, operation_id="accept_private_call")
def post_accept(request: HttpRequest, group_id: int) -> HttpResponse:
    """Also behind the seat's lock."""
    return execute(request, _called(request, group_id), lambda who: whole(private.accept(actor=who.actor, group_id=group_id)))


@router.post("/private/{int:group_id}/decline", response={200: TalkGroupRow, **REFUSALS}, operation_id="decline_private_call")
def post_decline(request: HttpRequest, group_id: int) -> HttpResponse:
    return execute(
        request, _called(request, group_id), lambda who: whole(private.hang_up(actor=who.actor, group_id=group_id, why="declined"))
    )
