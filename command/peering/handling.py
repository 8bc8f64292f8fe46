"""message → **handling** → our own rows: what a peer's word does here beyond being shown. Runs inside the message's transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from command.agreements.actions import answer_support
from command.agreements.lending import lender_says
from command.agreements.models import SENT as ASKED
from command.agreements.models import SupportRequest
from command.alerts.models import Document
from command.alerts.taking import take_document
from command.instructions.actions import acknowledge_instruction, close_instruction, feed_back, give_instruction, resume_instruction
from command.instructions.models import CLOSED, DONE, GOING, Instruction
from command.peering import words
from command.peering.lending import release_withdrawn
from command.peering.messages import Item, Outgoing
from command.peering.models import Directive, Peer
from command.reports.models import RECEIVED, SENT, Report
from command.reports.sending import receive_report, return_report
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.codes import Problem
from realtime.log import Log

GRANTED = "granted"
OVER_PHASES = ("closed",)


class Heard(NamedTuple):
    log: Log
    peer: Peer
    item: Item
    body: dict[str, Any]


def _incident(heard: Heard) -> None:
    item, body = heard.item, heard.body
    if body.get("gone"):
        item.state, item.over = "gone", True
        return
    item.number, item.state, item.over = str(body.get("number", "")), str(body.get("phase", "")), body.get("phase") in OVER_PHASES
    item.title = f"{body.get('place', '')} {body.get('type_name', '')}".strip()[:200]


def _report(heard: Heard) -> None:
    item, body = heard.item, heard.body
    item.number, item.title, item.state = str(body.get("number", "")), str(body.get("title", "")), "gone" if body.get("gone") else "sent"
    item.over = bool(body.get("gone"))


def _resource(heard: Heard) -> None:
    body = heard.body
    heard.item.title = (
        f"队伍 {len(body.get('teams', []))} 支 · 仓库 {len(body.get('depots', []))} 座 · 避难场所 {len(body.get('shelters', []))} 处"
    )
    heard.item.over = bool(body.get("gone"))


def _warning(heard: Heard) -> None:
    """Taken in as every other document of a warning is: linked to what it updates, shown, answered."""
    item, body = heard.item, heard.body
    item.number, item.title, item.state = str(body.get("identifier", "")), str(body.get("headline", "")), str(body.get("colour", ""))
    if body.get("gone") or not body.get("cap"):
        item.over = True
        return
    document, _ = take_document(actor=heard.peer.actor, content=body["cap"].encode(), source=heard.peer.name)
    if document.state == Document.REFUSED:
        raise Problem("invalid", f"预警文件未能接收:{document.reason}")
    item.over = True  # from here on it is a warning among warnings


def _support(heard: Heard) -> None:
    item, body = heard.item, heard.body
    item.number, item.title, item.state = str(body.get("number", "")), str(body.get("what", ""))[:200], str(body.get("state", ""))
    item.over = bool(body.get("gone")) or item.state == "withdrawn"
    if item.over:
        release_withdrawn(heard.log, heard.peer.actor, item)
    if item.loan is not None and item.answer is not None:
        item.answered_revision = item.revision  # that it came and went home is no new question


def _instruction(heard: Heard) -> None:
    """From above: ours to carry out, with its own clock, passed on to who has the duty."""
    item, body = heard.item, heard.body
    if body.get("gone"):
        item.state, item.over = "gone", True
        return
    said = words.read(words.INSTRUCTION, body)
    item.title, item.state, item.over = said.text[:80], said.state, said.state == CLOSED
    if item.instruction is None:
        item.instruction = _given(heard, said)
        item.number = f"指令{item.subject}"
    one = item.instruction
    seen = sum(1 for back in one.feedback.all() if back.name == "退回" and back.by == heard.peer.actor)
    if said.returned > seen and one.state == DONE:
        resume_instruction(actor=heard.peer.actor, instruction_id=one.pk, reason=said.returned_why or "上级退回,继续办理")
    elif said.state == CLOSED and Instruction.objects.filter(pk=one.pk, state=DONE).exists():
        close_instruction(actor=heard.peer.actor, name=heard.peer.name, instruction_id=one.pk)


def _given(heard: Heard, said: Any) -> Instruction:
    now = clock.now()
    incident = None
    if said.incident:  # they name our incident as we told it to them
        told = said.incident.isdigit() and Outgoing.objects.filter(peer=heard.peer, kind=words.INCIDENT, subject=said.incident).exists()
        incident = Incident.objects.filter(pk=said.incident).first() if told else None
    return give_instruction(
        actor=heard.peer.actor, name=heard.peer.name, leader_name=f"{heard.peer.name} {said.leader_title}{said.leader_name}".strip()[:60],
        channel="app", text=said.text, area=heard.item.area, incident_id=incident.pk if incident else None,
        given_at=min(said.given_at, now) if said.given_at else None, due_at=said.due_at if said.due_at and said.due_at > now else None,
        exercise=heard.item.exercise_id,
    )  # fmt: skip


def _answer(heard: Heard) -> None:
    """What became of something we told them; only of what we did tell them."""
    said = words.read(words.ANSWER, heard.body)
    if said.about not in ANSWERS or not Outgoing.objects.filter(peer=heard.peer, kind=said.about, subject=said.subject).exists():
        raise Problem("not_found", f"没有向{heard.peer.name}发过这件{words.KIND_NAMES.get(said.about, '事项')}。")
    ANSWERS[said.about](heard.peer, int(said.subject), said)


def _of_report(peer: Peer, pk: int, said: Any) -> None:
    report = Report.objects.filter(pk=pk).first()
    if report is None or report.sent_at is None:
        raise Problem("not_found", "没有这份报告。")
    if said.state == "received":
        at = max(report.sent_at, min(said.at or clock.now(), clock.now()))
        receive_report(actor=peer.actor, report_id=pk, org=peer.name, name=said.name or peer.name, received_at=at, note=said.text)
    elif said.state == "returned" and report.state in (SENT, RECEIVED):
        return_report(actor=peer.actor, report_id=pk, org=peer.name, reason=said.text or "退回")


def _of_instruction(peer: Peer, pk: int, said: Any) -> None:
    if not Directive.objects.filter(peer=peer, instruction=pk).exists():
        raise Problem("not_found", "没有向对方下达过这条指令。")
    one = Instruction.objects.get(pk=pk)
    if said.state != "told":
        for addressee in one.addressees.filter(acked_at=None):
            acknowledge_instruction(actor=peer.actor, addressee_id=addressee.pk, said_by=said.name or peer.name)
    known = one.feedback.filter(by=peer.actor).count()
    for back in said.feedback[known:]:
        if Instruction.objects.get(pk=pk).state not in GOING:
            break
        feed_back(actor=peer.actor, instruction_id=pk, name=f"{peer.name} {back.name}".strip(), text=back.text, done=back.done)


def _of_support(peer: Peer, pk: int, said: Any) -> None:
    if SupportRequest.objects.filter(pk=pk, state=ASKED).exists():
        answer_support(actor=peer.actor, request_id=pk, granted=said.state == GRANTED, name=said.name or peer.name, text=said.text)
    if said.loan is not None:
        lender_says(actor=peer.actor, request_id=pk, loan=said.loan.model_dump(mode="json", exclude_none=True))


ANSWERS: dict[str, Callable[[Peer, int, Any], None]] = {
    words.REPORT: _of_report, words.INSTRUCTION: _of_instruction, words.SUPPORT: _of_support,
}  # fmt: skip
HANDLERS: dict[str, Callable[[Heard], None]] = {
    words.INCIDENT: _incident, words.REPORT: _report, words.RESOURCE: _resource, words.WARNING: _warning, words.SUPPORT: _support,
    words.INSTRUCTION: _instruction, words.ANSWER: _answer,
}  # fmt: skip
