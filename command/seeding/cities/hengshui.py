"""衡水 1311: a report of ten months whose deaths in industry rose while all others fell – said as it is, and 饶阳's fine-grained control of risks."""

from __future__ import annotations

from command.seeding.cities.city import City, Desk, Officer, usual_staff
from command.seeding.cities.year import Rounds, Said, Told, Trade, Year

TAOCHENG, RAOYANG, ZHAOJIAQUAN = "131102", "131124", "131102101"
OCTOBER = (10, 31)

YEAR = Year(
    source="衡水市应急管理工作汇报(前 10 个月)",
    responses={"rainstorm": {4: 4, 3: 1}, "flood": {4: 2}, "frost": {4: 1}}, rounds=Rounds(number=6, moved=420), drills=180, drill_people=9_600,
    accidents=(
        Trade("工矿商贸", ("trade", "chem", "dust", "confined"), "12N00", (9, 14, 8), (21, 11, 15)),
        Trade("生产经营性道路交通", ("passenger",), "12H00", (44, 37, 29), (67, 51, 46)), Trade("生产经营性火灾", ("fire",), "12G99", (43, 0, 3), (70, 1, 7)),
    ),
    accidents_until=OCTOBER,
    told=(Told("plants_closed", 8, "家"), Told("disputes_solved_share", 90, "%", months=(10, 10), by_district=False)),
    said=(
        Said("accidents_yoy", "事故起数同比下降 39.24%", -39.24, "%", until=OCTOBER), Said("deaths_yoy", "死亡人数同比下降 19.05%", -19.05, "%", until=OCTOBER),
        Said("accidents_yoy", "工矿商贸事故起数下降 57.14%", -57.14, "%", "工矿商贸", OCTOBER),
        Said("deaths_yoy", "工矿商贸死亡人数上升 27.27%", 27.27, "%", "工矿商贸", OCTOBER),
        Said("accidents_yoy", "生产经营性道路交通事故下降 34.33%", -34.33, "%", "生产经营性道路交通", OCTOBER),
        Said("deaths_yoy", "生产经营性道路交通死亡下降 27.45%", -27.45, "%", "生产经营性道路交通", OCTOBER),
        Said("deaths", "生产经营性火灾未造成人员死亡", 0, "人", "生产经营性火灾", OCTOBER),
        Said("plants_closed", "化工企业“关停取缔”8 家", 8, "家"), Said("disputes_solved_share", "矛盾纠纷化解率 90% 以上", 90, "%"),
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
