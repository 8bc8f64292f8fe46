"""会商 over HTTP: parse → permit → one action."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from dispatch.conferences.actions import end_conference, invite_more, open_conference, share, switch_provider, use_talk_group
from dispatch.conferences.inviting import Invitees
from dispatch.conferences.joining import HOST, is_invited, join_conference, leg_of, set_leg_state, show_picture
from dispatch.conferences.models import Conference, Leg
from dispatch.conferences.rows import Admission, ConferenceLegRow, ConferenceRow, ConferenceWhole, ProviderName, ProviderRow
from dispatch.conferences.showing import conference_whole, provider_rows
from dispatch.incidents.models import Incident
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, execute
from realtime.codes import Problem

router = Router(tags=["conferences"])
OWN_MOVES = ("ringing", "declined", "left")


class Invited(Body):
    users: list[int] = Field(default_factory=list, max_length=100)
    units: list[int] = Field(default_factory=list, max_length=100)
    persons: list[int] = Field(default_factory=list, max_length=100)
    walls: list[int] = Field(default_factory=list, max_length=20)

    def given(self) -> Invitees:
        return Invitees(self.users, self.units, self.persons, self.walls)


class NewConference(Body):
    incident: int | None = None
    area: str = Field("", max_length=12, pattern=r"^[0-9]*$")
    purpose: str = Field(min_length=1, max_length=60)
    invite: Invited = Field(default_factory=Invited)
    provider: ProviderName | None = None


class Join(Body):
    how: Literal["screen", "field", "wall", "link"] = "screen"
    video: bool = False


class LegChange(Body):
    """`video` shows or hides a picture; `state` moves the leg."""

    state: Literal["ringing", "declined", "left", "failed", "joined"] | None = None
    video: bool | None = None


class Sharing(Body):
    kind: Literal["screen", "map", "link"] | None = None
    link: int | None = None


class Switch(Body):
    provider: ProviderName


def found(conference_id: int) -> Conference:
    conference = Conference.objects.select_related("meeting_room").filter(pk=conference_id).first()
    if conference is None:
        raise Problem("not_found", "没有这个会商。")
    return conference


def seen(request: HttpRequest, conference: Conference) -> Caller:
    """In their area, or invited: a village's contact reads the conference they were called into."""
    who = caller(request)
    if not who.may(READ, conference.area) and not is_invited(who, conference):
        raise Problem("not_found", "没有这个会商。")
    return who


@router.get("/providers", response={200: list[ProviderRow], **REFUSALS}, operation_id="list_conference_providers")
def get_providers(request: HttpRequest, area: str = "") -> list[ProviderRow]:
    return provider_rows(area or (caller(request).scopes or [""])[0])


@router.post("", response={201: ConferenceRow, **REFUSALS}, operation_id="open_conference")
def post_conference(request: HttpRequest, body: NewConference) -> HttpResponse:
    """Without an area it is the incident's, or the widest of the caller's."""
    area = body.area or (caller(request).scopes or [""])[0]
    if body.incident is not None:
        incident = Incident.objects.filter(pk=body.incident).first()
        if incident is None:
            raise Problem("not_found", "没有这个事件。")
        area = incident.area

    def run(who: Caller) -> ConferenceRow:
        invite = body.invite
        return open_conference(
            actor=who.actor, name=who.name, area=area, purpose=body.purpose, incident_id=body.incident, users=invite.users,
            units=invite.units, persons=invite.persons, walls=invite.walls, provider=body.provider,
        ).row()  # fmt: skip

    return command(request, HOST, area, run, status=201)


@router.get("/{int:conference_id}", response={200: ConferenceWhole, **REFUSALS}, operation_id="get_conference")
def get_conference(request: HttpRequest, conference_id: int) -> ConferenceWhole:
    conference = found(conference_id)
    who = seen(request, conference)
    return conference_whole(conference, participant=is_invited(who, conference) or who.may(HOST, conference.area))


