"""Verbs on experts: enter, change; called to an incident they answer or decline, say what they think and sign it; closing ends their part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from command.experts.choosing import Table, propose
from command.experts.models import AVAILABLE, ONSITE, PHONE, VIDEO, Expert, ExpertCall, Opinion
from dispatch.callout.actions import answer_call
from dispatch.callout.models import UNSETTLED, Call
from dispatch.contacts.actions import add_person, change_person
from dispatch.incidents.hooks import Moment
from dispatch.incidents.models import Incident
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

NEXT = "expert.next"  # deadline kind
WORDS = {"": "参加会商研判", ONSITE: "到场参加会商研判", VIDEO: "视频参加会商研判", PHONE: "电话参加会商研判"}
CONTACT = ("name", "org", "title", "area", "user")


def specialties(area: str) -> dict[str, str]:
    return dict(rule("experts.specialties", area))


def enter_expert(
    *, actor: str, name: str, area: str, specialties: Sequence[str], org: str = "", title: str = "", user: Any = None,
    addresses: Sequence[dict[str, Any]] = (), **given: Any,
) -> Expert:  # fmt: skip
    """The contact is made with it: experts are called as everybody else is."""
    _known(specialties, area)
    with act(actor) as log:
        person = add_person(actor=actor, name=name, org=org, title=title, role="expert", area=area, user=user, addresses=addresses)
        expert = Expert.objects.create(person=person, specialties=list(specialties), **given)
        log.append(person.stream, "expert.entered", {"id": expert.pk, "area": area}, area=area)
    return expert


def change_expert(*, actor: str, expert_id: int, **given: Any) -> Expert:
    with act(actor) as log:
        expert = Expert.objects.select_for_update(of=("self",)).select_related("person").filter(pk=expert_id).first()
        if expert is None:
            raise Problem("not_found", "没有这位专家。")
        if "specialties" in given:
            _known(given["specialties"], expert.person.area)
        if given.get("availability") == AVAILABLE:
            given["away_until"] = None
        if contact := {key: value for key, value in given.items() if key in CONTACT}:
            change_person(actor=actor, person=expert.person, **contact)
        for key, value in given.items():
            if key not in CONTACT:
                setattr(expert, key, value)
        expert.save()
        log.append(expert.person.stream, "expert.changed", {"id": expert.pk, "area": expert.person.area}, area=expert.person.area)
    return expert


def _known(codes: Sequence[str], area: str) -> None:
    known = specialties(area)
    if unknown := [code for code in codes if code not in known]:
        raise Problem("invalid", f"没有这个专业:{unknown[0]}。专业在规则 experts.specialties 中维护。", where=["specialties"])


def proposed(incident: Incident) -> list[tuple[Expert, str, bool]]:
    """By the rule's rows: whom this kind of event asks for, nearest and free first."""
    held = {one.pk: one for one in Expert.objects.filter(active=True, person__active=True).select_related("person", "person__user")}
    table: Table = rule("experts.hazards", incident.area)
    found = propose((one.known for one in held.values()), table, incident.type_id, incident.area, int(rule("experts.each", incident.area)))
    return [(held[pk], why, chosen) for pk, why, chosen in found]


def keep_calls(
    *,
    actor: str,
    name: str,
    incident: Incident,
    experts: Sequence[tuple[Expert, str]],
    asked: str,
    press: int,
    callout: int | None,
    instead_of: ExpertCall | None = None,
) -> list[ExpertCall]:
    """What the press was for. Somebody called before is called again, and may read again."""
    with act(actor, incident.exercise_id) as log:
        found = []
        for expert, specialty in experts:
            one = ExpertCall.objects.select_for_update(of=("self",)).filter(incident=incident, expert=expert).first()
            before = one.row() if one else None
            one = one or ExpertCall(incident=incident, area=incident.area, expert=expert, exercise_id=incident.exercise_id)
            one.specialty, one.asked, one.press, one.callout = specialty, asked[:500], press, callout
            one.called_by, one.called_name, one.called_at, one.ended_at, one.archived = actor, name[:60], clock.now(), None, False
            one.answered_at, one.declined, one.way, one.eta_at, one.instead_of = None, False, "", None, instead_of
            one.save()
            set_deadline(NEXT, one.pk, float(rule("experts.next_s", one.area)), exercise=one.exercise_id)
            tell(log, one.streams, "expert_call.called", before, one.row(), area=one.area)
            found.append(one)
    return found


