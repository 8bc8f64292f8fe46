"""The demo city's directory: the posts one signs in for, every district and town with an invented desk; of the model city a radio that answers."""

from __future__ import annotations

from command.seeding.cities import here
from command.seeding.cities.guangzhou import CONGHUA, LIANGKOU
from command.seeding.invented import INVENTED
from devices.terminals.models import Binding, Subject, Terminal
from dispatch.contacts.models import Address, Person
from realtime.accounts.models import User
from realtime.areas.models import TOWN, Area

FARM, FARM_RADIO, FARM_HOME = "流溪河林场", "LXH01", {"lon": 113.777, "lat": 23.751}
ALONE, UNREACHABLE = 9, 23  # every so manieth town has no deputy, or no number: the report of gaps has something to say


def make_contacts() -> None:
    """After the people: whoever has an account is rung on the page."""
    city = here()
    leader = _person("李带班", city.code, "leader_on_duty", org="市应急管理局", title="带班领导", username="daiban")
    chief = _person("陈班长", city.code, "other", org="市应急指挥中心", title="值班长", username="zhibanzhang", superior=leader)
    _person("王值班", city.code, "other", org="市应急指挥中心", title="值班员", username="zhiban", superior=chief)
    _person("市局值班手机", city.code, "duty_mobile", org="市应急管理局", phone="13800000000")
    districts = {code: _district(code, name, leader) for code, name in Area.objects.districts(city.code).values_list("code", "name")}
    _towns(districts)


def _person(
    name: str,
    area: str,
    role: str,
    *,
    org: str,
    title: str = "值班",
    username: str = "",
    phone: str = "",
    deputy: Person | None = None,
    superior: Person | None = None,
) -> Person:
    user = User.objects.filter(username=username).first() if username else None
    person = Person.objects.create(
        user=user, name=name, org=org, title=title, role_id=role, area=area, deputy=deputy, superior=superior, note=INVENTED
    )
    number = phone or (user.phone if user else "")
    addresses = [Address(person=person, channel="app", rank=0)] if user else []
    if number:
        # The record stands in for a telephone gateway: the demo shows what would have been said, and to which number.
        addresses += [
            Address(person=person, channel="record", value=number, rank=1),
            Address(person=person, channel="phone", value=number, rank=2),
        ]
    Address.objects.bulk_create(addresses)
    return person


def _district(code: str, name: str, leader: Person) -> Person:
    last, desk = int(code[4:]), here().desks.get(code)
    deputy = _person(f"{name}值班副班", code, "other", org=f"{name}应急管理局", phone=f"138000{last:02d}002")
    if desk is not None and desk.role == "forest_office":
        _person("三防办值班", code, "flood_office", org=f"{name}三防办", phone=f"138000{last:02d}003", deputy=deputy, superior=leader)
    return _person(
        desk.name if desk else f"{name}值班室", code, desk.role if desk else "duty_desk", org=desk.org if desk else f"{name}应急管理局",
        username=desk.username if desk else "", phone="" if desk else f"138000{last:02d}001", deputy=deputy, superior=leader,
    )  # fmt: skip


def _towns(districts: dict[str, Person]) -> None:
    """In bulk: a desk each, mostly with a deputy."""
    desks_of = here().desks
    towns = [area for area in Area.objects.under(here().code).towns_of_any() if area.code not in desks_of]
    deputies = {
        town.code: Person(name=f"{town.name}副班", org=f"{town.name}人民政府", title="值班", role_id="other", area=town.code, note=INVENTED)
        for place, town in enumerate(towns)
        if place % ALONE
    }
    Person.objects.bulk_create(deputies.values())
    desks = [
        Person(
            name=f"{town.name}值班室", org=f"{town.name}人民政府", title="值班", role_id="duty_desk", area=town.code, note=INVENTED,
            deputy=deputies.get(town.code), superior=districts[town.code[:6]],
        )
        for town in towns
    ]  # fmt: skip
    Person.objects.bulk_create(desks)
    addresses = []
    for place, person in enumerate([*desks, *deputies.values()]):
        number = f"1380{place:07d}"
        if person.role_id == "duty_desk" and place % UNREACHABLE == 0:
            continue
        addresses += [
            Address(person=person, channel="record", value=number, rank=0),
            Address(person=person, channel="phone", value=number, rank=1),
        ]
    Address.objects.bulk_create(addresses)
    for code, desk in desks_of.items():
        if len(code) == TOWN:
            town_deputy = _person(f"{desk.org.removesuffix('人民政府')}副班", code, "other", org=desk.org, phone="13800000010")
            _person(desk.name, code, desk.role, org=desk.org, username=desk.username, deputy=town_deputy, superior=districts[code[:6]])


def make_farm() -> None:
    """Of the model city: a forest farm has a radio, and somebody beside it: the simulator answers by its key."""
    if Terminal.objects.filter(external_id=FARM_RADIO).exists():
        return
    superior = Person.objects.get(area=CONGHUA, role_id="forest_office")
    subject = Subject.objects.create(kind="radio", area=LIANGKOU, label=f"{FARM}值班电台")
    terminal = Terminal.objects.create(
        adapter="radio", external_id=FARM_RADIO, subject=subject, area=CONGHUA, kind="radio", expected_interval_s=30,
        meta={"auto": True, "home": FARM_HOME},
    )  # fmt: skip
    Binding.objects.create(terminal=terminal, subject=subject)
    deputy = _person(f"{FARM}副班", LIANGKOU, "other", org=FARM, phone="13800000012")
    person = _person(f"{FARM}值班室", LIANGKOU, "responsible_unit", org=FARM, phone="13800000011", deputy=deputy, superior=superior)
    person.subject = subject
    person.save(update_fields=["subject"])
    Address.objects.create(person=person, channel="radio", value=FARM_RADIO, rank=0)
