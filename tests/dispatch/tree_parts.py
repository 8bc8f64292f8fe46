"""A small tree to call: a district, a town, two villages with people and one without."""

from __future__ import annotations

from typing import Any

from dispatch.callout.models import Call, Callout
from dispatch.callout.tree import Asked, start_tree
from dispatch.contacts.actions import add_person
from dispatch.contacts.models import Person

DISTRICT, TOWN = "440118", "440118105"
GAOTAN, GAOCUN, EMPTY = "440118105230", "440118105204", "440118105237"  # 高滩村, 高村村, 黄沙氹村


def contact(name: str, area: str, role: str = "village_contact", value: str = "", **given: object) -> Person:
    addresses = [{"channel": "record", "value": value or f"r-{name}", "rank": 0}]
    return add_person(actor="system", name=name, area=area, role=role, addresses=addresses if value != "-" else [], **given)


def plant() -> dict[str, Person]:
    """A district desk, a town desk with its deputy, two villages with primary and deputy, one village with nobody."""
    made: dict[str, Person] = {"district": contact("区值班", DISTRICT, "duty_desk")}
    made["second"] = contact("镇副班", TOWN, "other")
    made["town"] = contact("镇值班", TOWN, "duty_desk", deputy=made["second"].pk, superior=made["district"].pk)
    for key, area in (("gaotan", GAOTAN), ("gaocun", GAOCUN)):
        made[f"{key}2"] = contact(f"{key}副", area)
        made[key] = contact(f"{key}正", area, deputy=made[f"{key}2"].pk, superior=made["town"].pk)
    return made


def call(areas: list[str], *, about_id: int = 1, **asked: Any) -> Callout:
    join = asked.pop("join", True)
    return start_tree(
        actor="system", name="系统", asked=Asked(tuple(areas), **asked), about="duty", about_id=about_id, text="红色预警,请转移群众。", area=TOWN, join=join
    )  # fmt: skip


def names(callout: Callout) -> list[str]:
    return list(callout.calls.order_by("id").values_list("name", flat=True))


def one(callout: Callout, person: Person) -> Call:
    return Call.objects.select_related("callout", "person").get(callout=callout, person=person)
