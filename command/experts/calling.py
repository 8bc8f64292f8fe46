"""incident → **calling** → one-key engine → experts: one press reaches whom the kind of event asks for, until a human answers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from command.experts.actions import keep_calls, proposed
from command.experts.models import Expert, ExpertCall
from command.onekey.pressing import confirm, last_press
from command.onekey.token import Seen, prints, sign
from command.onekey.wish import Wish
from dispatch.contacts.duty import area_name
from dispatch.incidents.models import Incident, type_name
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.log import act


def call_experts(
    *,
    who: Caller,
    incident_id: int,
    experts: Sequence[int] | None = None,
    asked: str = "",
    approval: int | None = None,
    instead_of: ExpertCall | None = None,
) -> list[ExpertCall]:
    """`experts` None: those the rule's rows propose. An expert of the city is called by a district's officer too."""
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is None or not incident.open:
        raise Problem("wrong_state", "没有这个事件,或事件已结束。", where=["incident"])
    chosen = _chosen(incident, experts)
    place = incident.place or area_name(incident.area)
    event = type_name(incident.type_id) or "突发事件"
    text = asked.strip() or f"{place}发生{event},请专家立即参加会商研判,应答时说明到位方式。"
    with act(who.actor, incident.exercise_id):
        pressed = confirm(who=who, token=_token(who, incident, [one.person_id for one, _ in chosen], text), approval=approval)
        callout = next((leg["ref"] for leg in pressed["legs"] if leg["kind"] == "callout"), None)
        return keep_calls(
            actor=who.actor,
            name=who.name,
            incident=incident,
            experts=chosen,
            asked=text,
            press=pressed["id"],
            callout=callout,
            instead_of=instead_of,
        )


def _chosen(incident: Incident, experts: Sequence[int] | None) -> list[tuple[Expert, str]]:
    why = {one.pk: specialty for one, specialty, _ in proposed(incident)}
    if experts is None:
        found = [(one, specialty) for one, specialty, chosen in proposed(incident) if chosen]
        if not found:
            raise Problem("not_found", "专家库中没有本类事件所需专业的可参加专家,请从专家库中指定。", where=["experts"])
        return found
    rows = {one.pk: one for one in Expert.objects.filter(pk__in=experts, active=True, person__active=True).select_related("person")}
    if missing := [str(pk) for pk in experts if pk not in rows]:
        raise Problem("not_found", "有专家不存在或已出库。", where=[f"experts: {', '.join(missing[:5])}"])
    if not rows:
        raise Problem("invalid", "请选专家。", where=["experts"])
    return [(rows[pk], why.get(pk, next(iter(rows[pk].specialties), ""))) for pk in dict.fromkeys(experts)]


def _token(who: Caller, incident: Incident, persons: list[int], text: str) -> str:
    """The list the officer ticked is the preview: what was seen is what is done."""
    mark = hashlib.sha256(repr(sorted(persons)).encode()).hexdigest()[:16]
    wish = Wish(
        key=f"experts:{incident.pk}:{mark}", kind="selection", area=incident.area, title=f"{incident.number} 请专家 {len(persons)} 人", text=text[:500],
        task="", parts=["callout"], incident=incident.pk, exercise=incident.exercise_id, persons=persons,
    ).with_key()  # fmt: skip
    last = last_press(wish.key)
    return sign(Seen(who.actor, wish, prints(wish), last.pk if last else None))
