"""Verbs on the case library: ask for a case, bring one in, take one away, remove one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from command.replay.casefile import Bad, Manifest, check
from command.replay.models import FAILED, IMPORTED, MADE, MAKING, READY, WAITING, Case
from command.replay.store import forget, keep
from dispatch.telling import tell
from realtime import clock
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

MB = 1_000_000


def ask_case(*, actor: str, name: str, area: str, title: str, since: datetime, until: datetime, reason: str) -> Case:
    """The worker makes it: a day of a large city takes minutes."""
    with act(actor) as log:
        if until <= since:
            raise Problem("invalid", "止点须晚于起点。", where=["until"])
        if until > clock.now():
            raise Problem("invalid", "止点还没有到,案例只能导出已经过去的时段。", where=["until"])
        if until - since > timedelta(hours=float(hours := rule("replay.export_hours", area))):
            raise Problem("invalid", f"一个案例最长 {hours:g} 小时,请分段导出。", where=["since", "until"])
        case = Case.objects.create(
            title=title, area=area, origin=MADE, state=WAITING, since=since, until=until, reason=reason, by=actor, by_name=name
        )
        tell(log, [case.stream], "case.asked", None, case.row(), area=area)
    return case


def tell_progress(*, case_id: int, percent: int) -> None:
    with act("system") as log:
        case = Case.objects.select_for_update().get(pk=case_id)
        before = case.row()
        case.state, case.progress = MAKING, percent
        case.save(update_fields=["state", "progress"])
        tell(log, [case.stream], "case.progressed", before, case.row(), area=case.area)


def case_made(*, case_id: int, sha256: str, size: int, manifest: Manifest) -> Case:
    with act("system") as log:
        case = Case.objects.select_for_update().get(pk=case_id)
        before = case.row()
        case.state, case.progress, case.sha256, case.size, case.city_name = READY, 100, sha256, size, manifest.city_name
        case.save(update_fields=["state", "progress", "sha256", "size", "city_name"])
        tell(log, [case.stream], "case.made", before, case.row(), area=case.area)
    return case


def case_failed(*, case_id: int, problem: str) -> None:
    with act("system") as log:
        case = Case.objects.select_for_update().get(pk=case_id)
        before = case.row()
        case.state, case.problem = FAILED, problem[:300]
        case.save(update_fields=["state", "problem"])
        tell(log, [case.stream], "case.failed", before, case.row(), area=case.area)


def import_case(*, actor: str, name: str, area: str, path: Path, reason: str) -> Case:
    """From another installation, or an old one of ours. Checked whole before anything is kept; brought in twice it is there once."""
    try:
        manifest = check(path, int(float(rule("replay.import_mb", area)) * MB))
    except Bad as bad:
        raise Problem("invalid", str(bad), where=["file"]) from bad
    size = path.stat().st_size
    sha256 = keep(path)
    with act(actor) as log:
        there = Case.objects.filter(sha256=sha256, area=area, state=READY).first()
        if there is not None:
            return there
        case = Case.objects.create(
            title=manifest.title[:80], area=area, origin=IMPORTED, state=READY, since=datetime.fromisoformat(manifest.since),
            until=datetime.fromisoformat(manifest.until), reason=reason, progress=100, size=size, sha256=sha256,
            city_name=manifest.city_name[:60], by=actor, by_name=name,
        )  # fmt: skip
        tell(log, [case.stream], "case.imported", None, case.row(), area=area)
    return case


def take_case(*, actor: str, case: Case) -> None:
    """Somebody carries it out of the house: the log remembers who."""
    with act(actor) as log:
        log.append(case.stream, "case.taken", {"id": case.pk, "area": case.area})


def remove_case(*, actor: str, case_id: int) -> None:
    with act(actor) as log:
        case = Case.objects.select_for_update().filter(pk=case_id).first()
        if case is None:
            raise Problem("not_found", "没有这个案例。")
        log.append(case.stream, "case.left", {"id": case.pk, "area": case.area})
        sha256 = case.sha256
        case.delete()
    if sha256 and not Case.objects.filter(sha256=sha256).exists():
        forget(sha256)
