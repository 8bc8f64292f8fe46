"""Verbs on dossiers: enter, change, retire; papers; numbers shown with a reason. Each is on the record, none is on a board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.timezone import localdate

from command.dossiers.bounds import BadFence, fence_of
from command.dossiers.mapping import hide_dossier, show_dossier
from command.dossiers.models import Dossier, Paper, PlantContact, Store, Substance
from command.plans.models import Plan
from dispatch.contacts.models import Reveal
from dispatch.contacts.revealing import reveal_list
from dispatch.features.models import Feature
from realtime import clock
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.files.receiving import Kept, file_of
from realtime.log import act

PLAIN = ("kind", "address", "lon", "lat", "radius_m", "fence", "grade", "people", "shift_people", "summary", "water", "gather")
MOST_STORES, MOST_CONTACTS = 400, 20


class StoreFacts(NamedTuple):
    code: str
    content: str
    kind: str = "tank"
    un: str = ""
    capacity: float | None = None
    held: float | None = None
    unit: str = "吨"
    state: str = ""
    lon: float | None = None
    lat: float | None = None


class ContactFacts(NamedTuple):
    """`phone` empty = the number that is there already for this name and post."""

    name: str
    post: str
    phone: str = ""


def stream() -> str:
    return f"people:{settings.CITY}"


def save_dossier(
    *, actor: str, name: str, dossier_id: int | None = None, version: int | None = None, code: str = "", stores: Sequence[StoreFacts] | None = None,
    contacts: Sequence[ContactFacts] | None = None, plans: Sequence[int] | None = None, feature: int | None = None, title: str | None = None, **facts: Any,
) -> Dossier:  # fmt: skip
    """`name` saves it, `title` is the plant's. Whole or in parts: what is not named stays. Somebody else's newer version is never overwritten. Looked over today."""
    with act(actor) as log:
        dossier = _held(dossier_id, version) if dossier_id is not None else Dossier(code=_free(code))
        for field in PLAIN:
            if field in facts:
                setattr(dossier, field, facts[field].strip() if isinstance(facts[field], str) else facts[field])
        if title is not None:
            dossier.name = title.strip()
        try:
            fence_of(dossier.fence)
        except BadFence as bad:
            raise Problem("invalid", str(bad), where=["fence"]) from None
        before = dossier.area
        dossier.area = area_at(dossier.lon, dossier.lat)
        if feature is not None:
            dossier.feature = Feature.objects.filter(pk=feature, layer__in=("chem_enterprise", "chem_park")).first()
            if dossier.feature is None:
                raise Problem("not_found", "地图上没有这个危化企业或园区。", where=["feature"])
        new = dossier.pk is None
        dossier.version = 1 if new else dossier.version + 1
        dossier.changed_by, dossier.changed_by_name, dossier.changed_at, dossier.reviewed_on = actor, name, clock.now(), localdate()
        dossier.save()
        if stores is not None:
            _write_stores(dossier, stores)
        if contacts is not None:
            _write_contacts(dossier, contacts)
        if plans is not None:
            dossier.plans.set(_plans(plans))
        show_dossier(log, dossier)
        for area in sorted({before, dossier.area} - {""}):
            log.append(stream(), f"dossier.{'entered' if new else 'changed'}", {"id": dossier.pk, "area": area}, area=area)
    return dossier


def retire_dossier(*, actor: str, dossier_id: int, why: str) -> Dossier:
    """The plant is gone; what it held stays readable."""
    with act(actor) as log:
        dossier = _held(dossier_id, None)
        dossier.retired_at, dossier.retired_why = clock.now(), why.strip()
        dossier.save(update_fields=["retired_at", "retired_why"])
        hide_dossier(log, dossier)
        log.append(stream(), "dossier.removed", {"id": dossier.pk, "area": dossier.area}, area=dossier.area)
    return dossier


def add_paper(*, actor: str, name: str, dossier_id: int, kept: Kept, kind: str, title: str, un: str = "") -> Paper:
    with act(actor) as log:
        dossier = _held(dossier_id, None)
        file = file_of(kept, area=dossier.area, by=actor, exercise=None)
        paper = Paper.objects.create(
            dossier=dossier,
            kind=kind,
            title=title.strip() or kept.name,
            substance=substance_of(un) if un else None,
            file=file,
            by_name=name,
        )
        log.append(stream(), "dossier_paper.added", {"id": dossier.pk, "area": dossier.area}, area=dossier.area)
    return paper


def remove_paper(*, actor: str, paper_id: int) -> Paper:
    """Out of the dossier; the file stays on record."""
    with act(actor) as log:
        paper = Paper.objects.select_for_update(of=("self",)).select_related("dossier").filter(pk=paper_id, removed_at=None).first()
        if paper is None:
            raise Problem("not_found", "没有这份文件,可能已移除。")
        paper.removed_at = clock.now()
        paper.save(update_fields=["removed_at"])
        log.append(stream(), "dossier_paper.removed", {"id": paper.dossier_id, "area": paper.dossier.area}, area=paper.dossier.area)
    return paper


def reveal_plant(*, actor: str, name: str, dossier: Dossier, reason: str) -> Reveal:
    """Keeps who wanted the plant's numbers, and why; the door shows them afterwards."""
    count = dossier.contacts.count()
    return reveal_list(
        actor=actor, name=name, what=f"一企一档联系人:{dossier.name}", count=count, area=dossier.area, stream=stream(), reason=reason
    )


