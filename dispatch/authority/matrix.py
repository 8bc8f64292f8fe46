"""Verbs on the matrix: enter, change, remove a line; each on the record of who may what."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, transaction

from dispatch.authority.models import AUDIENCES, RULINGS, Line
from dispatch.contacts.models import CHANNELS
from realtime.accounts.models import Role
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act

RECORD = "authority"  # stream of the matrix's own history, beside the board


def enter_line(
    *,
    actor: str,
    role: str,
    channel: str,
    audience: str,
    most: int | None,
    ruling: str,
    area: str,
    source: str,
    approvers: Sequence[str] = (),
) -> Line:
    """Refused where the same case is ruled already."""
    _check(role, channel, audience, most, ruling, area, source, approvers)
    with act(actor) as log:
        try:
            with transaction.atomic():
                line = Line.objects.create(
                    role=role, channel=channel, audience=audience, most=most, ruling=ruling, area=area, source=source.strip()[:200],
                    approvers=list(approvers),
                )  # fmt: skip
        except IntegrityError:
            raise Problem("exists", "授权表中已有相同角色、渠道、对象和上限的一行,请直接修改那一行。") from None
        log.append(f"{RECORD}:{settings.CITY}", "ruling.entered", {"id": line.pk, "area": area, "ruling": ruling}, area=area)
    return line


def change_line(*, actor: str, line_id: int, most: int | None, ruling: str, source: str, approvers: Sequence[str] = ()) -> Line:
    """Role, channel, audience and area are what the line is about; another case is another line."""
    with act(actor) as log:
        line = _found(line_id)
        _check(line.role, line.channel, line.audience, most, ruling, line.area, source, approvers)
        line.most, line.ruling, line.source, line.approvers = most, ruling, source.strip()[:200], list(approvers)
        try:
            with transaction.atomic():
                line.save()
        except IntegrityError:
            raise Problem("exists", "授权表中已有相同上限的一行。") from None
        log.append(f"{RECORD}:{settings.CITY}", "ruling.changed", {"id": line.pk, "area": line.area, "ruling": ruling}, area=line.area)
    return line


def remove_line(*, actor: str, line_id: int) -> None:
    with act(actor) as log:
        line = _found(line_id)
        log.append(f"{RECORD}:{settings.CITY}", "ruling.removed", {"id": line.pk, "area": line.area}, area=line.area)
        line.delete()


def _found(line_id: int) -> Line:
    line = Line.objects.select_for_update().filter(pk=line_id).first()
    if line is None:
        raise Problem("not_found", "授权表中没有这一行。")
    return line


def _check(role: str, channel: str, audience: str, most: int | None, ruling: str, area: str, source: str, approvers: Sequence[str]) -> None:
    known = set(Role.objects.values_list("code", flat=True))
    if role and role not in known:
        raise Problem("invalid", "没有这个角色。", where=["role"])
    if channel and channel not in dict(CHANNELS):
        raise Problem("invalid", "没有这个渠道。", where=["channel"])
    if audience and audience not in dict(AUDIENCES):
        raise Problem("invalid", "没有这类对象。", where=["audience"])
    if ruling not in dict(RULINGS):
        raise Problem("invalid", "请选择授权方式。", where=["ruling"])
    if most is not None and most < 1:
        raise Problem("invalid", "人数上限至少为 1;不限请留空。", where=["most"])
    if not Area.objects.filter(pk=area).exists():
        raise Problem("invalid", "没有这个区划。", where=["area"])
    if not source.strip():
        raise Problem("invalid", "请写明依据。", where=["source"])
    if unknown := [code for code in approvers if code not in known]:
        raise Problem("invalid", f"没有这个角色:{'、'.join(unknown)}。", where=["approvers"])
