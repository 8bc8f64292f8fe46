"""Scenario C and the public: a video on the net before the report, one outlet whose numbers are the signed report's, the way home."""

from __future__ import annotations

from datetime import UTC, datetime

from command.scenarios.c_place import NANSHA
from command.scenarios.officer import Refused
from command.scenarios.responding import leader
from command.scenarios.stage import Stage
from command.seeding.demo import PIN

OUTLET = "市委宣传部牵头,带班领导签发"
GAS = "小虎化工区可燃气 07"


def video_on_the_net(stage: Stage) -> None:
    """Seen by whoever watches the net, judged, tied to the incident: nothing has been reported upward yet."""
    incident = stage.the_incident()
    seen = {
        "area": incident["area"], "title": "小虎岛爆炸现场视频", "text": "南沙小虎岛一声巨响,火光冲天。", "url": f"https://video.demo.invalid/x{stage.exercise}",
        "outlet": "短视频平台", "hazard": "12D01", "seen_at": datetime.now(UTC).isoformat(), "exercise": stage.exercise,
    }  # fmt: skip
    stage.notes["opinion"] = stage.officer.post("/api/opinion", seen)["id"]
    stage.officer.post(f"/api/opinion/{stage.notes['opinion']}/judge", {"verdict": "true", "note": "与现场画面一致"})
    stage.officer.post(f"/api/opinion/{stage.notes['opinion']}/link", {"incident": incident["id"]})


def net_was_earlier(stage: Stage) -> bool:
    rows = stage.rows("opinions", id=stage.notes["opinion"])
    owed = stage.rows("reportings", incident=stage.the_incident()["id"])
    return bool(rows and rows[0]["incident"] == stage.the_incident()["id"] and owed and owed[0]["net_earlier"])


def four_ones(stage: Stage) -> None:
    body = {"lead": "周区长", "task_force": "区危化品事故指挥部工作专班", "plan": "冷却毗邻罐、泡沫覆盖、控制燃烧", "outlet": OUTLET}
    stage.chief.post(f"/api/incidents/{stage.the_incident()['id']}/four-ones", body)


def release_with_a_wrong_number(stage: Stage) -> None:
    """One missing where three are reported: the signature is refused, and says which number."""
    drafted = stage.officer.post("/api/releases", {"incident": stage.the_incident()["id"]})
    path = f"/api/releases/{drafted['id']}"
    stage.notes["release"], stage.notes["reported"] = drafted["id"], dict(drafted["figures"])
    stage.officer.post(path, {"version": drafted["version"], "figures": drafted["figures"] | {"missing": 1}})
    stage.officer.post(f"{path}/submit")
    try:
        leader(stage).post(f"{path}/sign", {"pin": PIN})
        stage.notes["held"] = "signed"
    except Refused as refusal:
        stage.notes["held"] = f"{refusal.code}:{','.join(refusal.answer.get('where') or [])}"


def held_back(stage: Stage) -> bool:
    found = stage.rows("releases", id=stage.notes["release"])
    return bool(
        found and found[0]["signed_at"] is None and stage.notes["held"].startswith("numbers_differ:") and "missing" in stage.notes["held"]
    )


def release_as_reported(stage: Stage) -> None:
    path = f"/api/releases/{stage.notes['release']}"
    seen = stage.officer.get(path)
    stage.officer.post(path, {"version": seen["version"], "figures": stage.notes["reported"]})
    stage.officer.post(f"{path}/submit")
    leader(stage).post(f"{path}/sign", {"pin": PIN})


def released(stage: Stage) -> bool:
    """Numbered, by the one outlet, on both screens."""
    return all(
        row["number"] and row["signed_name"] for screen in stage.screens for row in (screen.rows("releases", id=stage.notes["release"]) or [{"number": None}])
    )  # fmt: skip


def may_go_home(stage: Stage) -> None:
    """Not by itself: somebody's word, and what the gas sensors of the park say now, kept with it. Then both shelters empty."""
    path = f"/api/evacuations/{stage.notes['evacuation']}"
    stage.chief.post(f"{path}/complete", {"why": "特殊群体由村干部逐户确认在安置点"})
    found = stage.officer.get(f"/api/features/list?layer=sensor&area={NANSHA}&limit=50")["rows"]
    stations = [int(row["id"]) for row in found if row["name"].startswith(GAS)]
    stage.notes["stations"] = stations
    word = {"name": "周区长", "facts": "空气监测连续达标,专家组评估可以返回", "stations": stations}
    stage.chief.post(f"{path}/return", word)


def going_home(stage: Stage) -> bool:
    seen = stage.officer.get(f"/api/evacuations/{stage.notes['evacuation']}")
    shown = all(screen.rows("evacuations", id=stage.notes["evacuation"], state="returning") for screen in stage.screens)
    return bool(shown and seen["return_by"] == "周区长" and len(seen["return_readings"]) == len(stage.notes["stations"]) > 0)
