"""The kinds of messages, who may say which to whom, and the shape of each body. The operations are in frontend/openapi.json.

Every shape takes more fields than it names (a newer minor version has them); what is named has the type it says.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

ABOVE, BELOW, BESIDE = "above", "below", "beside"
LEVELS = [(ABOVE, "上级"), (BELOW, "下级"), (BESIDE, "平级")]
INCIDENT, REPORT, INSTRUCTION, RESOURCE, WARNING, SUPPORT, ANSWER = (
    "incident",
    "report",
    "instruction",
    "resource",
    "warning",
    "support",
    "answer",
)
KINDS = [
    (INCIDENT, "突发事件"), (REPORT, "信息报告"), (INSTRUCTION, "上级指令"), (RESOURCE, "力量与物资"), (WARNING, "预警"), (SUPPORT, "请求支援"),
    (ANSWER, "办理回执"),
]  # fmt: skip
KIND_NAMES = dict(KINDS)
# What a peer of this level may say to us. Answers go both ways: they are about what the other side was told.
TAKEN_FROM: dict[str, tuple[str, ...]] = {
    ABOVE: (INCIDENT, INSTRUCTION, WARNING, RESOURCE, ANSWER),
    BELOW: (INCIDENT, REPORT, RESOURCE, WARNING, SUPPORT, ANSWER),
    BESIDE: (INCIDENT, WARNING, RESOURCE, SUPPORT, ANSWER),
}
# What we may say to one: the same seen from the other side. Instructions go only to whom they are given, answers only to who asked.
SHARED_WITH: dict[str, tuple[str, ...]] = {
    ABOVE: (INCIDENT, REPORT, RESOURCE, WARNING, SUPPORT),
    BELOW: (INCIDENT, WARNING, RESOURCE),
    BESIDE: (INCIDENT, WARNING, RESOURCE, SUPPORT),
}
Text = Field("", max_length=4000)
Name = Field("", max_length=120)


class Shape(BaseModel):
    model_config = ConfigDict(extra="allow")

    gone: bool = Field(False, description="what was told before is shared no more; nothing else is said then")


class IncidentBody(Shape):
    number: str = Field("", max_length=40)
    type: str = Field("", max_length=8, description="GB/T 35561 style code")
    type_name: str = Name
    grade: int | None = Field(None, ge=1, le=4)
    phase: str = Field("", max_length=20)
    phase_name: str = Name
    place: str = Name
    text: str = Text
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    figures: dict[str, float] = Field(default_factory=dict, description="measure → value: dead, injured, burned_ha …")
    opened_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None


class ReportBody(Shape):
    number: str = Field("", max_length=60)
    title: str = Field("", max_length=200)
    kind: str = Field("", max_length=8, description="first, follow, final, daily, warning")
    seq: int = Field(0, ge=0)
    incident: str = Field("", max_length=80, description="subject of the incident it is about")
    incident_number: str = Field("", max_length=40)
    grade: int | None = Field(None, ge=1, le=4)
    urgency: str = Field("", max_length=8)
    elements: dict[str, str] = Field(default_factory=dict)
    text: str = Field("", max_length=20_000)
    figures: dict[str, Any] = Field(default_factory=dict)
    to: str = Name
    signed_name: str = Name
    sent_at: AwareDatetime | None = None


class InstructionBody(Shape):
    leader_name: str = Name
    leader_title: str = Name
    text: str = Text
    incident: str = Field("", max_length=80, description="subject of the receiver's own incident, as the receiver told it")
    given_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    state: str = Field("told", max_length=8, description="told, acked, done, closed, as the giver sees it")
    returned: int = Field(0, ge=0, description="how often the giver was not content with what was done")
    returned_why: str = Field("", max_length=300)


class TeamLine(Shape):
    code: str = Field(max_length=40)
    name: str = Field(max_length=120)
    kind: str = Field("", max_length=20)
    headcount: int = Field(0, ge=0)
    state: str = Field("", max_length=20)
    lon: float | None = None
    lat: float | None = None


class StockLine(Shape):
    code: str = Field("", max_length=20)
    name: str = Field(max_length=60)
    available: int
    unit: str = Field("", max_length=8)


class DepotLine(Shape):
    name: str = Field(max_length=60)
    level: str = Field("", max_length=20)
    lon: float | None = None
    lat: float | None = None
    stock: list[StockLine] = Field(default_factory=list)


class ShelterLine(Shape):
    name: str = Field(max_length=120)
    capacity: int | None = None
    occupied: int | None = None
    lon: float | None = None
    lat: float | None = None


class ResourceBody(Shape):
    """Everything of one area at once: what is missing is there no more."""

    teams: list[TeamLine] = Field(default_factory=list)
    depots: list[DepotLine] = Field(default_factory=list)
    shelters: list[ShelterLine] = Field(default_factory=list)


class WarningBody(Shape):
    identifier: str = Field("", max_length=120)
    headline: str = Field("", max_length=200)
    colour: str = Field("", max_length=10)
    areas: list[str] = Field(default_factory=list)
    cap: str = Field("", max_length=200_000, description="the warning itself, CAP 1.2")


class LoanLine(Shape):
    """One team, or so many of one thing."""

    kind: Literal["team", "stock"] | str = Field(max_length=8)
    code: str = Field("", max_length=40)
    name: str = Field(max_length=120)
    count: int = Field(ge=0, description="people of a team, pieces of a thing")
    unit: str = Field("", max_length=8)
    back: int | None = Field(None, ge=0, description="of a thing: how many came home")


class LoanBody(Shape):
    """What the lender says of what it lends: each moment is its own; those of arrival and of leaving for home are the borrower's."""

    lines: list[LoanLine] = Field(default_factory=list)
    note: str = Field("", max_length=300)
    promised_at: AwareDatetime | None = None
    left_at: AwareDatetime | None = None
    eta: AwareDatetime | None = None
    returned_at: AwareDatetime | None = None
    called_off_at: AwareDatetime | None = None


