"""Verbs on the bureau's symbol set: load a file, take one symbol out of the palette or put it back."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings

from dispatch.plots.models import PlotSign
from dispatch.plots.signs.reading import BadSign, read_signs
from realtime import clock
from realtime.codes import Problem
from realtime.log import act
from realtime.sheets import Unreadable


def sign_of(code: str) -> PlotSign:
    found = PlotSign.objects.filter(code=code, active=True).defer("picture").first()
    if found is None:
        raise Problem("invalid", f"符号集里没有代码 {code}。", where=["sign"])
    return found


def load_signs(*, actor: str, name: str, data: bytes) -> tuple[int, int, list[BadSign]]:
    """(added, changed, bad rows). The same code is the same symbol; what the file does not name stays."""
    try:
        found = read_signs(data)
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from None
    with act(actor) as log:
        known = {one.code: one for one in PlotSign.objects.select_for_update().filter(code__in=[row.code for row in found.good])}
        added = changed = 0
        for row in found.good:
            digest = sha256(row.picture.data).hexdigest()
            facts = {"name": row.name, "category": row.category, "sha256": digest, "active": True}
            one = known.get(row.code)
            if one is not None and all(getattr(one, field) == value for field, value in facts.items()):
                continue
            added, changed = (added + 1, changed) if one is None else (added, changed + 1)
            PlotSign.objects.update_or_create(
                code=row.code,
                defaults=facts | {"picture": row.picture.data, "media": row.picture.media, "by": actor, "by_name": name, "at": clock.now()},
            )
        body = {"id": settings.CITY, "added": added, "changed": changed, "bad": len(found.bad), "sha256": sha256(data).hexdigest()}
        log.append(f"exchange:{settings.CITY}", "plot_sign.loaded", body, area=settings.CITY)
    return added, changed, found.bad


def set_sign_active(*, actor: str, code: str, active: bool) -> None:
    with act(actor) as log:
        found = PlotSign.objects.select_for_update().filter(code=code).first()
        if found is None:
            raise Problem("not_found", "没有这个符号。")
        if found.active != active:
            found.active = active
            found.save(update_fields=["active"])
            body = {"id": found.pk, "code": code, "active": active}
            log.append(f"exchange:{settings.CITY}", "plot_sign.changed", body, area=settings.CITY)
