"""河源 4416: 18 rounds of heavy rain, 8923 people moved ahead of them, a plan library of 1+31, contacts on four levels."""

from __future__ import annotations

from command.seeding.cities.city import City, Desk, Officer, usual_staff
from command.seeding.cities.year import Rounds, Said, Trade, Year

LONGCHUAN, DONGYUAN, XIANTANG = "441622", "441625", "441625100"

YEAR = Year(
    source="河源市应急管理局 2021 年 1 月党委(扩大)会议",
    alarms=96, verified=17, burned_mu=268.5, quiet=("清明",),
    responses={"rainstorm": {4: 12, 3: 4}, "flood": {4: 4, 3: 1}, "wind": {4: 3}, "forest_fire": {4: 2}},
    rounds=Rounds(number=18, moved=8923), drills=420, drill_people=26_000, flood_drills=6,
    accidents=(
        Trade("道路交通", ("road",), "12H00", (88, 24, 31), (96, 27, 40)), Trade("建筑施工", ("construction",), "12C01", (19, 6, 4), (22, 7, 6)),
        Trade("工矿商贸", ("mine", "trade", "tailings"), "12B00", (9, 3, 2), (12, 3, 5)), Trade("火灾", ("fire",), "12G99", (11, 0, 2), (14, 1, 3)),
    ),
    said=(
        Said("rounds", "成功防御 18 轮较强降雨天气", 18, "轮"), Said("moved", "累计紧急提前转移安置 8923 人", 8923, "人"),
        Said("flood_drills", "防汛应急演练 6 次", 6, "次"), Said("plans_special", "“1+31”应急预案中的专项预案", 31, "个"),
    ),
)  # fmt: skip

CITY = City(
    slug="heyuan", code="4416", name="河源市", province="广东省", plate="粤P", year=YEAR,
    forces={"industry": (84, 3_180), "grassroots": (95, 2_460), "volunteer": (9, 410)},
    staff=(
        *usual_staff("4416", LONGCHUAN, LONGCHUAN),
        Officer("longchuan", "黄龙川", "13800000004", "duty_officer", LONGCHUAN), Officer("dongyuan", "刘东源", "13800000007", "duty_officer", DONGYUAN),
        Officer("xiantang", "周仙塘", "13800000008", "town_desk", XIANTANG),
    ),
    leaders_unit="龙川县森林消防大队", wooded=("441622", "441625", "441621", "441623", "441624"),
    desks={
        LONGCHUAN: Desk("longchuan", "黄龙川", "forest_office", "龙川县森防办"), DONGYUAN: Desk("dongyuan", "刘东源", "duty_desk", "东源县应急管理局"),
        XIANTANG: Desk("xiantang", "周仙塘", "duty_desk", "仙塘镇人民政府"),
    },
    radios=80, phones=45,
)  # fmt: skip
