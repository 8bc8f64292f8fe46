"""衡水 1311: a report of ten months whose deaths in industry rose while all others fell – said as it is, and 饶阳's fine-grained control of risks."""

from __future__ import annotations

from command.seeding.cities.city import City, Desk, Officer, usual_staff
from command.seeding.cities.year import Rounds, Said, Told, Trade, Year, yoy

TAOCHENG, RAOYANG, ZHAOJIAQUAN = "131102", "131124", "131102101"
OCTOBER = (10, 31)
INDUSTRY, ROADS, FIRES = "工矿商贸", "生产经营性道路交通", "生产经营性火灾"

YEAR = Year(
    source="衡水市应急管理工作汇报(前 10 个月)",
    responses={"rainstorm": {4: 4, 3: 1}, "flood": {4: 2}, "frost": {4: 1}}, rounds=Rounds(number=6, moved=420), drills=180, drill_people=9_600,
    accidents=(
        Trade(INDUSTRY, ("trade", "chem", "dust", "confined"), "", (9, 14, 8), (21, 11, 15)),
        Trade(ROADS, ("passenger",), "12H00", (44, 37, 29), (67, 51, 46)), Trade(FIRES, ("fire",), "12G99", (43, 0, 3), (70, 1, 7)),
    ),
    accidents_until=OCTOBER,
    told=(Told("closed_down", 8), Told("disputes_solved", 468, by_district=False)),
    said=(
        yoy("accidents", "事故起数同比下降 39.24%", -39.24, until=OCTOBER), yoy("accident_deaths", "死亡人数同比下降 19.05%", -19.05, until=OCTOBER),
        yoy("accidents", "工矿商贸事故起数下降 57.14%", -57.14, trade=INDUSTRY, until=OCTOBER),
        yoy("accident_deaths", "工矿商贸死亡人数上升 27.27%", 27.27, trade=INDUSTRY, until=OCTOBER),
        yoy("accidents", "生产经营性道路交通事故下降 34.33%", -34.33, trade=ROADS, until=OCTOBER),
        yoy("accident_deaths", "生产经营性道路交通死亡下降 27.45%", -27.45, trade=ROADS, until=OCTOBER),
        Said("accident_deaths", "生产经营性火灾未造成人员死亡", 0, "人", trade=FIRES, until=OCTOBER),
        Said("closed_down", "化工企业“关停取缔”8 家", 8, "家"),
    ),
)  # fmt: skip

CITY = City(
    slug="hengshui", code="1311", name="衡水市", province="河北省", plate="冀T", year=YEAR,
    forces={"industry": (66, 2_240), "grassroots": (90, 1_980), "volunteer": (8, 300)},
    staff=(
        *usual_staff("1311", TAOCHENG, TAOCHENG),
        Officer("taocheng", "黄桃城", "13800000004", "duty_officer", TAOCHENG), Officer("raoyang", "刘饶阳", "13800000007", "duty_officer", RAOYANG),
        Officer("zhaojiaquan", "周家圈", "13800000008", "town_desk", ZHAOJIAQUAN),
    ),
    leaders_unit="桃城区危化品救援队",
    desks={
        TAOCHENG: Desk("taocheng", "黄桃城", "duty_desk", "桃城区应急管理局"), RAOYANG: Desk("raoyang", "刘饶阳", "duty_desk", "饶阳县应急管理局"),
        ZHAOJIAQUAN: Desk("zhaojiaquan", "周家圈", "duty_desk", "赵家圈镇人民政府"),
    },
    radios=60, phones=35,
)  # fmt: skip
