"""通讯录 over HTTP: parse → permit → one action."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

from dispatch.contacts.actions import MANAGE, add_person, change_person, retire_person, set_addresses
from dispatch.contacts.gaps import gaps
from dispatch.contacts.models import ContactRole, Person
from dispatch.contacts.revealing import reveal_numbers
from dispatch.contacts.rows import GapRow, PersonRow, PersonWhole, RoleRow
from dispatch.contacts.seeing import seen_by
from dispatch.contacts.showing import REVEAL, area_names, row, whole, with_all
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, caller, command, permit, plain, see
from realtime.codes import Problem

router = Router(tags=["contacts"])
LIMIT = 200

ChannelName = Literal[
    "app", "radio", "phone", "sms", "mail", "wecom", "dingtalk", "feishu", "satellite", "tak", "loudspeaker", "loudhailer", "webhook", "record"
]  # fmt: skip


class NewAddress(Body):
    """With the `id` of a known address a masked value leaves it as it is."""

    id: int | None = None
    channel: ChannelName
    value: str = Field("", max_length=120)
    rank: int = Field(0, ge=0, le=20)
    valid: bool = True


class NewPerson(Body):
    name: str = Field(min_length=1, max_length=40)
    org: str = Field("", max_length=60)
    title: str = Field("", max_length=40)
    role: str = Field(max_length=20)
    area: str = Field(max_length=12, pattern=r"^\d{4,12}$")
    deputy: int | None = None
    superior: int | None = None
    user: int | None = None
    unit: int | None = None
    note: str = Field("", max_length=200)
    addresses: list[NewAddress] = Field(default_factory=list, max_length=20)


class Addresses(Body):
    addresses: list[NewAddress] = Field(max_length=20)


class RevealReason(Body):
    reason: str = Field(min_length=1, max_length=200)


CLEARED_BY_NULL = ("deputy", "superior")


class ChangeContact(Body):
    """Only what is given is changed."""

    name: str | None = Field(None, min_length=1, max_length=40)
    org: str | None = Field(None, max_length=60)
    title: str | None = Field(None, max_length=40)
    role: str | None = Field(None, max_length=20)
    area: str | None = Field(None, max_length=12, pattern=r"^\d{4,12}$")
    deputy: int | None = None
    superior: int | None = None
    note: str | None = Field(None, max_length=200)
    active: bool | None = None


def found(person_id: int) -> Person:
    person = with_all(Person.objects.filter(pk=person_id)).first()
    if person is None:
        raise Problem("not_found", "没有这位联系人。")
    return person


@router.get("", response={200: list[PersonRow], **REFUSALS}, operation_id="list_contacts")
def get_contacts(
    request: HttpRequest, area: str = "", q: str = "", role: str = "", limit: Annotated[int, Field(ge=1, le=LIMIT)] = LIMIT
) -> list[PersonRow]:
    who = caller(request)
    persons = Person.objects.current().filter(seen_by(who))
    if area:
        persons = persons.filter(area__startswith=area)
    if role:
        persons = persons.filter(role_id=role)
    for word in q.split():
        persons = persons.filter(
            Q(name__icontains=word) | Q(org__icontains=word) | Q(title__icontains=word) | Q(role__name__icontains=word)
        )
    listed = list(with_all(persons)[:limit])
    names = area_names(listed)
    return [row(person, names) for person in listed]


@router.get("/roles", response={200: list[RoleRow], **REFUSALS}, operation_id="list_contact_roles")
def get_roles(request: HttpRequest) -> list[RoleRow]:
    return [{"code": role.code, "name": role.name, "notify": role.notify} for role in ContactRole.objects.all()]


@router.get("/gaps", response={200: list[GapRow], **REFUSALS}, operation_id="list_contact_gaps")
def get_gaps(request: HttpRequest, area: str, level: Literal["", "district", "town", "village"] = "") -> list[GapRow]:
    """Of one level, or of districts and towns: villages only where they are asked for."""
    permit(request, READ, area)
    return gaps(area, [level] if level else ["district", "town"])


@router.get("/{int:person_id}", response={200: PersonWhole, **REFUSALS}, operation_id="get_contact")
def get_contact(request: HttpRequest, person_id: int) -> PersonWhole:
    """Numbers masked, whoever asks; whole ones need a reason."""
    person = found(person_id)
    see(request, person.area)
    return whole(person, reveal=False)


@router.post("/{int:person_id}/reveal", response={200: PersonWhole, **REFUSALS}, operation_id="reveal_contact")
def post_reveal(request: HttpRequest, person_id: int, body: RevealReason) -> HttpResponse:
    """Whole numbers, and a row that says who wanted them and why."""
    person = found(person_id)

    def run(who: Caller) -> dict[str, int]:
        reveal_numbers(actor=who.actor, name=who.name, person=person, reason=body.reason)
        return {"id": person.pk}

    answer = command(request, REVEAL, person.area, run)
    if answer.status_code != 200:
        return answer
    # The stored answer of a repeated command must hold no numbers
    return JsonResponse(plain(whole(person, reveal=True)), headers={"Cache-Control": "no-store"})


@router.post("", response={201: PersonWhole, **REFUSALS}, operation_id="add_contact")
def post_contact(request: HttpRequest, body: NewPerson) -> HttpResponse:
    fields: dict[str, Any] = body.model_dump()
    return command(request, MANAGE, body.area, lambda who: whole(found(add_person(actor=who.actor, **fields).pk), reveal=False), status=201)


@router.post("/{int:person_id}", response={200: PersonWhole, **REFUSALS}, operation_id="change_contact")
def post_change(request: HttpRequest, person_id: int, body: ChangeContact) -> HttpResponse:
    person = found(person_id)
    # null takes a deputy or superior away; of all else a person has something
    given = {field: value for field, value in body.model_dump(exclude_unset=True).items() if value is not None or field in CLEARED_BY_NULL}
    active = given.pop("active", None)

    def run(who: Caller) -> PersonWhole:
        if "area" in given and not who.may(MANAGE, str(given["area"])):
            raise Problem("forbidden", f"区划 {given['area']} 不在您可管理的范围内。", where=["area"])
        change_person(actor=who.actor, person=person, **given)
        if active is not None:
            retire_person(actor=who.actor, person=person, active=active)
        return whole(found(person_id), reveal=False)

    return command(request, MANAGE, person.area, run)


@router.post("/{int:person_id}/addresses", response={200: PersonWhole, **REFUSALS}, operation_id="set_contact_addresses")
def post_addresses(request: HttpRequest, person_id: int, body: Addresses) -> HttpResponse:
    person = found(person_id)

    def run(who: Caller) -> PersonWhole:
        set_addresses(actor=who.actor, person=person, addresses=[address.model_dump() for address in body.addresses])
        return whole(found(person_id), reveal=False)

    return command(request, MANAGE, person.area, run)
