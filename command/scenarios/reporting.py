"""The reporting of a story: by telephone with its read-back, then papers from draft to receipt, each inside its term."""

from __future__ import annotations

from command.scenarios.officer import Officer
from command.scenarios.stage import Stage
from command.seeding.demo import PASSWORD, PIN


def phone_report(stage: Stage, what: str = "从化区良口镇发生森林火灾") -> None:
    """By telephone to the city's duty, read back."""
    incident = stage.the_incident()
    said = f"{what},{len(stage.rows('orders', kind='dispatch'))} 支队伍已出动,伤亡正在核实。"
    body = {"caller": "值班员", "org": "市总值班室", "receiver": "市值班员", "text": said, "read_back": said, "read_back_ok": True}
    stage.officer.post(f"/api/incidents/{incident['id']}/phone-reports", body)


def clock_of(stage: Stage, kind: str) -> str:
    """How the statutory clock of that report stands on the city's screen."""
    rows = stage.rows("reportings", incident=stage.the_incident()["id"])
    return next((clock["state"] for row in rows for clock in row["clocks"] if clock["kind"] == kind), "")


def paper(stage: Stage, kind: str, cc: list[str] | None = None) -> None:
    """Drafted from the timeline, signed by the leader on duty with a PIN, sent, received."""
    leader = stage.notes.setdefault("leader", Officer(stage.url, "daiban", PASSWORD))
    drafted = stage.officer.post("/api/reports", {"kind": kind, "incident": stage.the_incident()["id"]})
    path = f"/api/reports/{drafted['id']}"
    if cc is not None:
        stage.officer.post(path, {"version": drafted["version"], "cc": cc})
    stage.officer.post(f"{path}/submit")
    leader.post(f"{path}/sign", {"pin": PIN})
    sent = stage.officer.post(f"{path}/send", {"way": "system"})
    stage.notes[kind] = stage.officer.post(f"{path}/receive", {"org": sent["to"], "name": "市值班员"})


def reported(stage: Stage, kind: str, clock: str) -> bool:
    """In time, with a number, and nothing required is missing."""
    told = stage.notes[kind]
    shown = stage.rows("info_reports", id=told["id"])
    return bool(shown and shown[0]["number"] and shown[0]["receipts"]) and told["missing"] == [] and clock_of(stage, clock) == "met"
