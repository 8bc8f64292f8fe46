"""what the officer gave → **making** → shape and figures: a drawn geometry, a circle, or a source with a wind."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from dispatch.plots import shapes
from dispatch.plots.catalogue import BY_CODE, GEOMETRY, PlotKind, PlotSymbol
from dispatch.plots.rows import PlotFigures, WindRow
from dispatch.plots.shapes import Bad, Plume, checked, circle, numbers, plume
from realtime.codes import Problem

ROUND: tuple[PlotKind, ...] = ("circle", "cordon")


class Circle(NamedTuple):
    lon: float
    lat: float
    radius_m: float


class Downwind(NamedTuple):
    lon: float
    lat: float
    inner_m: float
    length_m: float
    half_deg: float
    wind: WindRow


class Made(NamedTuple):
    shape: dict[str, Any]
    figures: PlotFigures
    lon: float
    lat: float


def make(kind: PlotKind, shape: dict[str, Any] | None, around: Circle | None = None, downwind: Downwind | None = None) -> Made:
    """Exactly one of the three; a refusal says what is wrong with it."""
    given: dict[str, Any] = {}
    if around is not None:
        if kind not in ROUND:
            raise Problem("invalid", "只有圆和警戒区可以用半径绘制。", where=["circle"])
        shape, given = circle(*around), around._asdict()
    elif downwind is not None:
        if kind != "downwind":
            raise Problem("invalid", "只有下风向影响区按风向绘制。", where=["downwind"])
        shape, given = _blown(downwind), downwind._asdict()
    elif kind == "downwind":
        raise Problem("invalid", "下风向影响区须给出源点、长度、张角和风向。", where=["downwind"])
    elif shape is None:
        raise Problem("invalid", "没有图形。", where=["shape"])
    try:
        found = checked(shape, GEOMETRY[kind])
    except Bad as bad:
        raise Problem("invalid", str(bad), where=["shape"]) from None
    middle = found.representative_point()
    return Made(shapes.as_json(found), cast("PlotFigures", {**numbers(found), **given}), middle.x, middle.y)


def _blown(of: Downwind) -> dict[str, Any]:
    return plume(Plume(of.lon, of.lat, of.inner_m, of.length_m, of.half_deg, of.wind["wind_from"]))


def turned(figures: PlotFigures, wind: WindRow) -> Made:
    """The same source and size under another wind."""
    return make(
        "downwind", None, downwind=Downwind(figures["lon"], figures["lat"], figures["inner_m"], figures["length_m"], figures["half_deg"], wind)
    )  # fmt: skip


def fits(kind: PlotKind, symbol: PlotSymbol | None, sign: str = "") -> None:
    """A symbol of a line is no point; one of the bureau's set is a point's."""
    if sign and (kind != "symbol" or symbol is not None):
        raise Problem("invalid", "官方符号集里的符号只能标在点上。", where=["sign"])
    if symbol is None and kind == "symbol" and not sign:
        raise Problem("invalid", "请选择标绘符号。", where=["symbol"])
    if symbol is not None and GEOMETRY[BY_CODE[symbol].kind] != GEOMETRY[kind]:
        raise Problem("invalid", f"符号“{BY_CODE[symbol].name}”不是这一种图形。", where=["symbol"])
