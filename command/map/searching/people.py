"""Contacts by name, pinyin, office; by telephone number only for who may see numbers there, and the number is shown masked."""

from __future__ import annotations

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from command.map.searching.asking import MOST, NOT_MEANT, Asked, distance
from command.map.searching.events import scoped
from command.map.searching.rows import SearchHit, hit
from dispatch.contacts.models import SECRET, Address, Person
from dispatch.masking import masked_phone

REVEAL = "phone.reveal"


def contacts(asked: Asked) -> list[SearchHit]:
    rows = Person.objects.current().filter(scoped(asked.who.scopes))
    if not asked.latin:
        for word in asked.words:
            rows = rows.annotate(said=Concat("org", "title", "name")).filter(said__icontains=word)
    found = []
    for pk, name, org, title, area in rows.values_list("pk", "name", "org", "title", "area"):
        away = distance(asked, name, [] if asked.latin else [org, title, f"{org}{title}{name}"])
        if away < NOT_MEANT:
            found.append((away, pk, name, f"{org}{title}", area))
    return [hit("contact", pk, name, hint, None, None, area=area, rank=away) for away, pk, name, hint, area in sorted(found)[:MOST]]


def by_phone(asked: Asked) -> list[SearchHit]:
    ways = Address.objects.filter(Q(channel__in=SECRET) | Q(channel="record"), valid=True, person__active=True).select_related("person")
    digits = RawSQL(r"regexp_replace(contacts_address.value, '\D', '', 'g') LIKE %s", (f"%{asked.phone}",), output_field=BooleanField())
    hits: dict[int, SearchHit] = {}
    for way in ways.filter(digits)[: MOST * 4]:
        person = way.person
        if asked.who.may(REVEAL, person.area) and person.pk not in hits:
            hint = f"{person.org}{person.title} · {masked_phone(way.value)}"
            hits[person.pk] = hit("contact", person.pk, person.name, hint, None, None, area=person.area, rank=0)
    return list(hits.values())[:MOST]
