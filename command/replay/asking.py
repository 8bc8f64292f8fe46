"""query → **asking** → record: which record, of which areas, at which instants; refused in words when it makes no sense."""

from __future__ import annotations

from datetime import datetime, timedelta

from command.replay.case import CaseRecord
from command.replay.casefile import Bad
from command.replay.live import LiveRecord
from command.replay.models import READY, Case
from command.replay.store import path_of
from realtime import clock
from realtime.accounts.may import READ, Caller
from realtime.codes import Problem

LONGEST = timedelta(days=3)  # of one axis
LONGEST_CHUNK = timedelta(hours=6)
MOST_TICKS = 900

Record = LiveRecord | CaseRecord


def record_of(who: Caller, areas: str, case_id: int | None) -> Record:
    if case_id is not None:
        return case_of(who, case_id)[1]
    scopes = [code for code in areas.split(",") if code] or who.scopes
    if not scopes:
        raise Problem("forbidden", "没有可见辖区。")
    for code in scopes:
        if not who.may(READ, code):
            raise Problem("forbidden", f"没有权限回看区划 {code}。", where=["areas"])
    return LiveRecord([code for code in scopes if not any(code != other and code.startswith(other) for other in scopes)])


def case_of(who: Caller, case_id: int) -> tuple[Case, CaseRecord]:
    case = Case.objects.filter(pk=case_id).first()
    if case is None or not who.may(READ, case.area):
        raise Problem("not_found", "没有这个案例。")
    if case.state != READY:
        raise Problem("invalid", "这个案例还没有生成好。", where=["case"])
    try:
        return case, CaseRecord(path_of(case.sha256), case.pk)
    except (Bad, OSError) as error:
        raise Problem("not_found", "案例文件已不在服务器上,请联系管理员从备份恢复。") from error


def instant(record: Record, at: datetime, name: str = "at") -> datetime:
    """Within what there is: of a case its span, else not the future."""
    if isinstance(record, CaseRecord):
        return min(max(at, record.since), record.until)
    if at > clock.now() + timedelta(seconds=2):
        raise Problem("invalid", "这个时刻还没有到。", where=[name])
    return at


def span(record: Record, since: datetime, until: datetime, longest: timedelta) -> tuple[datetime, datetime]:
    if until <= since:
        raise Problem("invalid", "止点须晚于起点。", where=["to"])
    if until - since > longest:
        raise Problem("invalid", f"一次最多 {longest / timedelta(hours=1):g} 小时。", where=["from", "to"])
    if isinstance(record, CaseRecord):
        return max(since, record.since), min(until, record.until)
    return since, min(until, clock.now())
