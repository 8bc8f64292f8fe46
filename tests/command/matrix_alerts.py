"""Warnings for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.alerts.actions import draft_alert
from command.alerts.models import Document
from command.alerts.taking import take_document

NEEDS = {
    "take_alert_document": "alert.intake", "list_alerts": "read", "get_alert_facts": "read", "list_alert_documents": "alert.draft",
    "settle_alert_document": "alert.draft city", "draft_alert": "alert.draft", "get_alert": "read", "get_alert_cap": "read",
    "get_alert_national": "read", "change_alert": "alert.draft", "review_alert": "alert.review", "return_alert": "alert.review",
    "sign_alert": "alert.sign", "publish_alert": "alert.draft", "update_alert": "alert.draft", "cancel_alert": "alert.draft",
    "call_out_alert": "callout.start", "drop_alert": "alert.draft",
}  # fmt: skip


def alert_things(area: str) -> dict[str, int]:
    alert = draft_alert(actor="system", name="系统", area=area, hazard="rainstorm", colour="yellow", text="有强降雨。")
    document = take_document(actor="system", content=f"<alert>{area}</alert>".encode(), source="气象局").document
    assert document.state == Document.REFUSED
    return {"alert_id": alert.pk, "document_id": document.pk}


def alert_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    return {
        "draft_alert": {"area": thing.area, "hazard": "rainstorm", "colour": "yellow", "text": "有强降雨。"},
        "change_alert": {"text": "有强降雨,注意防范。"},
        "return_alert": {"why": "区域再核"},
        "cancel_alert": {"text": "降雨结束"},
    }
