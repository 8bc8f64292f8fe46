"""霍州 141082: a county-level city, its towns directly below it. No figures in its paper but this one: no grave accident; every village in the book."""

from __future__ import annotations

from command.seeding.cities.city import City, Desk, Officer, usual_staff
from command.seeding.cities.year import Rounds, Said, Trade, Year

CODE, XINZHI = "141082", "141082101"

YEAR = Year(
    source="霍州市应急管理局“1234”工作法(临汾新闻网,2019 年)",
    alarms=14, verified=3, burned_mu=21.0, responses={"rainstorm": {4: 2}, "flood": {4: 1}, "forest_fire": {4: 1}}, rounds=Rounds(number=3, moved=160),
    drills=46, drill_people=2_300,
    accidents=(
        Trade("煤矿", ("mine",), "12A00", (2, 1, 2), (3, 1, 3)), Trade("道路交通", ("road",), "12H00", (7, 3, 4), (8, 3, 6)),
        Trade("工矿商贸", ("trade", "metal"), "", (3, 1, 2), (4, 2, 2)),
    ),
    said=(
        Said("accidents_major", "不发生重特大生产安全事故", 0, "起"), Said("areas_in_book", "所有乡镇、街道办、行政村入册", 164, "个"),
    ),
)  # fmt: skip

CITY = City(
    slug="huozhou", code=CODE, name="霍州市", province="山西省", plate="晋L", year=YEAR,
    forces={"industry": (22, 760), "grassroots": (12, 310), "volunteer": (3, 90)},
    staff=(*usual_staff(CODE, CODE, CODE), Officer("xinzhi", "周辛置", "13800000008", "town_desk", XINZHI)),
    leaders_unit="霍州市森林消防大队", wooded=(CODE,), desks={XINZHI: Desk("xinzhi", "周辛置", "duty_desk", "辛置镇人民政府")},
    radios=24, phones=12,
)  # fmt: skip