class SupportBody(Shape):
    number: str = Field("", max_length=24)
    incident: str = Field("", max_length=80)
    force: str = Field("", max_length=12)
    force_name: str = Name
    what: str = Field("", max_length=500)
    people: int = Field(0, ge=0)
    tasks: str = Field("", max_length=500)
    place: str = Field("", max_length=200)
    arrive_by: AwareDatetime | None = None
    state: str = Field("", max_length=10)
    arrived_at: AwareDatetime | None = Field(None, description="what was lent is with us")
    home_at: AwareDatetime | None = Field(None, description="what was lent has left us for home")


class SaidLine(Shape):
    name: str = Name
    text: str = Text
    done: bool = False
    at: AwareDatetime | None = None


class AnswerBody(Shape):
    """What became of something the receiver of this message told or asked; always the whole of it, so that the newest is enough."""

    about: Literal["report", "instruction", "support"] | str = Field(max_length=20)
    subject: str = Field(max_length=80, description="as it was named by who gets this answer")
    state: str = Field(
        max_length=10, description="report: received, returned; instruction: told, acked, done, closed; support: granted, refused"
    )
    name: str = Name
    text: str = Text
    at: AwareDatetime | None = None
    feedback: list[SaidLine] = Field(default_factory=list)
    loan: LoanBody | None = Field(None, description="of a request for support that was granted: what is lent, and where it stands")


SHAPES: dict[str, type[Shape]] = {
    INCIDENT: IncidentBody, REPORT: ReportBody, INSTRUCTION: InstructionBody, RESOURCE: ResourceBody, WARNING: WarningBody,
    SUPPORT: SupportBody, ANSWER: AnswerBody,
}  # fmt: skip


def wrong_in(kind: str, body: dict[str, Any]) -> str:
    """Which field does not fit; empty when the body is one of this kind."""
    if body.get("gone") is True:
        return ""
    try:
        SHAPES[kind].model_validate(body)
    except ValidationError as error:
        return ";".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()[:3])
    return ""


def read(kind: str, body: dict[str, Any]) -> Any:
    """The body as its shape, after `wrong_in` has found nothing."""
    return SHAPES[kind].model_validate(body)
