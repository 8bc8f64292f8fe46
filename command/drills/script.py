"""file, form, library → **script** → plan: one inject as it is written, checked the same way wherever it comes from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from command.drills.targets import ALSO, EVERYBODY, words_of
from command.drills.watched import ACTIONS
from dispatch.incidents.grades import MEASURES
from realtime.api import Body, Lat, Lon

InjectKind = Literal["alarm", "reading", "message", "order", "fault", "opinion", "casualty"]
KINDS: dict[str, str] = {
    "alarm": "警情", "reading": "监测数据", "message": "通知到岗位", "order": "指令(须应答)", "fault": "故障", "opinion": "舆情", "casualty": "伤亡数字",
}  # fmt: skip
InjectChannel = Literal["platform", "sms", "oral"]
CHANNELS: dict[str, str] = {"platform": "平台", "sms": "短信", "oral": "导调员口头"}
LONGEST_S = 14 * 86_400
MOST_INJECTS = 300


class InjectIn(Body):
    """`offset_s` from the start. `to`: levels, posts, offices or names among the participants; empty = all. `action` is a key of the watched
    actions; empty = nothing is expected. `unit`: who is expected to take it."""

    offset_s: int = Field(ge=0, le=LONGEST_S)
    kind: InjectKind
    title: str = Field(min_length=1, max_length=80)
    text: str = Field("", max_length=500)
    to: str = Field("", max_length=200)
    channel: InjectChannel = "platform"
    area: Annotated[str, Field(max_length=12, pattern=r"^(\d{4,12})?$")] = ""
    place: str = Field("", max_length=120)
    lon: Lon | None = None
    lat: Lat | None = None
    urgency: Literal["critical", "urgent", "normal"] = "urgent"
    type: str = Field("", max_length=8)
    quantity: str = Field("", max_length=40)
    value: float | None = Field(None, ge=-1e9, le=1e9, allow_inf_nan=False, strict=False)
    unit_of: str = Field("", max_length=20)
    goal: int = Field(0, ge=0, le=20)
    action: str = Field("", max_length=20)
    expect: str = Field("", max_length=200)
    within_s: int = Field(600, ge=1, le=LONGEST_S)
    unit: str = Field("", max_length=60)
    points: int = Field(1, ge=1, le=100)

    @model_validator(mode="after")
    def _whole(self) -> InjectIn:
        if self.action and self.action not in ACTIONS:
            raise ValueError(f"没有“{self.action}”这种应采取的行动")
        if self.kind in ("reading", "casualty") and (self.value is None or not self.quantity):
            raise ValueError("监测数据、伤亡数字须填写量和数值")
        if self.kind == "casualty" and self.quantity not in MEASURES:
            raise ValueError(f"没有指标“{self.quantity}”")
        if self.kind == "casualty" and (self.value or 0) < 0:
            raise ValueError("伤亡数字不能小于零")
        if (self.lon is None) != (self.lat is None):
            raise ValueError("经度、纬度须同时填写")
        return self

    @property
    def names_everybody(self) -> bool:
        words = words_of(self.to)
        return not words or all(word in EVERYBODY or word in ALSO for word in words)
