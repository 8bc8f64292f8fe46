"""A dossier stands on the map too: with the object that is there, or with one of its own that is written with it."""

from __future__ import annotations

from command.dossiers.models import Dossier
from dispatch.features.actions import mirror
from dispatch.features.catalogue import DOSSIER
from dispatch.features.models import Feature
from realtime.log import Log

LAYERS = {"plant": "chem_enterprise", "park": "chem_park"}
GRADES = {"1": "一级", "2": "二级", "3": "三级", "4": "四级", "0": "无"}


def show_dossier(log: Log, dossier: Dossier, *, active: bool = True) -> None:
    """Inside the action that wrote the dossier. Of an object that people drew, its own facts stay theirs."""
    if dossier.feature is not None and not dossier.feature.code.startswith(DOSSIER):
        return
    feature = mirror(
        log, LAYERS[dossier.kind], f"{DOSSIER}{dossier.pk}", name=dossier.name, area=dossier.area, lon=dossier.lon, lat=dossier.lat, active=active,
        source="一企一档", shape=dossier.fence if dossier.kind == "park" else None, attributes=_facts(dossier),
    )  # fmt: skip
    if dossier.feature_id != feature.pk:
        dossier.feature = feature
        dossier.save(update_fields=["feature"])


def hide_dossier(log: Log, dossier: Dossier) -> None:
    show_dossier(log, dossier, active=False)


def dossier_of(feature: Feature) -> Dossier | None:
    return Dossier.objects.current().filter(feature=feature).first()


def _facts(dossier: Dossier) -> dict[str, object]:
    common = {"people": dossier.people, "address": dossier.address}
    if dossier.kind == "park":
        return common
    stores = list(dossier.stores.select_related("substance"))
    names = list(dict.fromkeys(one.substance.name if one.substance else one.content for one in stores))
    tons = sum(one.capacity or 0 for one in stores if one.unit == "吨")
    return {**common, "grade": GRADES[dossier.grade], "substances": "、".join(names)[:120], "tons": tons or None}
