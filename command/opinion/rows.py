"""舆情 as screens hold it; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

OpinionState = Literal["found", "judged", "handling", "fed_back", "closed", "dismissed"]
OpinionVerdict = Literal["true", "partly", "untrue", "unverified"]
OpinionKind = Literal["rss", "json", "hook", "drop"]


class OpinionRow(TypedDict):
    """`first_seen_at` beside the incident's first report says whether the net was earlier: see table `reportings`."""

    id: int
    area: str
    number: str
    incident: int | None
    title: str
    place: str
    hazard: str
    state: OpinionState
    verdict: OpinionVerdict | None
    rumour: bool
    score: int
    sentiment: int
    mentions: int
    reach: int
    first_seen_at: str
    last_seen_at: str
    owner: int | None
    owner_name: str
    due_at: str | None
    overdue: bool
    x: int | None


class MentionRow(TypedDict):
    id: int
    url: str
    outlet: str
    source_name: str
    title: str
    reach: int
    posted_at: str | None
    received_at: str


class OpinionStepRow(TypedDict):
    verb: str
    text: str
    by_name: str
    at: str


class OpinionNear(TypedDict):
    """An incident it may be about: open, near in place, of a kind that fits."""

    id: int
    number: str
    type_name: str
    place: str
    opened_at: str


class OpinionWhole(OpinionRow):
    """`before_report`: it stood on the net before the incident was reported; null while it is about no incident."""

    text: str
    words: list[str]
    rule_name: str
    counter_text: str
    hazard_name: str
    incident_number: str
    before_report: bool | None
    first_report_at: str | None
    told: list[MentionRow]
    steps: list[OpinionStepRow]
    near: list[OpinionNear]
    may_handle: bool


class OpinionSource(TypedDict):
    id: int
    area: str
    name: str
    kind: OpinionKind
    enabled: bool
    state: str
    error: str
    words: str
    ok_at: str | None
    late_after_s: int
    bad: int


class OpinionSourceWhole(OpinionSource):
    """For who looks after it: address without its key, folder, counts. `token` only in the answer that made it."""

    code: str
    kind_name: str
    url: str
    key: bool
    folder: str
    every_s: int
    options: dict[str, Any]
    weight: int
    license: str
    taken: int
    passed: int
    failures: int
    tried_at: str | None
    due_at: str | None
    token: str | None


class OpinionRefusal(TypedDict):
    id: int
    source: int
    row: int
    reason: str
    sample: str
    times: int
    first_at: str
    last_at: str


class OpinionWatch(TypedDict):
    id: int
    area: str
    name: str
    words: list[str]
    also: list[str]
    without: list[str]
    places: list[str]
    needs_place: bool
    hazard: str
    weight: int
    enabled: bool
    source: str


class OpinionSpike(TypedDict):
    """`now` mentions lately where `usual` would be the mean of the hour before."""

    id: int
    area: str
    hazard: str
    now: int
    usual: float
    item: int
    at: str
    seen_at: str | None
    x: int | None


class OpinionsTaken(TypedDict):
    """What became of what a platform pushed."""

    taken: int
    repeated: int
    passed: int
    refused: list[OpinionBad]
    items: list[int]


class OpinionBad(TypedDict):
    row: int
    detail: str


class OpinionFigures(TypedDict):
    """Of the days asked for. `linked_first`: of incidents the net wrote about, those it wrote about before our report."""

    since: str
    found: int
    open: int
    overdue: int
    closed: int
    rumours: int
    incidents: int
    linked_first: int
    judge_min: float | None
