"""Verbs on the accident ledger, on figures that others report, and on the city's published ones. Nothing is deleted: a correction keeps what stood before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from command.figures.models import Accident, AccidentCorrection, CityFigure, ReportedFigure
from command.figures.reported import KEYS, UNITS
from command.hazards.models import Sector
from dispatch.incidents.models import EventType, Incident
from dispatch.numbers import next_number
from realtime import clock
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import Log, act

NUMBER = "SG"  # 事故
FACTS = ("happened_at", "area", "sector", "type", "title", "deaths", "injured", "loss", "source", "incident_id")


def stream() -> str:
    return f"figures:{settings.CITY}"


def enter_accident(*, actor: str, name: str, **facts: Any) -> Accident:
    with act(actor) as log:
        one = Accident(number=next_number(NUMBER), entered_by=actor, entered_name=name[:60])
        _write(one, facts)
        one.save()
        one.refresh_from_db()
        _note(log, one, "entered")
    return one


def correct_accident(*, actor: str, name: str, accident_id: int, why: str, **facts: Any) -> Accident:
    """What is left out stays as it is."""
    with act(actor) as log:
        one = _held(accident_id)
        _keep(one, actor, name, why)
        _write(one, facts)
        one.save()
        _note(log, one, "corrected")
    return one


def strike_accident(*, actor: str, name: str, accident_id: int, why: str) -> Accident:
    """Entered by mistake, or twice: it stays in the ledger and counts nowhere."""
    with act(actor) as log:
        one = _held(accident_id)
        _keep(one, actor, name, why)
        one.struck_at = clock.now()
        one.save()
        _note(log, one, "struck")
    return one


def import_accidents(*, actor: str, name: str, area: str, rows: Sequence[dict[str, Any]]) -> list[Accident]:
    """One event for the sheet; each row is entered as by hand."""
    with act(actor) as log:
        made = []
        for facts in rows:
            one = Accident(number=next_number(NUMBER), entered_by=actor, entered_name=name[:60])
            _write(one, facts)
            one.save()
            made.append(one)
        log.append(stream(), "accident.imported", {"area": area, "rows": len(made)}, area=area)
    return made


def enter_reported(*, actor: str, name: str, corrects: int | None = None, **facts: Any) -> ReportedFigure:
    """`corrects`: takes the place of that row, which must be of the same key and area and not corrected yet."""
    with act(actor) as log:
        one = _reported(actor, name, facts, corrects)
        log.append(
            stream(),
            f"reported_figure.{'corrected' if corrects else 'entered'}",
            {"id": one.pk, "area": one.area, "key": one.key},
            area=one.area,
        )
    return one


def import_reported(*, actor: str, name: str, area: str, rows: Sequence[dict[str, Any]]) -> list[ReportedFigure]:
    with act(actor) as log:
        made = [_reported(actor, name, facts, None) for facts in rows]
        log.append(stream(), "reported_figure.imported", {"area": area, "rows": len(made)}, area=area)
    return made


def save_city_figure(*, actor: str, key: str, **facts: Any) -> CityFigure:
    """A new one, or the words and numbers of one that is there. The measure must be one of ours."""
    from command.figures.published import held_against

    if held_against(facts["measure"]) is None:
        raise Problem("invalid", "没有这项指标。", where=["measure"])
    _days(facts["first"], facts["last"])
    _known_area(facts["area"])
    with act(actor) as log:
        one, _ = CityFigure.objects.update_or_create(key=key, defaults=facts)
        log.append(stream(), "city_figure.saved", {"id": one.pk, "area": one.area, "key": one.key}, area=one.area)
    return one


def note_taken(*, actor: str, area: str, first: date, last: date, form: str) -> None:
    """Who carried which page away stands in the log."""
    with act(actor) as log:
        log.append(stream(), "figures.taken", {"area": area, "first": first.isoformat(), "last": last.isoformat(), "form": form}, area=area)


def _write(one: Accident, facts: dict[str, Any]) -> None:
    for field in FACTS:
        if field in facts:
            value = facts[field]
            setattr(one, field, value.strip() if isinstance(value, str) else value)
    one.loss = Decimal(str(one.loss)).quantize(Decimal("0.01"))
    if not isinstance(one.happened_at, datetime):
        raise Problem("invalid", "请填写发生时间。", where=["happened_at"])
    if one.happened_at > clock.now():
        raise Problem("invalid", "发生时间晚于现在。", where=["happened_at"])
    _known_area(one.area)
    if one.sector and not Sector.objects.filter(pk=one.sector).exists():
        raise Problem("invalid", f"没有这个行业领域:{one.sector}。", where=["sector"])
    if one.type and not EventType.objects.filter(pk=one.type).exists():
        raise Problem("invalid", f"没有这个事件类型:{one.type}。", where=["type"])
    if one.incident_id and not Incident.objects.filter(pk=one.incident_id, exercise_id=None).exists():
        raise Problem("invalid", "没有这个事件;演练的事件不进台账。", where=["incident"])


def _held(accident_id: int) -> Accident:
    one = Accident.objects.select_for_update().filter(pk=accident_id).first()
    if one is None:
        raise Problem("not_found", "台账里没有这起事故。")
    if one.struck_at is not None:
        raise Problem("wrong_state", f"{one.number} 已作废。")
    return one


def _keep(one: Accident, actor: str, name: str, why: str) -> None:
    if not why.strip():
        raise Problem("invalid", "请写明更正理由。", where=["why"])
    AccidentCorrection.objects.create(accident=one, before=dict(one.row()), why=why.strip(), by=actor, by_name=name[:60])
    one.corrections += 1


def _note(log: Log, one: Accident, verb: str) -> None:
    body = {"id": one.pk, "area": one.area, "deaths": one.deaths, "injured": one.injured}
    log.append(stream(), f"accident.{verb}", body, area=one.area)


def _reported(actor: str, name: str, facts: dict[str, Any], corrects: int | None) -> ReportedFigure:
    if facts["key"] not in KEYS:
        raise Problem("invalid", "没有这项上报指标。", where=["key"])
    _days(facts["first"], facts["last"])
    _known_area(facts["area"])
    if corrects is not None:
        old = ReportedFigure.objects.select_for_update(of=("self",)).filter(pk=corrects).first()
        if old is None or (old.key, old.area) != (facts["key"], facts["area"]):
            raise Problem("not_found", "没有这条上报数。", where=["corrects"])
        if ReportedFigure.objects.filter(corrects=old).exists():
            raise Problem("wrong_state", "这条上报数已被更正,请更正最新一条。", where=["corrects"])
    one = ReportedFigure.objects.create(
        area=facts["area"], key=facts["key"], first=facts["first"], last=facts["last"], value=Decimal(str(facts["value"])).quantize(Decimal("0.0001")),
        unit=UNITS[facts["key"]], source=facts["source"].strip(), note=facts.get("note", "").strip(), corrects_id=corrects, entered_by=actor,
        entered_name=name[:60],
    )  # fmt: skip
    one.refresh_from_db()
    return one


def _days(first: date, last: date) -> None:
    if last < first:
        raise Problem("invalid", "止日早于起日。", where=["last"])


def _known_area(code: str) -> None:
    if not Area.objects.filter(pk=code).exists():
        raise Problem("invalid", f"没有这个区划:{code}。", where=["area"])
