"""Verbs on a relief case: write it, ask for it, decide it – somebody else –, pay it. Told by id and amount alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from command.relief.models import APPROVED, ASKED, DRAFT, MOVES, PAID, REFUSED, STATES, WINTER, ReliefCase
from dispatch.contacts.models import Reveal
from dispatch.contacts.revealing import reveal_list
from dispatch.incidents.models import CLOSED, Incident
from dispatch.numbers import next_number
from realtime import clock
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule
from realtime.sealing import seal

NUMBER = "JZ"  # 救助
ACCOUNT = "relief.account"  # purpose of the seal
PLAIN = ("area", "household", "address", "phone", "people", "rooms_down", "rooms_hurt", "crop_mu", "losses", "goods")
STATE_NAMES = dict(STATES)


def stream() -> str:
    return f"people:{settings.CITY}"


def open_case(*, actor: str, name: str, kind: str, incident_id: int | None = None, **facts: Any) -> ReliefCase:
    """After an incident, or in winter without one. What still burns is no matter of relief."""
    incident = Incident.objects.filter(pk=incident_id).first() if incident_id else None
    if incident_id and (incident is None or incident.phase != CLOSED):
        raise Problem("wrong_state", "救助在事件结束后登记;没有这个事件,或事件尚未结束。", where=["incident"])
    if incident is None and kind != WINTER:
        raise Problem("invalid", "过渡期救助须选已结束的事件。", where=["incident"])
    if kind == WINTER and localdate().month not in rule("relief.winter_months", facts.get("area")):
        raise Problem("invalid", "当前不在冬春救助的办理月份。", where=["kind"])
    with act(actor, incident.exercise_id if incident else None) as log:
        case = ReliefCase(
            number=next_number(NUMBER),
            incident=incident,
            kind=kind,
            by=actor,
            by_name=name,
            exercise_id=incident.exercise_id if incident else None,
        )
        _write(case, facts)
        _keep(case)
        _note(log, case)
    return case


def change_case(*, actor: str, case_id: int, **facts: Any) -> ReliefCase:
    with _changing(actor, case_id) as (case, log):
        if case.state != DRAFT:
            raise Problem("wrong_state", f"{case.number} {STATE_NAMES[case.state]},退回后才能修改。")
        _write(case, facts)
        _keep(case)
        _note(log, case)
    return case


def ask_relief(*, actor: str, case_id: int) -> ReliefCase:
    with _changing(actor, case_id) as (case, log):
        if case.amount <= 0 and not case.goods:
            raise Problem("invalid", "请填写救助金额或实物。", where=["amount", "goods"])
        _go(log, case, ASKED)
    return case


def decide_relief(*, actor: str, name: str, case_id: int, agreed: bool, note: str = "") -> ReliefCase:
    """Nobody decides what they asked for themselves."""
    with _changing(actor, case_id) as (case, log):
        if case.by == actor:
            raise Problem("forbidden", "申报人不能审批自己申报的救助。")
        if not agreed and not note.strip():
            raise Problem("invalid", "不予救助的,请写明理由。", where=["note"])
        case.decided_by, case.decided_name, case.decided_at, case.decided_note = actor, name, clock.now(), note.strip()
        _go(log, case, APPROVED if agreed else REFUSED)
    return case


def return_relief(*, actor: str, case_id: int) -> ReliefCase:
    """Back to whoever wrote it, to be put right."""
    with _changing(actor, case_id) as (case, log):
        _go(log, case, DRAFT)
    return case


def pay_relief(*, actor: str, name: str, case_id: int, voucher: str) -> ReliefCase:
    with _changing(actor, case_id) as (case, log):
        case.paid_at, case.paid_name, case.voucher = clock.now(), name, voucher.strip()
        _go(log, case, PAID)
    return case


def reveal_account(*, actor: str, name: str, case: ReliefCase, reason: str) -> Reveal:
    """Keeps who wanted to know it, and why; the door opens the seal afterwards."""
    return reveal_list(actor=actor, name=name, what=f"救助账号:{case.number}", count=1, area=case.area, stream=stream(), reason=reason)


@contextmanager
def _changing(actor: str, case_id: int) -> Iterator[tuple[ReliefCase, Log]]:
    found = ReliefCase.objects.filter(pk=case_id).first()
    if found is None:
        raise Problem("not_found", "没有这件救助。")
    with act(actor, found.exercise_id) as log:
        yield ReliefCase.objects.select_for_update(of=("self",)).select_related("incident").get(pk=case_id), log


def _go(log: Log, case: ReliefCase, state: str) -> None:
    if state not in MOVES[case.state]:
        raise Problem("wrong_state", f"{case.number} 目前{STATE_NAMES[case.state]},不能改为{STATE_NAMES[state]}。")
    case.state = state
    _keep(case)
    _note(log, case)


def _write(case: ReliefCase, facts: dict[str, Any]) -> None:
    for field in PLAIN:
        if field in facts:
            value = facts[field]
            setattr(case, field, value.strip() if isinstance(value, str) else value)
    if "amount" in facts:
        most = float(rule("relief.most_yuan", case.area))
        if facts["amount"] > most:
            raise Problem("invalid", f"一户一次不超过 {most:g} 元。", where=["amount"])
        case.amount = Decimal(str(facts["amount"])).quantize(Decimal("0.01"))
    if "account" in facts:
        case.account = seal(facts["account"].strip(), ACCOUNT) if facts["account"].strip() else ""


def _keep(case: ReliefCase) -> None:
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        raise Problem("exists", f"{case.household}({case.address or case.area})已有本次事件的同类救助。", where=["household"]) from None


def _note(log: Log, case: ReliefCase) -> None:
    body = {"id": case.pk, "area": case.area, "incident": case.incident_id, "state": case.state, "amount": float(case.amount)}
    log.append(stream(), "relief_case.noted", body, area=case.area)
