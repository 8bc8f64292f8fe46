"""A dossier as whoever opens it reads it: numbers masked, what is missing named, unresolved hazards inside counted; and which plants a place belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import Prefetch, QuerySet

from command.dossiers.bounds import holds
from command.dossiers.models import Dossier, DossierQuerySet, Paper, PlantContact, Store, Substance
from command.dossiers.rows import DossierHere, DossierRow, DossierWhole, PaperRow, PlantContactRow, StoreRow, SubstanceRow
from command.map.analysis.people import DONE, HAZARD
from command.plans.models import Plan
from dispatch.alarms.matching import box
from dispatch.features.models import Feature
from dispatch.masking import masked_phone
from realtime.clock import iso
from realtime.codes import Problem
from realtime.rules.models import rule

NEAREST = 6  # a plume reaches the neighbours; more than these are a list of their own


def listed() -> DossierQuerySet:
    return Dossier.objects.prefetch_related(Prefetch("stores", Store.objects.select_related("substance")))


def opened() -> QuerySet[Dossier]:
    papers = Paper.objects.filter(removed_at=None).select_related("file")
    return listed().prefetch_related(
        "contacts", Prefetch("papers", papers), Prefetch("plans", Plan.objects.defer("body").filter(active=True))
    )


def found(dossier_id: int) -> Dossier:
    one = opened().filter(pk=dossier_id).first()
    if one is None:
        raise Problem("not_found", "没有这份档案。")
    return one


def dossier_row(one: Dossier) -> DossierRow:
    stores = list(one.stores.all())
    names = list(dict.fromkeys(store.substance.name if store.substance else store.content for store in stores))
    return cast("DossierRow", {
        "id": one.pk, "code": one.code, "name": one.name, "kind": one.kind, "area": one.area, "address": one.address, "lon": one.lon, "lat": one.lat,
        "grade": one.grade, "stores": len(stores), "substances": names, "changed_at": iso(one.changed_at),
    })  # fmt: skip


def dossier_whole(one: Dossier) -> DossierWhole:
    stores = sorted(one.stores.all(), key=lambda store: (-(store.held or store.capacity or 0), store.code))
    known = list({store.substance.pk: store.substance for store in stores if store.substance}.values())
    papers = list(one.papers.all())
    return cast("DossierWhole", {
        **dossier_row(one), "radius_m": one.radius_m, "fence": one.fence, "people": one.people, "shift_people": one.shift_people, "summary": one.summary,
        "water": one.water, "gather": one.gather, "feature": one.feature_id, "version": one.version, "changed_by_name": one.changed_by_name,
        "reviewed_on": one.reviewed_on.isoformat() if one.reviewed_on else None, "retired": one.retired_why if one.retired_at else "",
        "tanks": [store_row(store) for store in stores], "msds": [substance_row(substance) for substance in known],
        "contacts": [contact_row(contact) for contact in one.contacts.all()], "papers": [paper_row(paper) for paper in papers],
        "plans": [{"id": plan.pk, "code": plan.code, "name": plan.title} for plan in one.plans.all()], "hazards": hazards_of(one),
        "isolate_m": max((substance.isolate_m for substance in known), default=0), "fire_m": max((substance.fire_m for substance in known), default=0),
        "lacks": _lacks(one, stores, papers),
    })  # fmt: skip


def store_row(store: Store) -> StoreRow:
    return cast("StoreRow", {
        "id": store.pk, "code": store.code, "kind": store.kind, "content": store.content, "substance": store.substance_id,
        "un": store.substance.un if store.substance else "", "capacity": store.capacity, "held": store.held, "unit": store.unit, "state": store.state,
        "lon": store.lon, "lat": store.lat,
    })  # fmt: skip


def substance_row(substance: Substance) -> SubstanceRow:
    return cast("SubstanceRow", {
        "id": substance.pk,
        **{field: getattr(substance, field) for field in (
            "un", "name", "aliases", "cas", "hazard", "guide", "isolate_m", "downwind_m", "fire_m", "fire", "health", "protect", "spill", "source",
        )},
    })  # fmt: skip


def contact_row(contact: PlantContact) -> PlantContactRow:
    return {"id": contact.pk, "name": contact.name, "post": contact.post, "phone": masked_phone(contact.phone)}


def paper_row(paper: Paper) -> PaperRow:
    return cast("PaperRow", {
        "id": paper.pk, "kind": paper.kind, "title": paper.title, "substance": paper.substance_id, "file": paper.file.row(), "by_name": paper.by_name,
        "at": iso(paper.at),
    })  # fmt: skip


def hazards_of(one: Dossier) -> int:
    """What inspection found there and nobody has put right yet."""
    near = _around(Feature.objects.filter(layer=HAZARD, active=True, exercise_id=None), one.lon, one.lat, max(one.radius_m, 2_000))
    return sum(
        feature.attributes.get("state", "") not in DONE and _inside(one, feature.lon, feature.lat)[0]
        for feature in near
    )  # fmt: skip


def here(lon: float, lat: float, *, scopes: Sequence[str]) -> list[DossierHere]:
    """Whose ground it is, the smallest first: a plant before its park; then who lies around within the rule's distance."""
    reach = float(rule("dossiers.around_m"))
    near = _around(Dossier.objects.current().within(list(scopes)), lon, lat, reach)
    judged = [(*_inside(one, lon, lat), one) for one in near]
    fenced = [one for one in Dossier.objects.current().within(list(scopes)).exclude(fence=None) if one not in near]  # a park is wide
    judged += [(*_inside(one, lon, lat), one) for one in fenced if _inside(one, lon, lat)[0]]
    wanted = [row for row in judged if row[0] or row[1] <= reach]
    wanted.sort(key=lambda row: (not row[0], row[2].kind == "park", row[1]))
    whole = {one.pk: one for one in opened().filter(pk__in=[row[2].pk for row in wanted[:NEAREST]])}
    return [
        {"inside": inside, "distance_m": round(away), "dossier": dossier_whole(whole[one.pk])} for inside, away, one in wanted[:NEAREST]
    ]


def _inside(one: Dossier, lon: float, lat: float) -> tuple[bool, float]:
    return holds(lon, lat, middle=(one.lon, one.lat), radius_m=one.radius_m, fence=one.fence)


def _around(rows: QuerySet[Any], lon: float, lat: float, metres: float) -> list[Any]:
    west, south, east, north = box(lon, lat, metres)
    return list(rows.filter(lon__range=(west, east), lat__range=(south, north)))


def _lacks(one: Dossier, stores: list[Store], papers: list[Paper]) -> list[str]:
    """What whoever comes first will ask for and not find."""
    there = {
        "stores": bool(stores), "contacts": bool(one.contacts.all()), "plot_plan": any(paper.kind == "plot_plan" for paper in papers),
        "plans": bool(one.plans.all()), "msds": all(store.substance_id for store in stores),
    }  # fmt: skip
    return [what for what, known in there.items() if not known]
