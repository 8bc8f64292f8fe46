"""周口 4116: both numbers fall, 沈丘 has had no accident for years, nobody dies in the rain of typhoon 杜苏芮."""

from __future__ import annotations

from command.seeding.cities.city import City, Desk, Officer, usual_staff
from command.seeding.cities.year import Rounds, Said, Trade, Year, yoy

CHUANHUI, SHENQIU, LIUZHUANGDIAN = "411602", "411624", "411624101"

YEAR = Year(
    source="2024 年 3 月 27 日全市应急管理工作会议(总结 2023 年)",
    responses={"rainstorm": {4: 6, 3: 2, 2: 1}, "flood": {4: 3, 3: 1}, "frost": {4: 2}, "drought": {4: 1}},
    rounds=Rounds(number=8, moved=1_260, named=(("rain", "台风“杜苏芮”外围极端强降雨", 7, 28),)), drills=260, drill_people=15_400,
    accidents=(
        Trade("道路交通", ("road",), "12H00", (52, 39, 27), (54, 39, 30)), Trade("建筑施工", ("construction",), "12C01", (16, 11, 5), (18, 12, 6)),
        Trade("工矿商贸", ("trade", "chem", "confined"), "", (12, 7, 6), (13, 7, 8)), Trade("火灾", ("fire",), "12G99", (8, 1, 2), (9, 1, 2)),
    ),
    spared=(SHENQIU,),
    said=(
        yoy("accidents", "生产安全事故起数同比下降 6.4%", -6.4), yoy("accident_deaths", "死亡人数同比下降 1.7%", -1.7),
        Said("disaster_deaths", "全市未发生因灾死亡事件", 0, "人"), Said("accidents", "沈丘县多年来安全生产无事故", 0, "起", area=SHENQIU),
    ),
)  # fmt: skip

CITY = City(
    slug="zhoukou", code="4116", name="周口市", province="河南省", plate="豫P", year=YEAR,
    forces={"industry": (72, 2_620), "grassroots": (120, 2_760), "volunteer": (10, 380)},
    staff=(
        *usual_staff("4116", CHUANHUI, CHUANHUI),
        Officer("chuanhui", "黄川汇", "13800000004", "duty_officer", CHUANHUI), Officer("shenqiu", "刘沈丘", "13800000007", "duty_officer", SHENQIU),
        Officer("liuzhuangdian", "周庄店", "13800000008", "town_desk", LIUZHUANGDIAN),
    ),
    leaders_unit="川汇区防汛抢险队",
    desks={
        CHUANHUI: Desk("chuanhui", "黄川汇", "flood_office", "川汇区三防办"), SHENQIU: Desk("shenqiu", "刘沈丘", "duty_desk", "沈丘县应急管理局"),
        LIUZHUANGDIAN: Desk("liuzhuangdian", "周庄店", "duty_desk", "刘庄店镇人民政府"),
    },
    radios=60, phones=35,
)  # fmt: skip
