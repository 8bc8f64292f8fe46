"""The wind turns under a downwind area: the clerk looks, the screens are told, a person decides whether the area turns with it."""

from __future__ import annotations

from dispatch.plots.locking import held, plot_of
from dispatch.plots.models import Plot
from dispatch.plots.rows import PlotFigures
from dispatch.plots.shapes import turned_deg
from dispatch.plots.wind import wind_at
from dispatch.telling import tell
from realtime.clerk.deadlines import set_deadline
from realtime.log import act
from realtime.rules.models import rule

LOOK = "plots.wind"  # deadline kind


def watch_wind(plot: Plot) -> None:
    if plot.kind == "downwind":
        set_deadline(LOOK, plot.pk, float(rule("plot.wind_look_s", plot.area)), exercise=plot.exercise_id)


def look(plot_id: int) -> None:
    """Sets itself again while the area is on the map. A wind typed by hand is compared too: the feed may have come back."""
    if Plot.objects.filter(pk=plot_id, ended_at=None).exists():
        with act("clerk", plot_of(plot_id).exercise_id) as log:
            plot = held(plot_id)
            figures: PlotFigures = plot.figures
            now = wind_at(figures["lon"], figures["lat"])
            row, after = plot.row(), dict(figures)
            after.pop("turned", None)
            limit = float(rule("plot.wind_turn_deg", plot.area))
            if now is not None and turned_deg(now["wind_from"], figures["wind"]["wind_from"]) >= limit:
                after["turned"] = now
            if after != figures:
                plot.figures = after
                plot.save(update_fields=["figures"])
                tell(log, plot.streams, "plot.turned", row, plot.row(), area=plot.area)
            watch_wind(plot)