@router.post("/{int:conference_id}/invite", response={200: list[ConferenceLegRow], **REFUSALS}, operation_id="invite_to_conference")
def post_invite(request: HttpRequest, conference_id: int, body: Invited) -> HttpResponse:
    return command(
        request, HOST, found(conference_id).area,
        lambda who: [leg.row() for leg in invite_more(actor=who.actor, conference_id=conference_id, given=body.given())],
    )  # fmt: skip


@router.post("/{int:conference_id}/join", response={200: Admission, **REFUSALS}, operation_id="join_conference")
def post_join(request: HttpRequest, conference_id: int, body: Join) -> HttpResponse:
    """A person's own act: not from behind the seat's lock."""
    seen(request, found(conference_id))
    who = caller(request)
    if who.locked:
        raise Problem("locked")
    return execute(request, who, lambda who: join_conference(who=who, conference_id=conference_id, how=body.how, video=body.video))


@router.post(
    "/{int:conference_id}/legs/{int:leg_id}/state", response={200: ConferenceLegRow, **REFUSALS}, operation_id="set_conference_leg"
)
def post_leg(request: HttpRequest, conference_id: int, leg_id: int, body: LegChange) -> HttpResponse:
    """One's own leg rings, declines, leaves, shows a picture; the host may do the rest to anybody's."""
    conference = found(conference_id)
    leg = Leg.objects.filter(pk=leg_id, conference=conference).first()
    if leg is None:
        raise Problem("not_found", "没有这个参加人。")

    def run(who: Caller) -> ConferenceLegRow:
        changed = leg
        if body.video is not None:
            changed = show_picture(actor=who.actor, conference_id=conference_id, leg_id=leg_id, video=body.video)
        if body.state is not None:
            other = not own
            why = {"left": "removed", "failed": "removed", "joined": "entered"}.get(body.state, "") if other else ""
            how = "phone" if other and body.state == "joined" else ""
            changed = set_leg_state(actor=who.actor, conference_id=conference_id, leg_id=leg_id, state=body.state, why=why, how=how)
        return changed.row()

    who = seen(request, conference)
    mine = leg_of(who, conference)
    own = mine is not None and mine.pk == leg_id and (body.state is None or body.state in OWN_MOVES)
    return execute(request, who, run) if own else command(request, HOST, conference.area, run)


@router.post("/{int:conference_id}/share", response={200: ConferenceRow, **REFUSALS}, operation_id="share_in_conference")
def post_share(request: HttpRequest, conference_id: int, body: Sharing) -> HttpResponse:
    """By the host, or by somebody who is in it."""
    conference = found(conference_id)
    who = seen(request, conference)
    leg = leg_of(who, conference)

    def run(who: Caller) -> ConferenceRow:
        return share(actor=who.actor, conference_id=conference_id, kind=body.kind, link_id=body.link, leg_id=leg.pk if leg else None).row()

    if leg is not None and leg.state == "joined" and not leg.listen_only and not who.locked:
        return execute(request, who, run)
    return command(request, HOST, conference.area, run)


@router.post("/{int:conference_id}/switch", response={200: ConferenceRow, **REFUSALS}, operation_id="switch_conference_provider")
def post_switch(request: HttpRequest, conference_id: int, body: Switch) -> HttpResponse:
    return command(
        request, HOST, found(conference_id).area,
        lambda who: switch_provider(actor=who.actor, conference_id=conference_id, provider=body.provider).row(),
    )  # fmt: skip


@router.post("/{int:conference_id}/talk-group", response={200: ConferenceRow, **REFUSALS}, operation_id="use_talk_group")
def post_talk_group(request: HttpRequest, conference_id: int) -> HttpResponse:
    """改用通话组: offered when the provider is dead."""
    return command(
        request, HOST, found(conference_id).area,
        lambda who: use_talk_group(actor=who.actor, name=who.name, conference_id=conference_id).row(),
    )  # fmt: skip


@router.post("/{int:conference_id}/end", response={200: ConferenceRow, **REFUSALS}, operation_id="end_conference")
def post_end(request: HttpRequest, conference_id: int) -> HttpResponse:
    return command(request, HOST, found(conference_id).area, lambda who: end_conference(actor=who.actor, conference_id=conference_id).row())
