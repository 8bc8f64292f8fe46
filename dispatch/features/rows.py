"""Layers and their objects as screens hold them; the generated TypeScript comes from here."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict


class LayerRow(TypedDict):
    """One area's share of a layer. Screens fetch the objects anew when it changes."""

    id: int
    area: str
    layer: str
    count: int
    changed_at: str
    x: int | None


class CatalogueAttribute(TypedDict):
    key: str
    name: str
    type: Literal["text", "number", "bool", "choice", "phone", "time"]
    unit: str
    choices: list[str]


class CatalogueLayer(TypedDict):
    key: str
    name: str
    icon: str
    kinds: list[Literal["point", "line", "area"]]
    max_age_s: int | None
    origin: Literal["features", "board"]
    protected: bool
    owner: str
    attributes: list[CatalogueAttribute]


class CatalogueGroup(TypedDict):
    key: str
    name: str
    frame: Literal["disc", "shield", "square", "diamond", "house", "drop", "hexagon", "flag"]
    layers: list[CatalogueLayer]


class ViewObject(TypedDict):
    """`value`: the one figure worth writing beside it; `good_until`: epoch seconds after which it is old."""

    id: int
    layer: str
    name: str
    lon: float
    lat: float
    value: str
    abnormal: bool
    good_until: int | None
    x: int | None


class ViewShape(ViewObject):
    geometry: dict[str, Any]
    colour: str | None


class ViewCluster(TypedDict):
    """`abnormal`: so many of them are out of order by figures that still hold."""

    lon: float
    lat: float
    n: int
    layers: dict[str, int]
    abnormal: int


class View(TypedDict):
    """`left_off`: lines and areas beyond what one view draws."""

    clusters: list[ViewCluster]
    objects: list[ViewObject]
    shapes: list[ViewShape]
    total: int
    left_off: int


Pick = Literal["feature", "incident", "alarm", "unit", "subject", "post", "area", "plot", "fence"]


class ListRow(TypedDict):
    """`pick` says what kind of thing the id belongs to: a feature, or a row of the board."""

    id: int
    pick: Pick
    layer: str
    name: str
    code: str
    area: str
    lon: float | None
    lat: float | None
    attributes: dict[str, Any]
    value: str
    abnormal: bool
    good_until: int | None
    source: str
    observed_at: str | None
    x: int | None


class Listed(TypedDict):
    layer: str
    total: int
    rows: list[ListRow]


FeatureAction = Literal["locate", "nearest", "alarm", "call", "stock", "change", "remove"]


class FeatureEditRow(TypedDict):
    at: str
    by_name: str
    fields: list[str]
    added: bool


class FeatureCard(ListRow):
    shape: dict[str, Any] | None
    datum_in: str
    changed_at: str
    active: bool
    owner: str
    actions: list[FeatureAction]
    history: list[FeatureEditRow]


class LayerChoiceRow(TypedDict):
    """Which layers somebody's map shows, and what each is filtered by; `own` is false where it is the bureau's choice for everybody."""

    layers: list[str]
    filters: list[str]
    own: bool