def answered(call: Call) -> None:
    """The callout's: somebody reached them, by whatever road."""
    for one in ExpertCall.objects.filter(callout=call.callout_id, expert__person=call.person_id, answered_at=None):
        with _on(call.answered_by or "clerk", one.pk) as (log, held):
            before = held.row()
            held.answered_at = call.answered_at or clock.now()
            held.save(update_fields=["answered_at"])
            clear_deadline(NEXT, held.pk)
            tell(log, held.streams, "expert_call.answered", before, held.row(), area=held.area)


def answer(*, actor: str, call_id: int, comes: bool, words: str = "", way: str = "", eta_min: int | None = None) -> ExpertCall:
    """By the expert on their own page, or as an officer heard it: the call stops ringing either way, and who cannot come is followed by the next."""
    if eta_min is not None and (not comes or way != ONSITE):
        raise Problem("invalid", "预计到达时间只用于到场。", where=["eta_min"])
    with _on(actor, call_id) as (log, one):
        _going(one)
        before = one.row()
        one.declined, one.answered_at, one.way = not comes, clock.now(), way if comes else ""
        one.eta_at = one.answered_at + timedelta(minutes=eta_min) if eta_min is not None else None
        one.save(update_fields=["declined", "answered_at", "way", "eta_at"])
        if comes:
            clear_deadline(NEXT, one.pk)
        else:
            set_deadline(NEXT, one.pk, 0.0, exercise=one.exercise_id)
        tell(log, one.streams, "expert_call.answered" if comes else "expert_call.declined", before, one.row(), area=one.area)
        ringing = Call.objects.filter(callout_id=one.callout or 0, person=one.expert.person_id, state__in=UNSETTLED).first()
        if ringing is not None:
            said = words.strip() or (WORDS[way] if comes else "不能参加")
            answer_call(actor=actor, call_id=ringing.pk, answer="button", action_text=said)
    return one


def sign_opinion(*, actor: str, name: str, call_id: int, text: str, taken_by: str = "", read_back: bool = False) -> Opinion:
    """The expert's own under their PIN; or `taken_by` an officer who heard it and read it back."""
    if taken_by and not read_back:
        raise Problem("invalid", "电话意见须复述无误后登记。", where=["read_back"])
    with _on(actor, call_id) as (log, one):
        _going(one)
        before = one.row()
        made = Opinion.objects.create(
            call=one, text=text.strip(), signed_by=actor, signed_name=name[:60], taken_by=taken_by[:60], read_back=read_back
        )
        made.refresh_from_db(fields=["signed_at"])
        one.opinions_count, one.answered_at, one.declined = one.opinions_count + 1, one.answered_at or clock.now(), False
        one.save(update_fields=["opinions_count", "answered_at", "declined"])
        clear_deadline(NEXT, one.pk)
        tell(log, one.streams, "expert_call.opined", before, one.row(), area=one.area)
    return made


def _going(one: ExpertCall) -> None:
    if one.ended_at is not None:
        raise Problem("wrong_state", "本次会商研判已结束。")


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Closed: the incident is no longer theirs to read. Their words stay with it."""
    if moment == "closed":
        _end(actor, ExpertCall.objects.filter(incident=incident, ended_at=None).values_list("pk", flat=True))


def with_exercise(exercise: int) -> None:
    _end("system", ExpertCall.objects.filter(exercise_id=exercise, ended_at=None).values_list("pk", flat=True))


def _end(actor: str, calls: Any) -> None:
    at: datetime = clock.now()
    for pk in list(calls):
        with _on(actor, pk) as (log, one):
            before = one.row()
            one.ended_at = at
            one.save(update_fields=["ended_at"])
            clear_deadline(NEXT, one.pk)
            tell(log, one.streams, "expert_call.ended", before, one.row(), area=one.area)


@contextmanager
def _on(actor: str, call_id: int) -> Iterator[tuple[Log, ExpertCall]]:
    held = ExpertCall.objects.filter(pk=call_id).values_list("exercise_id", flat=True)
    if not held:
        raise Problem("not_found", "没有这次邀请。")
    with act(actor, held[0]) as log:
        yield log, ExpertCall.objects.select_for_update(of=("self",)).select_related("expert__person", "incident").get(pk=call_id)
