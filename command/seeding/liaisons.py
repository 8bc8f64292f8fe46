"""Demo contacts of the departments a plan names: a liaison each for the city and every district. Names and numbers are invented."""

from __future__ import annotations

from command.seeding.cities import here
from command.seeding.invented import INVENTED, number_of
from dispatch.contacts.models import Address, Person
from realtime.areas.models import Area

SERIES = 71  # of invented numbers
DEPARTMENTS = [
    "应急管理局", "消防救援机构", "公安局", "卫生健康局", "生态环境局", "交通运输局", "民政局", "通信管理办公室", "气象局", "宣传部", "住房和城乡建设局", "水务局",
    "林业和园林局", "发展改革局", "教育局", "供电局", "海事处", "规划和自然资源局", "财政局", "文化广电旅游局", "城市管理局",
]  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"


def make_liaisons() -> None:
    """Idempotent: where a city or district has one, it has all."""
    city = here().code
    places = list((Area.objects.filter(pk=city) | Area.objects.districts(city)).order_by("code").values_list("code", "name"))
    there = set(Person.objects.filter(role_id="liaison", note=INVENTED).values_list("area", flat=True))
    made = [
        Person(
            name=f"{SURNAMES[(place * 7 + number) % len(SURNAMES)]}联络", org=f"{name}{department}", title="联络员", role_id="liaison", area=code,
            note=INVENTED,
        )
        for place, (code, name) in enumerate(places)
        if code not in there
        for number, department in enumerate(DEPARTMENTS)
    ]  # fmt: skip
    Person.objects.bulk_create(made)
    # The record stands in for a telephone gateway: the demo shows what would have been said, and to which number.
    Address.objects.bulk_create(
        [
            Address(person=person, channel=channel, value=number_of(SERIES, number), rank=rank)
            for number, person in enumerate(made)
            for rank, channel in enumerate(("record", "phone"))
        ]
    )
