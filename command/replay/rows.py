"""What a replay hands out: boards, moments on the axis, trails, and the cases of the library."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

As = Literal["known", "happened"]
CaseState = Literal["waiting", "making", "ready", "failed"]
CaseOrigin = Literal["made", "imported"]


class ReplaySpan(TypedDict):
    """From when to when there is something to replay."""

    since: str
    until: str
    title: str
    city: str
    center: list[float] | None
    areas: dict[str, str]  # of a case: names of its own city's areas


class ReplayBoard(TypedDict):
    """The shape of a snapshot, so that a screen's board loads it unchanged. `complete` is false before the first keyframe."""

    scope: str
    epoch: str
    heads: dict[str, int]
    at: str
    state: dict[str, dict[str, dict[str, Any]]]
    limits: dict[str, Any]
    city: str
    complete: bool
    shown_as: As


class Moment(TypedDict):
    """One event of the log. `time` is its place on the axis: `at`, or when it is said to have happened. `text`: a note's words."""

    stream: str
    seq: int
    kind: str
    v: int
    at: str
    time: str
    actor: str
    name: str
    x: int | None
    text: str | None
    body: dict[str, Any]


class Spoken(TypedDict):
    """A burst of a talk group; `file` is where it can be heard."""

    id: int
    group: int
    group_name: str
    incident: int | None
    area: str
    name: str
    started_at: str
    duration_ms: int
    file: str | None
    x: int | None


class ReplayEvents(TypedDict):
    since: str
    until: str
    events: list[Moment]
    bursts: list[Spoken]


class AxisMark(TypedDict):
    """`lane`: alarm, incident, order, call, plot, fence, talk, note."""

    lane: str
    at: str
    kind: str
    id: int
    label: str


class ReplayAxis(TypedDict):
    """`bins`: how many events each 1/240th of the span holds. `left_out`: marks beyond what a screen can draw."""

    since: str
    until: str
    bins: list[int]
    marks: list[AxisMark]
    left_out: int


class Trail(TypedDict):
    """Where one subject was: [ms since 1970, lon, lat, speed m/s or null, heading or null], oldest first. `left_out`: points thinned away, none of them
    further than `tolerance_m` from the line. `breaks`: places in `points` before which nothing was heard for too long to draw a line."""

    subject: int
    label: str
    points: list[list[float | None]]
    breaks: list[int]
    tolerance_m: float
    left_out: int


class CaseRow(TypedDict):
    id: int
    area: str
    title: str
    origin: CaseOrigin
    state: CaseState
    since: str
    until: str
    progress: int
    size: int
    sha256: str | None
    city_name: str
    problem: str
    by_name: str
    at: str
    x: int | None
