"""Verbs on agreements and on requests for support: enter, change; draft, sign, send, answer, withdraw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from command.agreements.covering import Loan, best
from command.agreements.models import DRAFT, GRANTED, MOVES, REFUSED, SENT, SIGNED, STATES, WITHDRAWN, MutualAid, SupportRequest
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from dispatch.mutual_aid import STOCK, Cover
from dispatch.numbers import next_number
from dispatch.supplies.balances import today
from dispatch.teams.capabilities import CAPABILITIES
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import Log, act

NUMBER = "QZ"  # 求援
STATE_NAMES = dict(STATES)


def cover_of(lender: str, borrower: str, type: str, what: str) -> Cover | None:
    """Asked for every borrowed team and stock; an agreement's row is read once for all of them."""
    loan = Loan(lender, borrower, type, what, today())
    known = {one.pk: one for one in MutualAid.objects.filter(active=True, valid_from__lte=loan.day, valid_to__gte=loan.day)}
    found = best((one.terms for one in known.values()), loan)
    return Cover(found.id, known[found.id].name, known[found.id].how) if found else None


def enter_agreement(*, actor: str, area: str, **given: Any) -> MutualAid:
    return _keep(actor, MutualAid(area=area, by=actor), "entered", given)


def change_agreement(*, actor: str, agreement_id: int, **given: Any) -> MutualAid:
    with act(actor):
        one = MutualAid.objects.select_for_update().filter(pk=agreement_id).first()
        if one is None:
            raise Problem("not_found", "没有这份协议。")
        return _keep(actor, one, "changed", given)


def _keep(actor: str, one: MutualAid, verb: str, given: dict[str, Any]) -> MutualAid:
    with act(actor) as log:
        for name, value in given.items():
            setattr(one, name, value)
        if one.contact_id and not one.contact_name:
            one.contact_name = Person.objects.filter(pk=one.contact_id).values_list("name", flat=True).first() or ""
        _check(one)
        one.save()
        log.append(f"people:{one.area[:4]}", f"mutual_aid.{verb}", {"id": one.pk, "area": one.area}, area=one.area)
    return one


def _check(one: MutualAid) -> None:
    codes = one.codes
    if len(set(codes)) < 2:
        raise Problem("invalid", "协议至少有两个不同的协议方。", where=["parties"])
    if not any(one.area.startswith(code) or code.startswith(one.area) for code in codes):
        raise Problem("invalid", "本方区划须是协议方之一。", where=["parties"])
    if one.valid_to < one.valid_from:
        raise Problem("invalid", "有效期止于生效之前。", where=["valid_to"])
    if unknown := [code for code in one.capabilities if code != STOCK and code not in CAPABILITIES]:
        raise Problem("invalid", f"没有这种能力代码:{unknown[0]}。", where=["capabilities"])
    if one.contact_id and not Person.objects.current().filter(pk=one.contact_id).exists():
        raise Problem("not_found", "没有这位联系人。", where=["contact"])
    if MutualAid.objects.filter(name=one.name).exclude(pk=one.pk).exists():
        raise Problem("conflict", "已有同名协议。", where=["name"])


def draft_support(
    *, actor: str, name: str, force: str, to: str, what: str, place: str, area: str = "", incident_id: int | None = None, agreement_id: int | None = None,
    people: int = 0, tasks: str = "", arrive_by: datetime | None = None, liaison: str = "", basis: str = "", exercise: int | None = None,
) -> SupportRequest:  # fmt: skip
    """Of an incident, or of an area. The agreement it rests on is named where one was chosen; its way of asking is the basis."""
    incident = Incident.objects.filter(pk=incident_id).first() if incident_id is not None else None
    if incident_id is not None and (incident is None or not incident.open):
        raise Problem("wrong_state", "没有这个事件,或事件已结束。", where=["incident"])
    aid = _valid(agreement_id)
    exercise = incident.exercise_id if incident else exercise
    with act(actor, exercise) as log:
        if arrive_by is not None and arrive_by <= clock.now():
            raise Problem("invalid", "到达时限已经过去,请重填。", where=["arrive_by"])
        one = SupportRequest.objects.create(
            number=next_number(NUMBER), incident=incident, area=incident.area if incident else area, force=force, to=to.strip(), agreement=aid,
            what=what.strip(), people=people, tasks=tasks.strip(), place=place.strip(), arrive_by=arrive_by, liaison=liaison.strip(),
            basis=basis.strip() or (f"《{aid.name}》{aid.number}" if aid else ""), by=actor, by_name=name, exercise_id=exercise,
        )  # fmt: skip
        one.refresh_from_db(fields=["created_at"])
        tell(log, one.streams, "support_request.drafted", None, one.row(), area=one.area)
    return one


