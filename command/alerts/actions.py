"""Verbs on warnings of our own: draft, change, send back, review, sign, drop. Going out is in publishing, coming in in taking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from command.alerts.cap.message import Point
from command.alerts.covering import districts_of
from command.alerts.identifiers import identifier
from command.alerts.meaning import covers, widest
from command.alerts.models import OWN, Alert, Scheme
from command.alerts.pushed import receivers_in
from command.alerts.states import (
    ALERT,
    CANCEL,
    DRAFT,
    DROPPED,
    ORDINARY,
    PATHS,
    PUBLISHED,
    REVIEWED,
    SIGNED,
    UPDATE,
    may_sign,
    path_allowed,
)
from dispatch.contacts.duty import area_name
from dispatch.telling import Row, tell
from realtime import clock
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.exercises.models import Exercise
from realtime.log import Log, act
from realtime.rules.models import rule

BUREAU = "应急管理局"


def draft_alert(
    *,
    actor: str,
    name: str,
    area: str,
    hazard: str,
    colour: str,
    text: str,
    areas: Sequence[str] = (),
    polygon: Sequence[Point] | None = None,
    headline: str = "",
    instruction: str = "",
    path: str = ORDINARY,
    effective_at: datetime | None = None,
    expires_at: datetime | None = None,
    issuer: str = "",
    exercise: int | None = None,
    replaces: Alert | None = None,
    kind: str = ALERT,
    channels: Sequence[str] | None = None,
) -> Alert:
    """A new one, or – with `replaces` – the update or cancellation of one that is out, linked to the first of its chain."""
    now = clock.now()
    if exercise is not None and not Exercise.objects.filter(pk=exercise, ended_at=None).exists():
        raise Problem("exercise", "这场演练已结束。", where=["exercise"])
    alert = Alert(
        origin=OWN, kind=kind, area=area, hazard=_scheme(hazard), colour=colour, path=path, text=text.strip(), instruction=instruction.strip(),
        polygon=[list(point) for point in polygon] if polygon else None, areas=_areas(area, areas, polygon),
        issuer=(issuer.strip() or area_name(area) + BUREAU)[:60], effective_at=effective_at or now, expires_at=expires_at, sent_at=now,
        drafted_by=actor, drafted_name=name, exercise_id=exercise, replaces=replaces, first=(replaces.first or replaces) if replaces else None,
        headline=headline.strip()[:200], channels=_ways(area, channels),
    )  # fmt: skip
    _sound(alert, now)
    with act(actor, exercise) as log:
        alert.identifier = alert.sender = _identifier(area, now)
        alert.sender = alert.identifier.partition("_")[0]
        alert.save()
        alert.refresh_from_db()
        tell(log, alert.streams, "alert.drafted", None, alert.row(), area=area)
    return alert


def draft_next(*, actor: str, name: str, alert_id: int, kind: str, **given: Any) -> Alert:
    """The update (areas may grow, the colour may change) or the cancellation of what is out."""
    before = found(alert_id)
    if before.origin != OWN:
        raise Problem("wrong_state", f"这条预警由 {before.issuer} 发布,由其更新或解除。")
    if before.state != PUBLISHED or before.kind == CANCEL:
        raise Problem("wrong_state", f"这条预警{before.get_state_display()},不能再更新或解除。")
    waiting = Alert.objects.filter(replaces=before, ended_at=None).exclude(state=PUBLISHED).first()
    if waiting is not None:
        raise Problem("wrong_state", f"已有一份{waiting.get_kind_display()}稿({waiting.get_state_display()}),请先处理。")
    asked = {key: value for key, value in given.items() if value is not None}
    kept: dict[str, Any] = {
        "hazard": before.hazard_id, "colour": before.colour, "areas": before.areas, "polygon": before.polygon, "path": before.path,
        "instruction": before.instruction, "expires_at": _later(before.expires_at), "channels": before.channels,
    }  # fmt: skip
    if kind == UPDATE and ("areas" in asked) != ("polygon" in asked):
        kept.pop("polygon" if "areas" in asked else "areas")  # another ground: the old outline is no longer meant
    return draft_alert(
        actor=actor,
        name=name,
        area=before.area,
        issuer=before.issuer,
        exercise=before.exercise_id,
        replaces=before,
        kind=kind,
        **(kept | asked),
    )


def review_alert(*, actor: str, name: str, alert_id: int) -> Alert:
    with act(actor, exercise_of(alert_id)) as log:
        alert, before = _locked(alert_id, REVIEWED)
        if alert.drafted_by == actor:
            raise Problem("forbidden", "制作人不能审核自己的稿件,请另一人审核。")
        alert.state, alert.reviewed_by, alert.reviewed_name, alert.reviewed_at, alert.returned_why = REVIEWED, actor, name, clock.now(), ""
        return _told(log, alert, before, "reviewed")


def return_alert(*, actor: str, alert_id: int, why: str) -> Alert:
    """Back to who wrote it; whatever was said yes to is asked again."""
    with act(actor, exercise_of(alert_id)) as log:
        alert = locked(alert_id)
        if alert.state not in (REVIEWED, SIGNED):
            raise Problem("wrong_state", f"这份稿件{alert.get_state_display()},不能退回。")
        before = alert.row()
        alert.state, alert.returned_why = DRAFT, why.strip()[:200]
        alert.reviewed_by = alert.reviewed_name = alert.signed_by = alert.signed_name = ""
        alert.reviewed_at = alert.signed_at = None
        return _told(log, alert, before, "returned")


def change_alert(*, actor: str, alert_id: int, **given: Any) -> Alert:
    """While it is a draft. Nothing given = as it was."""
    with act(actor, exercise_of(alert_id)) as log:
        alert = locked(alert_id)
        if alert.state != DRAFT:
            raise Problem("wrong_state", f"这份稿件{alert.get_state_display()},须先退回才能修改。")
        before = alert.row()
        for field in ("colour", "path", "text", "headline", "instruction", "effective_at", "expires_at"):
            if given.get(field) is not None:
                setattr(alert, field, given[field])
        if given.get("channels") is not None:
            alert.channels = _ways(alert.area, given["channels"])
        if given.get("areas") is not None or given.get("polygon") is not None:
            polygon = given.get("polygon")
            alert.areas = _areas(alert.area, given.get("areas") or (), polygon)
            alert.polygon = [list(point) for point in polygon] if polygon else None
        _sound(alert, clock.now())
        return _told(log, alert, before, "changed")


def sign_alert(*, actor: str, name: str, alert_id: int) -> Alert:
    """By a second person. From here the clock of handing over runs."""
    with act(actor, exercise_of(alert_id)) as log:
        alert = locked(alert_id)
        if not may_sign(alert.state, alert.path) or not alert.may(SIGNED):
            need = "普通流程须先审核" if alert.state == DRAFT else f"这份稿件{alert.get_state_display()}"
            raise Problem("wrong_state", f"{need},不能签发。")
        if alert.drafted_by == actor:
            raise Problem("forbidden", "制作人不能签发自己的稿件,请另一人签发。")
        before = alert.row()
        alert.state, alert.signed_by, alert.signed_name, alert.signed_at = SIGNED, actor, name, clock.now()
        return _told(log, alert, before, "signed")


def drop_alert(*, actor: str, alert_id: int) -> Alert:
    with act(actor, exercise_of(alert_id)) as log:
        alert, before = _locked(alert_id, DROPPED)
        alert.state, alert.ended_at = DROPPED, clock.now()
        return _told(log, alert, before, "dropped")


def found(alert_id: int) -> Alert:
    alert = Alert.objects.select_related("hazard", "first", "replaces").filter(pk=alert_id).first()
    if alert is None:
        raise Problem("not_found", "没有这条预警。")
    return alert


def locked(alert_id: int) -> Alert:
    alert = Alert.objects.select_for_update(of=("self",)).select_related("hazard").filter(pk=alert_id).first()
    if alert is None:
        raise Problem("not_found", "没有这条预警。")
    return alert


def exercise_of(alert_id: int) -> int | None:
    return Alert.objects.filter(pk=alert_id).values_list("exercise_id", flat=True).first()


def _locked(alert_id: int, to: str) -> tuple[Alert, Row]:
    alert = locked(alert_id)
    if not alert.may(to):
        raise Problem("wrong_state", f"这份稿件{alert.get_state_display()},不能这样办理。")
    return alert, alert.row()


def _told(log: Log, alert: Alert, before: Row, verb: str) -> Alert:
    alert.save()
    streams = [*alert.streams, *(f"area:{code[:6]}" for code in before["areas"] if len(code) >= 6)]
    tell(log, streams, f"alert.{verb}", before, alert.row(), area=alert.area)
    return alert


def _later(expires_at: datetime | None) -> datetime | None:
    """An update of a warning whose time is nearly over names its own."""
    return expires_at if expires_at is not None and expires_at > clock.now() else None


def _ways(area: str, channels: Sequence[str] | None) -> list[str] | None:
    if channels is None:
        return None
    known = [*(str(one["code"]) for one in rule("alerts.ways", area)), *(one.way for one in receivers_in(area))]
    if wrong := [code for code in channels if code not in known]:
        raise Problem("invalid", f"没有发布渠道 {wrong[0]}。", where=["channels"])
    return [code for code in known if code in channels]


def _scheme(hazard: str) -> Scheme:
    scheme = Scheme.objects.filter(pk=hazard).first()
    if scheme is None:
        raise Problem("invalid", f"没有预警种类 {hazard}。", where=["hazard"])
    return scheme


def _areas(area: str, areas: Sequence[str], polygon: Sequence[Point] | None) -> list[str]:
    """As named, else the districts that the line touches; never beyond the one who issues it."""
    found = widest(areas) if areas else [one if one.startswith(area) else area for one in districts_of(polygon)] if polygon else [area]
    known = set(Area.objects.filter(code__in=found).values_list("code", flat=True))
    if wrong := [code for code in found if code not in known]:
        raise Problem("invalid", f"没有区划 {wrong[0]}。", where=["areas"])
    if not covers([area], found):
        raise Problem("invalid", "预警区域超出发布单位的辖区。", where=["areas"])
    return widest(found) or [area]


def _sound(alert: Alert, now: datetime) -> None:
    level = alert.hazard.level(alert.colour)
    if level is None:
        known = "、".join(one["words"] for one in alert.hazard.levels)
        raise Problem("invalid", f"{alert.hazard.name}预警没有这种颜色,可用:{known}。", where=["colour"])
    if alert.path not in dict(PATHS) or not path_allowed(alert.path, alert.colour, str(rule("alerts.green_from", alert.area))):
        raise Problem("invalid", "绿色通道只用于橙色及以上预警。", where=["path"])
    if alert.expires_at is not None and alert.expires_at <= max(now, alert.effective_at):
        raise Problem("invalid", "失效时间须晚于生效时间。", where=["expires_at"])
    ring = alert.polygon
    if ring is not None and (len(ring) < 4 or ring[0] != ring[-1]):
        raise Problem("invalid", "预警范围至少四点,且末点与首点相同。", where=["polygon"])
    verb = {ALERT: "发布", UPDATE: "更新", CANCEL: "解除"}[alert.kind]
    alert.headline = alert.headline or f"{alert.issuer}{verb}{alert.hazard.name}{level['words']}预警"[:200]


def _identifier(area: str, at: datetime) -> str:
    """The next free one: ten in a second, then the next second's."""
    industry = str(rule("alerts.industry", area))
    for second in range(60):
        for number in range(10):
            made = identifier(area, industry, at + timedelta(seconds=second), number)
            if not Alert.objects.filter(identifier=made).exists():
                return made
    raise Problem("too_many")
