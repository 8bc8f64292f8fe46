"""row → **telling** → body: what each kind says of one of our rows. Nothing of a table-top exercise, nothing outside the share, phones masked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings

from command.agreements.loans import BORROWERS
from command.agreements.models import DRAFT, GRANTED, SIGNED, SupportRequest
from command.agreements.models import REFUSED as DECLINED
from command.alerts.cap.writing import write_cap
from command.alerts.models import OWN, Alert
from command.alerts.showing import message_of
from command.alerts.states import PUBLISHED
from command.instructions.models import Instruction
from command.peering import words
from command.peering.lending import told as loan_told
from command.peering.masks import without_phones
from command.peering.messages import Item
from command.peering.models import Directive, Peer, Share
from command.peering.resources import resources_of
from command.reports.models import OUTSIDE, Report
from dispatch.incidents.models import Incident, type_name
from realtime.clock import iso
from realtime.exercises.snapshot import is_tabletop

BY_SYSTEM = "system"  # a report sent on paper or by fax is not sent a second time


class Told(NamedTuple):
    """What the peer is to know of one subject now."""

    subject: str
    area: str
    body: dict[str, Any]
    title: str
    exercise: int | None = None


def tell_of(peer: Peer, kind: str, key: str, *, before: bool) -> Told | None:
    """None: nothing, or nothing any more. `before`: it has been told of this already, so that a lighter grade does not hide it again."""
    share = _share(peer, kind)
    if share is None:
        return None
    told = BUILDERS[kind](peer, share, key, before)
    if told is None or is_tabletop(told.exercise) or not _within(peer, share, kind, told.area):
        return None
    return told if share.phones else told._replace(body=_masked(told.body))


def _share(peer: Peer, kind: str) -> Share | None:
    """Instructions and answers need no row: they go to whom they were given, to who asked. What such words hold of phones was meant for them."""
    if kind in (words.INSTRUCTION, words.ANSWER):
        return Share(peer=peer, kind=kind, phones=True, why="addressed")
    return Share.objects.filter(peer=peer, kind=kind).first()


def _within(peer: Peer, share: Share, kind: str, area: str) -> bool:
    if kind in (words.INSTRUCTION, words.ANSWER, words.WARNING):  # a warning says for itself where it holds
        return True
    return area.startswith(share.area or (peer.area if peer.level == words.BELOW else settings.CITY))


def _masked(body: dict[str, Any]) -> dict[str, Any]:
    """A warning's document is public as it is, and signed words stay what they are."""
    return {key: value if key == "cap" else without_phones(value) for key, value in body.items()}


def _incident(peer: Peer, share: Share, key: str, before: bool) -> Told | None:
    one = Incident.objects.filter(pk=key).first()
    if one is None or (not before and share.from_grade is not None and (one.grade is None or one.grade > share.from_grade)):
        return None
    body = {
        "number": one.number, "type": one.type_id, "type_name": type_name(one.type_id) or "", "grade": one.grade, "phase": one.phase,
        "phase_name": one.get_phase_display(), "place": one.place, "text": one.text[:4000], "lon": one.lon, "lat": one.lat,
        "figures": {name: value for name, value in one.figures.items() if isinstance(value, int | float)},
        "opened_at": iso(one.opened_at), "closed_at": iso(one.closed_at),
    }  # fmt: skip
    return Told(key, one.area, body, f"{one.place}{body['type_name']}", one.exercise_id)


def _report(peer: Peer, share: Share, key: str, before: bool) -> Told | None:
    one = Report.objects.select_related("incident").filter(pk=key).first()
    if one is None or one.state not in OUTSIDE or one.sent_by_way != BY_SYSTEM:
        return None
    if share.from_grade is not None and one.grade is not None and one.grade > share.from_grade:
        return None
    body = {
        "number": one.number_text, "title": one.title, "kind": one.kind, "seq": one.seq, "incident": str(one.incident_id or ""),
        "incident_number": one.incident.number if one.incident else "", "grade": one.grade, "urgency": one.urgency,
        "elements": dict(one.elements), "text": one.text, "figures": dict(one.figures), "to": one.to, "signed_name": one.signed_name,
        "sent_at": iso(one.sent_at),
    }  # fmt: skip
    return Told(key, one.area, body, one.title, one.exercise_id)


