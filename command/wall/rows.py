"""A wall as the desks and the wall itself see it."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

# One for each function of the centre; its page on the wall is frontend/src/wall/scenes/<key>.vue.
FunctionKind = Literal[
    "duty",
    "hazards",
    "plans",
    "forces",
    "supplies",
    "alerts",
    "conferences",
    "monitoring",
    "release",
    "opinion",
    "figures",
]
Kind = Literal["daily", "consult", "incident", "night", "map", "feed", "callout", "replay", "cameras", FunctionKind]


class ReplayScene(TypedDict):
    """An instant of the past that was shown at `set_at`, and at which speed it has run since; 0 = it stands still."""

    at: str
    speed: float
    shown_as: Literal["known", "happened"]


class Scene(TypedDict):
    """What a wall shows. Only the fields of its kind are set."""

    kind: Kind
    incident: int | None
    conference: int | None
    link: int | None
    callout: int | None
    lon: float | None
    lat: float | None
    zoom: float | None
    replay: NotRequired[ReplayScene]
    group: NotRequired[int]  # of cameras


class Turn(TypedDict):
    """One stop of a rotation."""

    scene: Scene
    seconds: int


class Canvas(TypedDict):
    """How the wall is put together: screens side by side, whole pixels of the canvas, and how wide the seam between two screens is."""

    columns: int
    rows: int
    width: int  # 0: one browser window, whatever its size
    height: int
    seam_px: int


class WallRow(TypedDict):
    id: int
    area: str
    token: int  # the wall's own actor is `wall:<token>`
    name: str
    canvas: Canvas
    scene: Scene
    rotation: list[Turn]
    version: int  # rises with every change of scene or rotation
    until: str | None  # then it goes back by itself
    set_name: str
    set_at: str | None
    shown: int  # version that the wall says it shows
    shown_at: str | None
    state: Literal["new", "online", "silent"]
    visit: bool  # strangers look on: names, numbers and free words are covered
    x: int | None


class SavedSceneRow(TypedDict):
    id: int
    area: str
    name: str
    scene: Scene
    rotation: list[Turn]


class DutyName(TypedDict):
    role: str
    role_name: str
    names: list[str]
