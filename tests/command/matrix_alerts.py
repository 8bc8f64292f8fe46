"""Warnings for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.alerts.actions import draft_alert
from command.alerts.models import Document
from command.alerts.receivers import Receiver
from command.alerts.records import Proposal, Trigger
from command.alerts.taking import take_document
from realtime import clock

NEEDS = {
    "take_alert_document": "alert.intake", "list_alerts": "read", "get_alert_facts": "read", "list_alert_documents": "alert.draft",
    "settle_alert_document": "alert.draft city", "draft_alert": "alert.draft", "get_alert": "read", "get_alert_cap": "read",
    "get_alert_national": "read", "change_alert": "alert.draft", "review_alert": "alert.review", "return_alert": "alert.review",
    "sign_alert": "alert.sign", "publish_alert": "alert.draft", "update_alert": "alert.draft", "cancel_alert": "alert.draft",
    "call_out_alert": "callout.start", "drop_alert": "alert.draft", "get_alert_words": "read", "answer_alert": "alert.draft",
    "enter_alert_way": "alert.draft", "list_alert_proposals": "read", "draft_alert_proposal": "alert.draft",
    "dismiss_alert_proposal": "alert.draft", "list_alert_triggers": "read", "change_alert_trigger": "alert.manage",
    "list_alert_quakes": "read", "list_alert_receivers": "peer.manage city", "add_alert_receiver": "peer.manage city",
    "change_alert_receiver": "peer.manage city",
}  # fmt: skip
ALERTS_OF_AREA = ("list_alert_proposals", "list_alert_triggers", "list_alert_quakes")


def alert_things(area: str) -> dict[str, int]:
    alert = draft_alert(actor="system", name="系统", area=area, hazard="rainstorm", colour="yellow", text="有强降雨。")
    document = take_document(actor="system", content=f"<alert>{area}</alert>".encode(), source="气象局").document
    assert document.state == Document.REFUSED
    trigger = Trigger.objects.create(
        quantity="rain_1h", name="小时雨量", value=5, area=area, hazard_id="rainstorm", colour="yellow", source="测试"
    )
    now = clock.now()
    waits = Proposal.objects.create(area=area, hazard_id="rainstorm", colour="yellow", at=now, changed_at=now)
    receiver = Receiver.objects.create(code=f"r{waits.pk}", name="省平台", url="https://a.example/cap", auth="token", sealed="x", area=area)
    return {"alert_id": alert.pk, "document_id": document.pk, "trigger_id": trigger.pk, "proposal_id": waits.pk, "receiver_id": receiver.pk}


def alert_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    return {
        "draft_alert": {"area": thing.area, "hazard": "rainstorm", "colour": "yellow", "text": "有强降雨。"},
        "change_alert": {"text": "有强降雨,注意防范。"},
        "return_alert": {"why": "区域再核"},
        "cancel_alert": {"text": "降雨结束"},
        "answer_alert": {"text": "已转发镇街"},
        "enter_alert_way": {"code": "tv", "state": "handed"},
        "dismiss_alert_proposal": {"why": "单站数据异常"},
        "change_alert_trigger": {"value": 6},
        "add_alert_receiver": {
            "code": "r0",
            "name": "省平台",
            "url": "https://a.example/cap",
            "auth": "token",
            "secret": "t",
            "area": "4401",
        },
        "change_alert_receiver": {"least": "red"},
    }
