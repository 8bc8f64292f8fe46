"""One plot, one hand at a time: a lease the screen renews while somebody edits, ended by the clerk when it stops."""

from __future__ import annotations

from datetime import timedelta

from dispatch.plots.models import Plot
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

LEASE = "plots.lock"  # deadline kind


def plot_of(plot_id: int) -> Plot:
    found = Plot.objects.filter(pk=plot_id).first()
    if found is None:
        raise Problem("not_found", "没有这个标绘。")
    return found


def held(plot_id: int, *, ended: bool = False) -> Plot:
    """The row, locked for this action; refused when it is off the map."""
    plot = Plot.objects.select_for_update().get(pk=plot_id)
    if plot.ended_at is not None and not ended:
        raise Problem("wrong_state", f"“{plot.name}”已撤下。")
    return plot


def refuse_other(plot: Plot, actor: str) -> None:
    """The clerk may be a moment late: a lease that is over holds nobody up."""
    if plot.locked_by and plot.locked_by != actor and plot.locked_until is not None and plot.locked_until > clock.now():
        raise Problem(
            "plot_locked", f"“{plot.name}”正由{plot.locked_name}编辑。",
            holder={"actor": plot.locked_by, "name": plot.locked_name, "until": iso(plot.locked_until), "plot": plot.pk},
        )  # fmt: skip


def lock_plot(*, actor: str, name: str, plot_id: int) -> Plot:
    """Take it, or keep it a while longer: renewing tells nobody."""
    with act(actor, plot_of(plot_id).exercise_id) as log:
        plot = held(plot_id)
        refuse_other(plot, actor)
        take(log, plot, actor, name)
    return plot


def take(log: Log, plot: Plot, actor: str, name: str) -> None:
    seconds = float(rule("plot.lock_s", plot.area))
    before = plot.row()
    plot.locked_by, plot.locked_name, plot.locked_until = actor, name, clock.now() + timedelta(seconds=seconds)
    plot.save(update_fields=["locked_by", "locked_name", "locked_until"])
    set_deadline(LEASE, plot.pk, seconds, exercise=plot.exercise_id)
    tell(log, plot.streams, "plot.locked", before, plot.row(), area=plot.area)


def take_over_plot(*, actor: str, name: str, plot_id: int) -> Plot:
    """A chief takes it out of somebody's hands; that screen sees whose it is now."""
    with act(actor, plot_of(plot_id).exercise_id) as log:
        plot = held(plot_id)
        take(log, plot, actor, name)
    return plot


def release_plot(*, actor: str, plot_id: int) -> Plot:
    """Only one's own; of another's, nothing happens."""
    with act(actor, plot_of(plot_id).exercise_id) as log:
        plot = held(plot_id, ended=True)
        if plot.locked_by == actor:
            let_go(log, plot)
    return plot


def let_go(log: Log, plot: Plot) -> None:
    before = plot.row()
    clear_lease(plot)
    plot.save(update_fields=["locked_by", "locked_name", "locked_until"])
    tell(log, plot.streams, "plot.released", before, plot.row(), area=plot.area)


def clear_lease(plot: Plot) -> None:
    plot.locked_by, plot.locked_name, plot.locked_until = "", "", None
    clear_deadline(LEASE, plot.pk)


def lease_over(plot_id: int) -> None:
    plot = Plot.objects.select_for_update().filter(pk=plot_id, ended_at=None).first()
    if plot is None or not plot.locked_by or plot.locked_until is None or plot.locked_until > clock.now():
        return
    with act("clerk", plot.exercise_id) as log:
        let_go(log, plot)
