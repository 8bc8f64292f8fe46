"""What lies in a plotted area, over HTTP."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja import Router

from command.map.inside import inside_of
from command.map.inside_rows import PlotInsideRow
from dispatch.features.querying import protected_of
from dispatch.plots.catalogue import GEOMETRY, PlotKind
from dispatch.plots.locking import plot_of
from realtime.api import REFUSALS, see
from realtime.codes import Problem

router = Router(tags=["map"])


@router.get("/plots/{int:plot_id}/inside", response={200: PlotInsideRow, **REFUSALS}, operation_id="list_plot_inside")
def get_inside(request: HttpRequest, plot_id: int) -> PlotInsideRow:
    """Objects, people and teams in the area, as far as the caller may see them; and what its last change brought in."""
    plot = plot_of(plot_id)
    who = see(request, plot.area)
    if GEOMETRY[cast("PlotKind", plot.kind)] != "Polygon":
        raise Problem("invalid", "只有面状标绘有区内清单。")
    return inside_of(plot, scopes=who.scopes, protected=protected_of(who))
