"""Verbs on contacts: add, change, set the ways to reach them, retire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from dispatch.contacts.models import CHANNELS, SECRET, Address, ContactRole, Person
from dispatch.teams.models import Unit
from realtime.accounts.models import User
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act

MANAGE = "contact.manage"  # the right
FIELDS = ("name", "org", "title", "role", "area", "deputy", "superior", "user", "unit", "note")
MASK = "***"
NEEDS_VALUE = ("wecom", "dingtalk", "feishu", "tak", "loudspeaker", "loudhailer")
SHORTEST_NUMBER = 3  # 110
FARTHEST = 8  # superiors above a person; more is a circle


def add_person(*, actor: str, addresses: Sequence[dict[str, Any]] = (), **given: Any) -> Person:
    """`given` as in FIELDS; the app is added by itself for whoever has an account."""
    with act(actor) as log:
        person = store_person(given, addresses)
        log.append(person.stream, "contact.created", {"id": person.pk, "active": True}, area=person.area)
    return person


def change_person(*, actor: str, person: Person, **given: Any) -> Person:
    with act(actor) as log:
        changed = store_changes(person, given)
        if changed:
            log.append(person.stream, "contact.changed", {"id": person.pk, "fields": changed}, area=person.area)
    return person


def set_addresses(*, actor: str, person: Person, addresses: Sequence[dict[str, Any]]) -> None:
    """These and no others: {channel, value, rank, valid, id of a known one}. Attempts keep what they tried."""
    with act(actor) as log:
        store_addresses(person, addresses)
        log.append(person.stream, "contact.changed", {"id": person.pk, "fields": ["addresses"]}, area=person.area)


def retire_person(*, actor: str, person: Person, active: bool = False) -> Person:
    """Kept, never called: past callouts still name them."""
    with act(actor) as log:
        if person.active != active:
            person.active = active
            person.save(update_fields=["active"])
            log.append(person.stream, "contact.changed", {"id": person.pk, "active": active}, area=person.area)
    return person


def store_person(given: dict[str, Any], addresses: Sequence[dict[str, Any]]) -> Person:
    """Rows without an event of their own: a file's import is told as one."""
    person = Person(**_checked(None, given))
    person.save()
    store_addresses(person, addresses)
    return person


def store_changes(person: Person, given: dict[str, Any]) -> list[str]:
    changed = {name: value for name, value in _checked(person, given).items() if getattr(person, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(person, name, value)
        person.save(update_fields=list(changed))
        if person.user is not None:
            Address.objects.get_or_create(person=person, channel="app", value="")
    return sorted(changed)


def store_addresses(person: Person, addresses: Sequence[dict[str, Any]]) -> None:
    wanted: dict[tuple[str, str], dict[str, Any]] = {}
    known = {row.pk: row for row in person.addresses.all()} if person.pk else {}
    for place, address in enumerate(addresses):
        kept = known.get(address.get("id") or 0)
        channel = address["channel"]
        if kept is not None and kept.channel == channel and MASK in address.get("value", ""):
            value = kept.value  # who sees 138****5678 may still put it first
        else:
            value = cleaned(channel, address.get("value", ""))
        wanted[channel, value] = {"rank": address.get("rank", place), "valid": address.get("valid", True)}
    if person.user_id is not None:
        wanted.setdefault(("app", ""), {"rank": 0, "valid": True})
    for row in known.values():
        if (row.channel, row.value) not in wanted:
            row.delete()
    for (channel, value), rest in wanted.items():
        Address.objects.update_or_create(person=person, channel=channel, value=value, defaults=rest)


def _checked(person: Person | None, given: dict[str, Any]) -> dict[str, Any]:
    """Rows instead of ids and codes; refused with the field's name."""
    values = {name: given[name] for name in FIELDS if name in given}
    if "name" in values and not str(values["name"]).strip():
        raise Problem("invalid", "请填写姓名。", where=["name"])
    if "role" in values:
        values["role"] = ContactRole.objects.filter(pk=values["role"]).first()
        if values["role"] is None:
            _no("role", "没有这种职责,请从列表中选择。")
    if "area" in values and not Area.objects.filter(pk=values["area"]).exists():
        _no("area", f"没有区划 {values['area']},请核对代码。")
    if values.get("user") is not None:
        values["user"] = User.objects.filter(pk=values["user"]).first()
        if values["user"] is None:
            _no("user", "没有这个账号。")
        if Person.objects.filter(user=values["user"]).exclude(pk=person.pk if person else 0).exists():
            _no("user", "该账号已对应另一位联系人。")
    if values.get("unit") is not None:
        values["unit"] = Unit.objects.filter(pk=values["unit"]).first()
        if values["unit"] is None:
            _no("unit", "没有这支队伍。")
    for name, label in (("deputy", "副手"), ("superior", "上级")):
        if values.get(name) is not None:
            values[name] = _another(person, int(values[name]), name, label)
    return values


def _another(person: Person | None, wanted: int, field: str, label: str) -> Person:
    other = Person.objects.filter(pk=wanted, active=True).first()
    if other is None:
        _no(field, f"没有这位{label}。")
    step: Person | None = other
    seen = 0
    while step is not None and seen < FARTHEST:
        if person is not None and step.pk == person.pk:
            _no(field, f"{label}不能是本人,也不能绕一圈回到本人。")
        step, seen = getattr(step, field), seen + 1
    return other


def cleaned(channel: str, value: str) -> str:
    """Numbers without the spaces people type; refused when nobody could dial it."""
    if channel not in dict(CHANNELS):
        _no("channel", f"没有“{channel}”这种联系方式。")
    value = value.strip()
    if channel in SECRET:
        value = value.replace(" ", "").replace("-", "")
        if not value.removeprefix("+").isdigit() or len(value) < SHORTEST_NUMBER:
            _no("value", f"号码“{value}”不正确,只能有数字。")
    if MASK in value:
        _no("value", "号码被遮盖,请填写完整号码。")
    if channel in NEEDS_VALUE and not value:
        _no("value", f"请填写{dict(CHANNELS)[channel]}的地址或编号。")
    if channel == "mail" and "@" not in value:
        _no("value", f"邮件地址“{value}”不正确。")
    return "" if channel == "app" else value[:120]


def _no(field: str, why: str) -> NoReturn:
    raise Problem("invalid", why, where=[field])
