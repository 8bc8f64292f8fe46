"""A depot stands on the map too: its object there is written with it, never by anybody else."""

from __future__ import annotations

from dispatch.features.actions import mirror, unmirror
from dispatch.supplies.models import Depot
from realtime.log import Log, act

LAYER = "depot"


def show_depot(log: Log, depot: Depot) -> None:
    """Inside the action that wrote the depot."""
    feature = mirror(
        log, LAYER, str(depot.pk), name=depot.name, area=depot.area, lon=depot.lon, lat=depot.lat, active=depot.active, source="应急物资",
        attributes={"level": depot.get_level_display(), "owner": depot.owner, "keeper": depot.keeper, "phone": depot.phone},
    )  # fmt: skip
    if depot.feature_id != feature.pk:
        Depot.objects.filter(pk=depot.pk).update(feature=feature)


def hide_depot(log: Log, depot_id: int) -> None:
    unmirror(log, LAYER, str(depot_id))


def show_missing() -> None:
    """Depots from before there was a map, or loaded in bulk."""
    missing = Depot.objects.filter(feature=None)
    if missing.exists():
        with act("system") as log:
            for depot in missing:
                show_depot(log, depot)
