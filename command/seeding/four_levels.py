"""Demo contacts of a rainstorm's night: 增城 district, the towns 派潭 and 正果, twelve of their villages. Names and numbers are invented."""

from __future__ import annotations

from typing import NamedTuple

from command.seeding.invented import INVENTED, number_of
from dispatch.contacts.models import Address, Person
from realtime.areas.models import Area

ZENGCHENG = "440118"
PAITAN, ZHENGGUO = "440118105", "440118104"
VILLAGES = {
    PAITAN: ["440118105230", "440118105204", "440118105215", "440118105232", "440118105228", "440118105236"],
    ZHENGGUO: ["440118104200", "440118104209", "440118104222", "440118104215", "440118104225", "440118104230"],
}
CODES = [code for codes in VILLAGES.values() for code in codes]
# Nobody is entered for this village: what a call of the tree does then is part of the demo.
WITHOUT_CONTACT = "440118105237"
LEADERS = {PAITAN: "何派潭", ZHENGGUO: "罗正果"}
SECRETARIES = ["高志明", "钟伟强", "毛国柱", "刘水根", "潘建华", "朱月娥", "温少平", "巫建国", "汤永福", "列细妹", "来天生", "罗正果"]
DEPUTIES = ["高佩仪", "钟伙生", "毛嘉欣", "刘艳芳", "潘锦棠", "朱炳辉", "温丽华", "巫志坚", "汤秀英", "列国华", "来小燕", "蓝文彬"]


class Way(NamedTuple):
    channel: str
    rank: int


# The record stands in for the gateways: the demo shows what would have been said, to which number.
WAYS = [Way("record", 0), Way("sms", 0), Way("phone", 1)]


def make_four_levels() -> None:
    """District 3, towns 4, villages 2 each: 31 persons, four of whom other seeds have made already. Safe to run again."""
    if Person.objects.filter(area=CODES[0]).exists():
        return
    district = Person.objects.filter(area=ZENGCHENG, role_id="duty_desk").order_by("id").first()
    leader = _person("郑区长", ZENGCHENG, "principal", "增城区人民政府", "三防副总指挥", 1)
    _person("区三防办值班", ZENGCHENG, "flood_office", "增城区三防办", "值班", 2, superior=leader)
    for town, codes in VILLAGES.items():
        name = Area.objects.values_list("name", flat=True).get(pk=town)
        boss = _person(LEADERS[town], town, "town_leader", f"{name}人民政府", "分管副镇长", _leaders_number(town), superior=district)
        _person(f"{name}驻村干部", town, "cadre", f"{name}人民政府", "驻村干部", 20 + int(town[-1]), superior=boss)
        for code in codes:
            _village(code, boss)


def _leaders_number(town: str) -> int:
    return 10 + int(town[-1])


def _village(code: str, superior: Person) -> None:
    """The last village's first contact is its town's leader: one human in two posts, who is rung once."""
    place = CODES.index(code)
    also = SECRETARIES[place] == superior.name
    name = Area.objects.values_list("name", flat=True).get(pk=code)
    deputy = _person(DEPUTIES[place], code, "village_contact", f"{name}委会", "副主任", 60 + place, superior=superior)
    number, title = (_leaders_number(superior.area), "驻村第一书记") if also else (40 + place, "书记、主任")
    _person(SECRETARIES[place], code, "village_contact", f"{name}委会", title, number, deputy=deputy, superior=superior)
    speaker = Person.objects.create(name=f"{name}大喇叭", org=f"{name}委会", role_id="loudspeaker", area=code, note=INVENTED)
    Address.objects.create(person=speaker, channel="loudspeaker", value=f"LS{code[6:]}")


def _person(
    name: str, area: str, role: str, org: str, title: str, number: int, *, deputy: Person | None = None, superior: Person | None = None
) -> Person:
    person = Person.objects.create(
        name=name, area=area, role_id=role, org=org, title=title, deputy=deputy, superior=superior, note=INVENTED
    )
    phone = number_of(118, number)
    Address.objects.bulk_create([Address(person=person, channel=way.channel, value=phone, rank=way.rank) for way in WAYS])
    return person