def _valid(agreement_id: int | None, day: date | None = None) -> MutualAid | None:
    if agreement_id is None:
        return None
    found = MutualAid.objects.filter(pk=agreement_id, active=True).first()
    if found is None:
        raise Problem("not_found", "没有这份协议。", where=["agreement"])
    if not found.valid_from <= (day or today()) <= found.valid_to:
        raise Problem("invalid", f"《{found.name}》有效期至 {found.valid_to},现在不能据此请求。", where=["agreement"])
    return found


def change_support(*, actor: str, request_id: int, values: dict[str, Any]) -> SupportRequest:
    with changing(actor, request_id) as (log, one):
        if one.state != DRAFT:
            raise Problem("wrong_state", f"{one.number} {STATE_NAMES[one.state]},不能再改。")
        before = one.row()
        if "agreement" in values:
            values["agreement"] = _valid(values["agreement"])
        for key, value in values.items():
            setattr(one, key, value)
        one.save()
        tell(log, one.streams, "support_request.changed", before, one.row(), area=one.area)
    return one


def sign_support(*, actor: str, name: str, request_id: int) -> SupportRequest:
    return _move(actor, request_id, SIGNED, "signed", signed_by=actor, signed_name=name, signed_at=clock.now())


def send_support(*, actor: str, request_id: int, way: str) -> SupportRequest:
    return _move(actor, request_id, SENT, "sent", sent_at=clock.now(), sent_way=way)


def answer_support(*, actor: str, request_id: int, granted: bool, name: str, text: str) -> SupportRequest:
    """What they said, and who said it."""
    values = {"answered_at": clock.now(), "answered_name": name.strip(), "answer": text.strip()}
    return _move(actor, request_id, GRANTED if granted else REFUSED, "answered", **values)


def withdraw_support(*, actor: str, request_id: int, why: str) -> SupportRequest:
    return _move(actor, request_id, WITHDRAWN, "withdrawn", answer=why.strip())


def _move(actor: str, request_id: int, state: str, verb: str, **values: Any) -> SupportRequest:
    with changing(actor, request_id) as (log, one):
        if state not in MOVES[one.state]:
            raise Problem("wrong_state", f"{one.number} {STATE_NAMES[one.state]},不能改为{STATE_NAMES[state]}。")
        before = one.row()
        for key, value in {"state": state, **values}.items():
            setattr(one, key, value)
        one.save()
        tell(log, one.streams, f"support_request.{verb}", before, one.row(), area=one.area)
    return one


@contextmanager
def changing(actor: str, request_id: int) -> Iterator[tuple[Log, SupportRequest]]:
    held = SupportRequest.objects.filter(pk=request_id).values_list("exercise_id", flat=True)
    if not held:
        raise Problem("not_found", "没有这份请求。")
    with act(actor, held[0]) as log:
        yield log, SupportRequest.objects.select_for_update(of=("self",)).get(pk=request_id)


def wanting(area: str, scopes: Sequence[str]) -> list[MutualAid]:
    """Those this place may ask under: it, what it lies in, or what lies in it is a party."""
    near = [area] if area else list(scopes)
    return [
        one
        for one in MutualAid.objects.filter(active=True)
        if any(code.startswith(place) or place.startswith(code) for place in near for code in one.codes)
    ]
