"""Verbs of whoever stands there: answer the list, make a finding a hazard, correct what was written wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from command.hazards.actions import Where, find_hazard
from command.hazards.models import Hazard
from command.inspections.models import NUMBER, STOPPED, CheckItem, Inspection, Target
from command.inspections.photos import as_evidence
from command.inspections.records import MEASURED, NO, Answer, Photo, Visit
from command.inspections.rounds import Round, finish_if_done, on_round
from dispatch.distance import great_circle_m
from realtime import clock
from realtime.codes import Problem


class Said(NamedTuple):
    """One item's answer. `hazard`: what is wrong goes into the ledger of hazards at once."""

    item: int
    value: str
    number: float | None = None
    note: str = ""
    hazard: bool = False


def visit(
    *, actor: str, name: str, target_id: int, client_key: str, answers: Sequence[Said], at: datetime | None = None, lon: float | None = None,
    lat: float | None = None, note: str = "",
) -> Visit:  # fmt: skip
    """Every item answered, or it is refused by name. Sent twice it is one; from too far away it is taken and marked, not refused."""
    target = _target(target_id)
    with on_round(actor, target.inspection_id) as change:
        if known := Visit.objects.filter(client_key=client_key).first():
            if known.target_id != target_id:
                raise Problem("invalid", "同一标识已用于另一个检查对象。", where=["client_key"])
            return known
        one, now = change.one, clock.now()
        stood = min(at or now, now)  # a phone's clock may run ahead
        if one.state == STOPPED and (one.ended_at is None or stood > one.ended_at):
            raise Problem("wrong_state", f"{one.number} 已终止。")
        items = {item.pk: item for item in one.checklist.items.all()}
        _complete(items, answers)
        metres = None if lon is None or lat is None else round(great_circle_m(lon, lat, target.lon, target.lat))
        made = Visit.objects.create(
            target=target, client_key=client_key, at=stood, lon=lon, lat=lat, metres=metres, note=note.strip(), by=actor, by_name=name
        )
        for said in answers:
            answer = Answer.objects.create(
                visit=made, item=items[said.item], value=said.value, number=said.number, note=said.note.strip(), by_name=name
            )
            if said.hazard and said.value == NO:
                _find(change, answer, actor, name)
        if target.visited_at is None:
            one.done += 1
            target.visited_at = stood
            target.save(update_fields=["visited_at"])
        finish_if_done(change)
        change.told("visited")
    return made


def find_from_answer(*, actor: str, name: str, answer_id: int) -> Hazard:
    """One press: what the list says is wrong becomes a hazard of the ledger, with its pictures. Twice it is the same one."""
    answer = _answer(answer_id)
    with on_round(actor, answer.visit.target.inspection_id) as change:
        answer = _answer(answer_id)
        if answer.hazard is not None:
            return answer.hazard
        if answer.value != NO:
            raise Problem("wrong_state", "只有“不符合”的检查项能登记为隐患。", where=["answer"])
        found = _find(change, answer, actor, name)
        change.told("found")
    return found


def correct_answer(*, actor: str, name: str, answer_id: int, value: str, why: str, number: float | None = None, note: str = "") -> Answer:
    """The old answer stays and can be read; the hazard that came of it stays in the ledger and is judged there."""
    answer = _answer(answer_id)
    with on_round(actor, answer.visit.target.inspection_id) as change:
        if Answer.objects.filter(replaces=answer).exists():
            raise Problem("conflict", "这一项刚刚被更正过,请刷新后再改。")
        _fits(answer.item, Said(answer.item_id, value, number))
        made = Answer.objects.create(
            visit=answer.visit, item=answer.item, value=value, number=number, note=note.strip(), hazard=answer.hazard, replaces=answer,
            why=why.strip(), by_name=name,
        )  # fmt: skip
        change.told("corrected")
    return made


def _find(change: Round, answer: Answer, actor: str, name: str) -> Hazard:
    one: Inspection = change.one
    target, item = answer.visit.target, answer.item
    found = find_hazard(
        actor=actor, name=name, sector=one.sector_id, title=f"不符合:{item.text}"[:80], where=Where(target.name, target.lon, target.lat, target.area),
        text="。".join(part for part in (answer.note, f"依据:{item.ground}" if item.ground else "") if part), campaign=one.campaign, unit_id=target.unit_id,
        dossier_id=target.dossier_id, client_key=f"{answer.visit.client_key}:{item.pk}", found_at=answer.visit.at, exercise=one.exercise_id,
    )  # fmt: skip
    answer.hazard = found
    answer.save(update_fields=["hazard"])
    for photo in Photo.objects.filter(client_key=answer.visit.client_key, item=item).select_related("file"):
        as_evidence(photo, found, actor, name)
    one.hazards += 1
    return found


def _complete(items: dict[int, CheckItem], answers: Sequence[Said]) -> None:
    said = [answer.item for answer in answers]
    if strange := [one for one in said if one not in items]:
        raise Problem("invalid", f"检查表里没有编号为 {strange[0]} 的检查项。", where=["answers"])
    if len(set(said)) != len(said):
        raise Problem("invalid", "同一检查项答了两次。", where=["answers"])
    if missing := [item.text for pk, item in items.items() if pk not in said]:
        raise Problem("invalid", f"还有 {len(missing)} 项没有填写:{'、'.join(missing[:3])}。", where=["answers"])
    for answer in answers:
        _fits(items[answer.item], answer)


def _fits(item: CheckItem, said: Said) -> None:
    measured = said.value == MEASURED
    if (
        (said.number is not None) != measured
        or (measured and item.kind != NUMBER)
        or (item.kind == NUMBER and said.value not in (MEASURED, "na"))
    ):
        words = "须填数值或不适用" if item.kind == NUMBER else "须答符合、不符合或不适用"
        raise Problem("invalid", f"“{item.text}”{words}。", where=["answers"])


def _target(target_id: int) -> Target:
    found = Target.objects.filter(pk=target_id).first()
    if found is None:
        raise Problem("not_found", "没有这个检查对象。")
    return found


def _answer(answer_id: int) -> Answer:
    found = Answer.objects.select_related("visit__target", "item", "hazard").filter(pk=answer_id).first()
    if found is None:
        raise Problem("not_found", "没有这条检查记录。")
    return found
