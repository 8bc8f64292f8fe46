"""The demo city's directory: the posts of the story with accounts and a radio that answers, every town with an invented desk."""

from __future__ import annotations

from command.seeding.four_levels import make_four_levels
from command.seeding.invented import INVENTED
from devices.terminals.models import Binding, Subject, Terminal
from dispatch.contacts.models import Address, Person
from realtime.accounts.models import User
from realtime.areas.models import Area

CONGHUA, LIANGKOU = "440117", "440117104"
FARM, FARM_RADIO, FARM_HOME = "流溪河林场", "LXH01", {"lon": 113.777, "lat": 23.751}
ALONE, UNREACHABLE = 9, 23  # every so manieth town has no deputy, or no number: the report of gaps has something to say


def make_contacts() -> None:
    """After the people: whoever has an account is rung on the page."""
    leader = _person("李带班", "4401", "leader_on_duty", org="市应急管理局", title="带班领导", username="daiban")
    chief = _person("陈班长", "4401", "other", org="市应急指挥中心", title="值班长", username="zhibanzhang", superior=leader)
    _person("王值班", "4401", "other", org="市应急指挥中心", title="值班员", username="zhiban", superior=chief)
    _person("市局值班手机", "4401", "duty_mobile", org="市应急管理局", phone="13800000000")
    districts = {
        code: _district(code, name, leader) for code, name in Area.objects.filter(code__regex=r"^4401\d\d$").values_list("code", "name")
    }
    _towns(districts)
    _farm(districts[CONGHUA])
    make_four_levels()


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
    last = int(code[4:])
    deputy = _person(f"{name}值班副班", code, "other", org=f"{name}应急管理局", phone=f"138000{last:02d}002")
    if code == CONGHUA:
        _person("三防办值班", code, "flood_office", org="从化区三防办", phone=f"138000{last:02d}003", deputy=deputy, superior=leader)
        return _person("黄从化", code, "forest_office", org="从化区森防办", username="conghua", deputy=deputy, superior=leader)
    username = "zengcheng" if code == "440118" else ""
    return _person(
        "刘增城" if username else f"{name}值班室", code, "duty_desk", org=f"{name}应急管理局", username=username,
        phone=f"138000{last:02d}001", deputy=deputy, superior=leader,
    )  # fmt: skip


def _towns(districts: dict[str, Person]) -> None:
    """In bulk: a desk each, mostly with a deputy."""
    towns = [area for area in Area.objects.filter(code__regex=r"^4401\d{5}$") if area.code[:6] in districts and area.code != LIANGKOU]
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
    deputy = _person("良口镇副班", LIANGKOU, "other", org="良口镇人民政府", phone="13800000010")
    _person(
        "周良口", LIANGKOU, "duty_desk", org="良口镇人民政府", username="liangkou", deputy=deputy, superior=districts[CONGHUA]
    )  # fmt: skip


def _farm(superior: Person) -> None:
    """A forest farm has a radio, and somebody beside it: the simulator answers by its key."""
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