def _warning(peer: Peer, share: Share, key: str, before: bool) -> Told | None:
    one = Alert.objects.select_related("hazard", "replaces").filter(pk=key, origin=OWN, state=PUBLISHED).first()
    if one is None or not any(code.startswith(peer.area) or peer.area.startswith(code) for code in [one.area, *one.areas]):
        return None
    cap = write_cap(message_of(one)).decode()
    body = {"identifier": one.identifier, "headline": one.headline, "colour": one.colour, "areas": list(one.areas), "cap": cap}
    return Told(key, one.area, body, one.headline, one.exercise_id)


def _support(peer: Peer, share: Share, key: str, before: bool) -> Told | None:
    one = SupportRequest.objects.filter(pk=key).first()
    if one is None or one.state in (DRAFT, SIGNED) or (one.sent_way and one.sent_way != BY_SYSTEM):
        return None
    state = "sent" if one.state in (GRANTED, DECLINED) else one.state  # what they answered is nothing new to them
    body = {
        "number": one.number, "incident": str(one.incident_id or ""), "force": one.force, "force_name": one.get_force_display(), "what": one.what,
        "people": one.people, "tasks": one.tasks, "place": one.place, "arrive_by": iso(one.arrive_by), "state": state,
        **{moment: one.loan[moment] for moment in BORROWERS if one.loan and one.loan.get(moment)},
    }  # fmt: skip
    return Told(key, one.area, body, one.what, one.exercise_id)


def _instruction(peer: Peer, share: Share, key: str, before: bool) -> Told | None:
    given = Directive.objects.select_related("instruction").filter(peer=peer, instruction=int(key)).first()
    if given is None:
        return None
    one = given.instruction
    returns = [back for back in one.feedback.all() if back.name == "退回"]
    body = {
        "leader_name": one.leader_name, "leader_title": one.leader_title, "text": one.text, "incident": given.incident, "given_at": iso(one.given_at),
        "due_at": iso(one.due_at), "state": "closed" if one.state == "closed" else "told", "returned": len(returns),
        "returned_why": returns[-1].text if returns else "",
    }  # fmt: skip
    return Told(key, one.area, body, one.text[:80], one.exercise_id)


def _resource(peer: Peer, share: Share, key: str, before: bool) -> Told | None:
    return Told(key, key, resources_of(key), "", None)


def _answer(peer: Peer, share: Share, key: str, before: bool) -> Told | None:
    """About one of theirs: what we decided, or how their instruction stands here."""
    item = Item.objects.select_related("instruction").filter(pk=key, peer=peer).first()
    if item is None:
        return None
    if item.instruction is not None:
        said = _how_it_stands(item.instruction)
    elif item.answer is not None and item.answered_revision == item.revision:
        said = dict(item.answer) | ({"loan": lent} if (lent := loan_told(item)) else {})
    else:
        return None
    body = {"about": item.kind, "subject": item.subject, **said}
    return Told(f"{item.kind}:{item.subject}", item.area, body, item.number or item.title, item.exercise_id)


def _how_it_stands(one: Instruction) -> dict[str, Any]:
    taken = sorted((who for who in one.addressees.all() if who.acked_at), key=lambda who: str(who.acked_at))
    told = [back for back in one.feedback.all() if back.name != "退回"]
    return {
        "state": one.state, "name": taken[-1].acked_by or taken[-1].name if taken else "", "text": "", "at": iso(taken[-1].acked_at) if taken else None,
        "feedback": [{"name": back.name, "text": back.text, "done": back.done, "at": iso(back.at)} for back in told],
    }  # fmt: skip


BUILDERS: dict[str, Callable[[Peer, Share, str, bool], Told | None]] = {
    words.INCIDENT: _incident, words.REPORT: _report, words.WARNING: _warning, words.SUPPORT: _support, words.INSTRUCTION: _instruction,
    words.RESOURCE: _resource, words.ANSWER: _answer,
}  # fmt: skip
