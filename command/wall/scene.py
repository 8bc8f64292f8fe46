"""What a wall can show, spelled and checked. The word for each kind is the operators' own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from command.monitoring.models import CameraGroup
from command.wall.rows import Kind, Scene
from devices.video.models import VideoLink
from dispatch.callout.models import Callout
from dispatch.conferences.models import Conference
from dispatch.incidents.models import Incident
from realtime.codes import Problem

KINDS: dict[Kind, str] = {
    "daily": "日常", "consult": "会商", "incident": "单事件", "night": "夜间", "map": "地图", "feed": "画面", "callout": "叫应",
    "replay": "回放", "cameras": "监控画面",
    "duty": "应急值守",
    "hazards": "隐患排查",
    "plans": "预案响应",
    "forces": "队伍建设",
    "supplies": "物资保障",
    "alerts": "预测预警",
    "conferences": "视频会商",
    "monitoring": "实时监控",
    "release": "灾情发布",
    "opinion": "舆情监控",
    "figures": "统计分析",
}  # fmt: skip
FIELDS = ("incident", "conference", "link", "callout", "lon", "lat", "zoom")
NEEDS: dict[Kind, tuple[str, ...]] = {
    "incident": ("incident",),
    "feed": ("link",),
    "callout": ("callout",),
    "map": ("lon", "lat", "zoom"),
    "replay": ("replay",),
    "cameras": ("group",),
}
# Only in scenes of their own kind: older walls have none.
LATER = ("replay", "group")
SHOWN: dict[str, Any] = {"incident": Incident, "conference": Conference, "link": VideoLink, "callout": Callout, "group": CameraGroup}
WORDS = {"incident": "事件", "conference": "会商", "link": "视频画面", "callout": "叫应", "replay": "回放时刻", "group": "画面组"}


def scene(kind: Kind, **given: Any) -> Scene:
    """Whole, with the fields of other kinds left out."""
    wanted = (*NEEDS.get(kind, ()), *(("incident", "conference") if kind == "consult" else ()))
    whole = {"kind": kind} | {name: given.get(name) if name in wanted else None for name in FIELDS}
    return cast("Scene", whole | {name: given.get(name) for name in LATER if name in wanted})


DAILY = scene("daily")


def checked(given: Mapping[str, Any], area: str) -> Scene:
    """The scene, if everything it names exists and this wall may show it; otherwise a refusal that names the field."""
    kind: Kind = given["kind"]
    for name in NEEDS.get(kind, ()):
        if given.get(name) is None:
            raise Problem("invalid", f"“{KINDS[kind]}”须指明{WORDS.get(name, '位置')}。", where=[f"scene.{name}"])
    whole = scene(kind, **{name: given.get(name) for name in (*FIELDS, *LATER)})
    for name, model in SHOWN.items():
        key = cast("dict[str, Any]", whole).get(name)
        if key is None:
            continue
        found = model.objects.filter(pk=key).first()
        if found is None or not found.area.startswith(area):
            raise Problem("invalid", f"没有这个{WORDS[name]},或它不在该大屏的辖区内。", where=[f"scene.{name}"])
    return whole


def exercise_of(shown: Scene) -> int | None:
    """Whose exercise the wall would show: its frame is then that of the exercise."""
    for name, model in SHOWN.items():
        key = cast("dict[str, Any]", shown).get(name)
        if key is not None and hasattr(model, "exercise_id"):
            return cast("int | None", model.objects.filter(pk=key).values_list("exercise_id", flat=True).first())
    return None
