"""warning → **ways** → reader: the channel matrix with the state of each way; what no machine of ours drives, a person enters."""

from __future__ import annotations

from typing import Any, cast

from command.alerts.actions import exercise_of, locked
from command.alerts.meaning import at_least
from command.alerts.models import Alert
from command.alerts.pushed import push_way, receivers_in
from command.alerts.receivers import Receiver
from command.alerts.records import Way
from command.alerts.rows import AlertReceipts, AlertWayKind, AlertWayRow
from command.alerts.states import CANCEL
from dispatch.broadcast.models import AreaJob, Broadcast
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule

BOARD, CARRIER, CALLS, HAND, PUSH = "board", "carrier", "calls", "hand", "push"
OF_JOB = {
    AreaJob.QUEUED: "waiting", AreaJob.HANDING: "waiting", AreaJob.TAKEN: "handed", AreaJob.DONE: "delivered", AreaJob.FAILED: "failed",
    AreaJob.UNKNOWN: "failed", AreaJob.SUPPRESSED: "suppressed", AreaJob.STOPPED: "failed",
}  # fmt: skip


def kinds_of(area: str) -> list[AlertWayKind]:
    """The rule's, then one for each address that warnings are pushed to."""
    given = [cast("AlertWayKind", dict(one)) for one in rule("alerts.ways", area)]
    return given + [_to(one) for one in receivers_in(area)]


def kinds_pushed(alert: Alert) -> list[AlertWayKind]:
    return [_to(one.receiver) for one in alert.pushes.select_related("receiver")]


def _to(receiver: Receiver) -> AlertWayKind:
    return cast("AlertWayKind", {"code": receiver.way, "name": receiver.name, "how": PUSH, "least": receiver.least})


def chosen(alert: Alert) -> set[str]:
    """As the draft says, else by the colour's row."""
    if alert.channels is not None:
        return set(alert.channels)
    return {one["code"] for one in kinds_of(alert.area) if at_least(alert.colour, one["least"])}


def wants_carrier(alert: Alert) -> bool:
    wanted = chosen(alert)
    return any(one["how"] == CARRIER and one["code"] in wanted for one in kinds_of(alert.area))


def ways_of(alert: Alert, receipts: AlertReceipts) -> list[AlertWayRow]:
    wanted = chosen(alert)
    said = {one.code: one for one in alert.ways.all()}
    kinds = kinds_of(alert.area)
    listed = {one["code"] for one in kinds}
    kinds += [one for one in kinds_pushed(alert) if one["code"] not in listed]  # an address that is off now keeps its receipt
    return [_way(alert, one, one["code"] in wanted, said.get(one["code"]), receipts) for one in kinds]


def _way(alert: Alert, kind: AlertWayKind, wanted: bool, said: Way | None, receipts: AlertReceipts) -> AlertWayRow:
    found: dict[str, Any] = {
        **kind, "wanted": wanted, "state": "waiting" if wanted else "off", "at": None, "most": None, "count": None, "by_name": "", "note": "",
    }  # fmt: skip
    del found["least"]
    how = kind["how"]
    if said is not None:
        found |= {"state": said.state, "at": iso(said.at), "by_name": said.by_name, "note": said.note}
    elif how == BOARD and alert.published_at:
        found |= {"state": "delivered", "at": iso(alert.published_at)}
    elif how == CARRIER:
        found |= _carried(alert, wanted)
    elif how == PUSH:
        found |= push_way(alert, kind["code"], wanted)
    elif how == CALLS and alert.callout_id:
        done = receipts["called"] > 0 and receipts["answered"] == receipts["called"]
        found |= {"state": "delivered" if done else "handed", "most": receipts["called"], "count": receipts["answered"]}
    elif how == CALLS and alert.kind == CANCEL:
        found |= {"state": "off"}
    return cast("AlertWayRow", found)


def _carried(alert: Alert, wanted: bool) -> dict[str, Any]:
    if alert.broadcast_id is None:
        if alert.published_at and wanted:
            return {"state": "failed", "note": "未交运营商:没有接通的区域发布渠道,或颜色未到公众发布级别"}
        return {}
    job = AreaJob.objects.filter(broadcast=alert.broadcast_id).first()
    broadcast = Broadcast.objects.filter(pk=alert.broadcast_id).first()
    counts = job.counts if job else {}
    return {
        "state": OF_JOB.get(job.state, "waiting") if job else "waiting", "at": iso(alert.handed_over_at), "note": job.error if job else "",
        "most": counts.get("targeted"), "count": broadcast.delivered if broadcast else None, "by_name": job.carrier if job else "",
    }  # fmt: skip


def enter_way(*, actor: str, name: str, alert_id: int, code: str, state: str, note: str) -> Alert:
    """What a person heard from the station, the screen's keeper, the website: handed over, on air, or not."""
    with act(actor, exercise_of(alert_id)):
        alert = locked(alert_id)
        kind = next((one for one in kinds_of(alert.area) if one["code"] == code), None)
        if kind is None or kind["how"] != HAND:
            raise Problem("invalid", "这个渠道由系统登记,不能人工填写。" if kind else f"没有发布渠道 {code}。", where=["code"])
        if alert.published_at is None:
            raise Problem("wrong_state", "发布以后才能登记各渠道的情况。")
        if state == Way.FAILED and not note.strip():
            raise Problem("invalid", "请写明未能播发的原因。", where=["note"])
        Way.objects.update_or_create(
            alert=alert, code=code, defaults={"state": state, "note": note.strip()[:200], "by_name": name[:60], "at": clock.now()}
        )
    return alert
