"""Verbs on a leg: its page rings, comes in, shows a picture, goes; an officer enters what the machine cannot see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from dispatch.callout.models import Call
from dispatch.conferences.ice import ice_servers
from dispatch.conferences.inviting import Invitees, invite
from dispatch.conferences.locking import exercise_of, lock_conference, lock_leg
from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.moving import change, change_leg, move_leg
from dispatch.conferences.providers import BY_NAME, Provider
from dispatch.conferences.rows import Admission
from dispatch.conferences.states import DECLINED, FAILED, JOINED, LEFT, RINGING
from dispatch.teams.models import Member
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rooms.entering import enter_room, leave_room
from realtime.rooms.protocol import PATH

HOST = "conference.host"


def leg_of(who: Caller, conference: Conference) -> Leg | None:
    """The caller's own leg, else that of a unit of theirs which nobody of it has taken."""
    kind, _, key = who.actor.partition(":")
    if kind == "wall":
        return conference.legs.filter(wall=int(key)).first()
    if who.user_id is None:
        return None
    own = conference.legs.filter(user_id=who.user_id).order_by("unit_id").last()
    if own is not None:
        return own
    units = Member.objects.filter(user_id=who.user_id).values_list("unit_id")
    return conference.legs.filter(unit__in=units).exclude(state=JOINED).order_by("id").first()


def is_invited(who: Caller, conference: Conference) -> bool:
    kind, _, key = who.actor.partition(":")
    if kind == "wall":
        return conference.legs.filter(wall=int(key)).exists()
    if who.user_id is None:
        return False
    units = Member.objects.filter(user_id=who.user_id).values("unit")
    return conference.legs.filter(Q(user_id=who.user_id) | Q(unit__in=units)).exists()


def join_conference(*, who: Caller, conference_id: int, how: str, video: bool) -> Admission:
    """In, with a one-time ticket. Joining again – another network, a page loaded anew – is the same leg and a new ticket."""
    with act(who.actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id)
        leg = _own_leg(log, who, conference)
        provider = BY_NAME[conference.provider]
        told = _cap(conference, leg, provider, video)
        video = video and not told and not leg.listen_only
        if leg.state == JOINED:
            if (leg.how, leg.video) != (how, video):
                change_leg(log, leg, how=how, video=video)
        else:
            given: dict[str, Any] = {"user_id": who.user_id} if leg.unit_id is not None else {}
            move_leg(log, leg, JOINED, by=who.actor, how=how, video=video, **given)
        ticket = ""
        if provider.in_page:
            ticket = enter_room(
                room=conference.room_name, peer=leg.pk, actor=who.actor, session=who.session, name=_name(leg), listen_only=leg.listen_only
            )
        way = provider.way(conference, leg)
    return {
        "conference": conference.pk, "leg": leg.pk, "provider": provider.name, "turn": conference.turn, "socket": PATH, "ticket": ticket,  # type: ignore[typeddict-item]
        "listen_only": leg.listen_only, "video": video, "told": told, "ice": ice_servers(leg.pk) if provider.in_page else [],
        "url": way.url, "token": way.token, "room": way.room, "pin": way.pin, "number": way.number, "password": way.password,
    }  # fmt: skip


def _name(leg: Leg) -> str:
    return f"{leg.name} {leg.user.name}"[:60] if leg.unit_id and leg.user else leg.name


def _own_leg(log: Log, who: Caller, conference: Conference) -> Leg:
    """Invited, or somebody who may host here and comes by themselves; a second one of a unit gets an own leg."""
    leg = leg_of(who, conference)
    if leg is None:
        if who.user_id is None or not (who.may(HOST, conference.area) or is_invited(who, conference)):
            raise Problem("forbidden", "您不在这次会商的邀请名单内,请主持人邀请。", where=[HOST, conference.area])
        leg = invite(log, conference, Invitees(users=[who.user_id]), who.actor)[0]
    leg = Leg.objects.select_for_update(of=("self",)).select_related("user").get(pk=leg.pk)
    leg.conference = conference
    return leg


