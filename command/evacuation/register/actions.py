"""Verbs on the register: enter, change, reveal what is sealed, forget it in time. Told by id alone: the register is on no screen's board."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from command.evacuation.register.models import Vulnerable
from dispatch.contacts.models import Person, Reveal
from dispatch.contacts.revealing import reveal_list
from dispatch.features.models import Feature
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule
from realtime.sealing import seal

PLAIN = ("name", "kind", "area", "address", "lon", "lat", "household", "phone", "carried", "route", "active")
BATCH = 500
HEALTH = "vulnerable.health"  # purpose of the seal


def stream() -> str:
    return f"people:{settings.CITY}"


def enter_vulnerable(*, actor: str, **facts: Any) -> Vulnerable:
    with act(actor) as log:
        person = Vulnerable()
        _write(person, facts)
        if Vulnerable.objects.filter(area=person.area, name=person.name, address=person.address).exists():
            raise Problem("exists", f"{person.name}({person.address or person.area})已在册。", where=["name"])
        person.save()
        log.append(stream(), "vulnerable.entered", {"id": person.pk, "area": person.area}, area=person.area)
    return person


def change_vulnerable(*, actor: str, person_id: int, **facts: Any) -> Vulnerable:
    """Only what is named; looked over today."""
    with act(actor) as log:
        person = Vulnerable.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
        if person is None:
            raise Problem("not_found", "登记册里没有这个人。")
        before = person.area
        _write(person, facts)
        if Vulnerable.objects.filter(area=person.area, name=person.name, address=person.address).exclude(pk=person.pk).exists():
            raise Problem("exists", f"{person.name}({person.address or person.area})已在册。", where=["name"])
        person.reviewed_on = localdate()
        person.save()
        for area in sorted({before, person.area}):
            log.append(stream(), "vulnerable.changed", {"id": person.pk, "area": area}, area=area)
    return person


def reveal_health(*, actor: str, name: str, person: Vulnerable, reason: str) -> Reveal:
    """Keeps who wanted to know what the escort has to know, and why; the door opens the seal afterwards."""
    return reveal_list(
        actor=actor, name=name, what=f"特殊群体健康信息:{person.name}", count=1, area=person.area, stream=stream(), reason=reason
    )


def purge_health() -> int:
    """Nobody looked it over for longer than the rule allows, or the person is no longer in the register."""
    before = localdate() - timedelta(days=float(rule("evacuation.health_keep_days")))
    kept = Vulnerable.objects.exclude(health="")
    old = kept.filter(reviewed_on__lt=before) | kept.filter(active=False)
    with act("clerk") as log:
        found = list(old.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])
        for person in found:
            log.append(stream(), "vulnerable.purged", {"id": person.pk, "area": person.area}, area=person.area)
        Vulnerable.objects.filter(pk__in=[person.pk for person in found]).update(health="")
    return len(found)


def _write(person: Vulnerable, facts: dict[str, Any]) -> None:
    for field in PLAIN:
        if field in facts:
            value = facts[field]
            setattr(person, field, value.strip() if isinstance(value, str) else value)
    if "health" in facts:
        person.health = seal(facts["health"].strip(), HEALTH) if facts["health"].strip() else ""
    if "escort" in facts:
        person.escort = _one(Person.objects.current(), facts["escort"], "escort", "没有这位联系人,或已停用。")
    if "shelter" in facts:
        person.shelter = _one(Feature.objects.filter(layer="shelter", exercise_id=None), facts["shelter"], "shelter", "没有这个安置点。")


def _one(known: Any, key: int | None, where: str, words: str) -> Any:
    if key is None:
        return None
    found = known.filter(pk=key).first()
    if found is None:
        raise Problem("not_found", words, where=[where])
    return found