def substance_of(un: str) -> Substance:
    found = Substance.objects.filter(un=un.strip().upper().removeprefix("UN").strip()).first()
    if found is None:
        raise Problem("invalid", f"物性库里没有 UN{un}。", where=["un"])
    return found


def _held(dossier_id: int, version: int | None) -> Dossier:
    dossier = Dossier.objects.select_for_update(of=("self",)).filter(pk=dossier_id).first()
    if dossier is None:
        raise Problem("not_found", "没有这份档案。")
    if dossier.retired_at is not None:
        raise Problem("wrong_state", f"{dossier.name} 的档案已停用:{dossier.retired_why}。")
    if version is not None and version != dossier.version:
        raise Problem("conflict", f"{dossier.changed_by_name} 已修改这份档案,请刷新后再改。", where=["version"])
    return dossier


def _free(code: str) -> str:
    code = code.strip()
    if not code:
        raise Problem("invalid", "请填写编号。", where=["code"])
    if Dossier.objects.filter(code=code).exists():
        raise Problem("exists", f"编号 {code} 已有档案。", where=["code"])
    return code


def _write_stores(dossier: Dossier, stores: Sequence[StoreFacts]) -> None:
    """As the list says; what is no longer in it is gone."""
    codes = [one.code.strip() for one in stores]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise Problem("invalid", f"储存单元编号重复:{'、'.join(twice)[:80]}。", where=["stores"])
    if len(codes) > MOST_STORES:
        raise Problem("invalid", f"储存单元最多 {MOST_STORES} 个。", where=["stores"])
    dossier.stores.exclude(code__in=codes).delete()
    for one in stores:
        if one.held is not None and one.capacity is not None and one.held > one.capacity:
            raise Problem("invalid", f"{one.code} 现存量大于容量。", where=["stores"])
        fields = one._asdict()
        fields.pop("un"), fields.pop("code")
        fields["substance"] = substance_of(one.un) if one.un.strip() else None
        Store.objects.update_or_create(dossier=dossier, code=one.code.strip(), defaults=fields)


def _write_contacts(dossier: Dossier, contacts: Sequence[ContactFacts]) -> None:
    known = {(one.name, one.post): one.phone for one in dossier.contacts.all()}
    rows = []
    for rank, one in enumerate(contacts[:MOST_CONTACTS]):
        phone = one.phone.strip() or known.get((one.name.strip(), one.post.strip()), "")
        if not phone:
            raise Problem("invalid", f"请填写{one.name}的电话。", where=["contacts"])
        rows.append(PlantContact(dossier=dossier, name=one.name.strip(), post=one.post.strip(), phone=phone, rank=rank))
    dossier.contacts.all().delete()
    PlantContact.objects.bulk_create(rows)


def _plans(wanted: Sequence[int]) -> list[Plan]:
    found = list(Plan.objects.filter(pk__in=wanted, active=True))
    if missing := set(wanted) - {one.pk for one in found}:
        raise Problem("not_found", f"没有预案 {sorted(missing)[0]}。", where=["plans"])
    return found
