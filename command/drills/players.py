"""plan → **players** → script: who takes part, and which lines of the script name nobody of them."""

from __future__ import annotations

from command.drills.models import DrillInject, DrillPlan
from command.drills.targets import Player, chosen
from dispatch.contacts.models import Person

SPEAKING = ("message", "order")  # kinds that reach people


def players_of(plan: DrillPlan) -> list[Player]:
    return [as_player(person) for person in plan.participants.select_related("role").order_by("area", "role__order", "pk")]


def as_player(person: Person) -> Player:
    return Player(person.pk, person.name, person.org, person.title, person.role.name, person.area)


def persons_for(inject: DrillInject) -> list[Person]:
    meant, _ = chosen(players_of(inject.plan), inject.to)
    return list(Person.objects.current().filter(pk__in=[one.id for one in meant]).order_by("area", "pk"))


def gaps_of(plan: DrillPlan) -> list[str]:
    """As sentences: a drill does not begin while a line speaks to nobody."""
    here = players_of(plan)
    found = []
    for inject in plan.script.filter(kind__in=SPEAKING).exclude(channel="oral"):
        meant, nobody = chosen(here, inject.to)
        if not meant:
            found.append(f"情景 {inject.number}“{inject.title}”没有对象:参演名单中没有{inject.to or '任何人'}。")
        elif nobody:
            found.append(f"情景 {inject.number}“{inject.title}”:参演名单中没有{'、'.join(nobody)}。")
    return found