def _cap(conference: Conference, leg: Leg, provider: Provider, video: bool) -> str:
    """Hard limits in words: too many voices is a refusal, too many pictures is a voice without picture."""
    others = conference.legs.filter(state=JOINED).exclude(pk=leg.pk)
    if provider.most_voice is not None and others.count() >= provider.most_voice:
        raise Problem(
            "room_full",
            f"“{provider.words}”最多 {provider.most_voice} 方同时在会,现已满。请主持人改用会议服务器或自有会议室,或改用通话组。",
        )
    if video and provider.most_video is not None and others.filter(video=True).count() >= provider.most_video:
        return f"画面已满 {provider.most_video} 路,已以语音加入。"
    return ""


def show_picture(*, actor: str, conference_id: int, leg_id: int, video: bool) -> Leg:
    """Camera, screen or map on or off. On only where there is room for one more picture."""
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id)
        leg = lock_leg(conference, leg_id)
        if leg.state != JOINED or leg.listen_only:
            raise Problem("wrong_state", f"{leg.name} 不在会,或只能收看。")
        if video and not leg.video and (told := _cap(conference, leg, BY_NAME[conference.provider], True)):
            raise Problem("room_full", told.replace("已以语音加入", "请先请一方关闭画面"))
        if leg.video != video:
            change_leg(log, leg, video=video)
    return leg


def set_leg_state(*, actor: str, conference_id: int, leg_id: int, state: str, why: str = "", how: str = "") -> Leg:
    """The page rings, declines or leaves; the host shows out, gives up, or enters that somebody is in by telephone."""
    with act(actor, exercise_of(conference_id)) as log:
        conference = lock_conference(conference_id)
        leg = lock_leg(conference, leg_id)
        if state == JOINED and BY_NAME[conference.provider].most_voice is not None and leg.person_id is None:
            raise Problem("wrong_state", "在本平台入会的以实际入会为准,不能代录。")
        given: dict[str, Any] = {"how": how} if how else {}
        if move_leg(log, leg, state, by=actor, why=why, **given) and state in (LEFT, FAILED, DECLINED):
            leave_room(room=conference.room_name, peer=leg.pk)
            _stop_sharing(log, conference, leg)
    return leg


def _stop_sharing(log: Log, conference: Conference, leg: Leg) -> None:
    if conference.shared and conference.shared.get("leg") == leg.pk:
        change(log, conference, "conference.shared", shared=None)


def hear_gone(room: str, peer: int, bye: bool) -> None:
    """realtime/rooms: this peer's socket is gone for good, whichever way."""
    leg = Leg.objects.select_related("conference").filter(pk=peer).first()
    if leg is None or leg.conference.room_name != room:
        return  # of the turn before; its page has been told to come in anew
    with act(leg.user.actor if bye and leg.user else "clerk", leg.exercise_id) as log:
        conference = lock_conference(leg.conference_id, ended=True)
        leg = lock_leg(conference, peer)
        if leg.state == JOINED:
            move_leg(log, leg, LEFT, by="clerk", why="" if bye else "vanished")
            _stop_sharing(log, conference, leg)


def no_answer_due(leg_id: int) -> None:
    """The clerk's: rang long enough."""
    leg = Leg.objects.select_related("conference").filter(pk=leg_id).first()
    if leg is None or not leg.conference.open:
        return
    with act("clerk", leg.exercise_id) as log:
        conference = lock_conference(leg.conference_id, ended=True)
        leg = lock_leg(conference, leg_id)
        if conference.open and leg.state in ("invited", RINGING):
            move_leg(log, leg, FAILED, by="clerk", why="no_answer")


def hear_answer(call: Call) -> None:
    """callout: the contact answered. They are not in yet; the host sees that they will come."""
    leg = Leg.objects.filter(conference=call.callout.about_id, person=call.person_id).first()
    if leg is None:
        return
    with act(call.answered_by, leg.exercise_id) as log:
        conference = lock_conference(leg.conference_id, ended=True)
        leg = lock_leg(conference, leg.pk)
        if conference.open and leg.state in (RINGING, FAILED, DECLINED) and leg.why != "answered":
            change_leg(log, leg, why="answered")
