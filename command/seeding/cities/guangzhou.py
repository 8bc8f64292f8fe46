"""广州 4401: the model city. Its stories (从化良口、增城派潭、南沙小虎岛) have makers of their own beside this folder."""

from __future__ import annotations

from command.seeding.cities.city import City, Desk, Known, Officer, Spot, usual_staff
from command.seeding.cities.year import Rounds, Said, Told, Trade, Year, yoy
from dispatch.teams.models import Base

CONGHUA, ZENGCHENG, LIANGKOU = "440117", "440118", "440117104"
LEADERS_UNIT = "从化区森林消防大队"

YEAR = Year(
    source="广州市应急管理局 2020 年工作总结和 2021 年工作计划",
    alarms=285, verified=31, burned_mu=873.21, quiet=("清明", "重阳"),
    responses={
        "rainstorm": {4: 18, 3: 5}, "wind": {4: 7, 3: 3, 2: 1}, "flood": {4: 6, 3: 2}, "frost": {4: 3}, "drought": {4: 2},
    },
    rounds=Rounds(number=9, moved=4316, named=(("rain", "“5·22”特大暴雨", 5, 21), ("rain", "“6·7”暴雨内涝", 6, 6))),
    drills=3_126, drill_people=259_640, quakes=6, decisions=39,
    accidents=(
        Trade("道路交通", ("road",), "12H00", (214, 46, 58), (292, 50, 120)),
        Trade("建筑施工", ("construction",), "12C01", (71, 20, 14), (97, 22, 27)),
        Trade("工矿商贸", ("trade", "dust", "confined"), "", (57, 14, 13), (78, 15, 24)),
        Trade("火灾", ("fire",), "12G99", (24, 2, 6), (33, 3, 10)),
    ),
    told=(
        Told("inspections_made", 437_000), Told("hazards_reported", 361_500), Told("penalties", 7_529), Told("penalty_amount", 7438.34),
        Told("sms_sent", 2_500_000_000, by_district=False), Told("sms_weather", 618_000_000, months=(3, 10), by_district=False),
        Told("rain_mm", 1805.2, by_district=False), Told("rain_normal_mm", 1776.8, by_district=False), Told("trained", 13_040), Told("education", 83, by_district=False),
        Told("meetings", 35, by_district=False), Told("quakes", 6, by_district=False), Told("decisions_solved", 39, by_district=False), Told("teams", 405, months=(12, 12), by_district=False), Told("team_people", 21_769, months=(12, 12), by_district=False), Told("experience_area", 14_000, months=(12, 12), by_district=False),
        Told("experience_items", 350, months=(12, 12), by_district=False),
    ),
    said=(
        yoy("accidents", "事故起数同比下降 26.8%", -26.8), yoy("accident_deaths", "死亡人数同比下降 8.9%", -8.9),
        yoy("accident_injured", "受伤人数同比下降 49.7%", -49.7),
        Said("alarms", "森林防火接警 285 宗", 285, "宗"), Said("verified", "核实 31 宗", 31, "宗"), Said("burned", "过火面积 873.21 亩", 873.21, "亩"),
        Said("responses", "总共启动应急响应 47 次", 47, "次"), Said("rain_mm", "平均降雨量 1805.2 毫米", 1805.2, "毫米"),
        Said("rain_anomaly", "较常年偏多 1.6%", 1.6, "%"), Said("quakes", "地震累计 6 次,无灾情、无影响", 6, "次"),
        Said("decisions_solved", "安委会“双主任”研究解决重大问题 39 项", 39, "项"),
        Said("inspections_made", "监督检查生产经营单位 43.7 万家次", 437_000, "家次"), Said("hazards_reported", "查处隐患 36.15 万项", 361_500, "项"),
        Said("penalties", "行政处罚 7529 次", 7_529, "次"), Said("penalty_amount", "经济罚款 7438.34 万元", 7438.34, "万元"),
        Said("sms_sent", "疫情防控预警和提示短信 25 亿人次", 2_500_000_000, "人次"), Said("sms_weather", "重大天气预警信息近 6.18 亿人次", 618_000_000, "人次", relation="near"),
        Said("drills", "应急演练 3100 多场次", 3100, "场次", relation="over"), Said("drill_people", "近 26 万人参加", 260_000, "人次", relation="near"),
        Said("trained", "培训 13000 余人次", 13_000, "人次", relation="over"), Said("education", "80 多项安全宣传活动", 80, "项", relation="over"),
        Said("meetings", "19 次市委常委会、16 次市政府会议", 35, "次"), Said("experience_area", "体验馆 1.4 万平方米", 14_000, "平方米"),
        Said("experience_items", "350 个体验项目", 350, "项"),
        Said("teams", "251+133+21 支队伍", 405, "支"), Said("team_people", "14627+5524+1618 人", 21_769, "人"),
        Said("plans_special", "市级专项应急预案 68 个", 68, "个"),
    ),
)  # fmt: skip

CITY = City(
    slug="guangzhou", code="4401", name="广州市", province="广东省", plate="粤A", year=YEAR,
    # As the city's yearly report gives them
    forces={"industry": (251, 14_627), "grassroots": (133, 5_524), "volunteer": (21, 1_618)},
    staff=(
        *usual_staff("4401", CONGHUA, CONGHUA)[:3],
        Officer("conghua", "黄从化", "13800000004", "duty_officer", CONGHUA),
        Officer("zengcheng", "刘增城", "13800000007", "duty_officer", ZENGCHENG),
        Officer("liangkou", "周良口", "13800000008", "town_desk", LIANGKOU),
        *usual_staff("4401", CONGHUA, CONGHUA)[3:],
    ),
    leaders_unit=LEADERS_UNIT,
    wooded=("440117", "440118", "440114", "440111", "440112"), coastal=("440115", "440113", "440112"),
    desks={
        CONGHUA: Desk("conghua", "黄从化", "forest_office", "从化区森防办"), ZENGCHENG: Desk("zengcheng", "刘增城", "duty_desk", "增城区应急管理局"),
        LIANGKOU: Desk("liangkou", "周良口", "duty_desk", "良口镇人民政府"),
    },
    stories={
        "从化区森林消防大队": Known(30, 113.5860, 23.5480, "B-CH"), "增城区森林消防大队": Known(40, 113.8110, 23.2610, "B-ZC"),
        "良口镇应急救援队": Known(20, 113.7310, 23.7230), "流溪河林场扑火队": Known(15, 113.7800, 23.7520),
    },
    radios=160, phones=90,
    drones=(
        Spot("从化", "440117", 113.7370, 23.7110), Spot("增城", "440118", 113.8110, 23.2610), Spot("花都", "440114", 113.2200, 23.4040),
        Spot("白云", "440111", 113.2730, 23.2900), Spot("黄埔", "440112", 113.4800, 23.2000), Spot("南沙", "440115", 113.5250, 22.8020),
    ),
    bases=(
        ("B-CH", "从化应急救援备勤基地", Base.STANDBY, "440117", 113.5860, 23.5480), ("B-ZC", "增城应急救援备勤基地", Base.STANDBY, "440118", 113.8110, 23.2610),
        ("B-BY", "白云应急救援集训基地", Base.TRAINING, "440111", 113.2730, 23.2900), ("B-TH", "天河社会应急力量孵化基地", Base.INCUBATION, "440106", 113.3610, 23.1250),
        ("B-HP", "黄埔政企应急联创基地", Base.JOINT, "440112", 113.4800, 23.2000),
    ),
    base_of={
        ("440117", "forest_fire"): "B-CH", ("440118", "forest_fire"): "B-ZC", ("440118", "flood"): "B-ZC", ("440111", "forest_fire"): "B-BY",
        ("440106", "volunteer"): "B-TH", ("440112", "hazmat"): "B-HP",
    },
    posts=(
        ("良口镇前置驻防点", "fire", "440117", 113.7370, 23.7110, "从化区森林消防大队"), ("派潭镇前置驻防点", "flood", "440118", 113.7780, 23.4940, "增城区防汛抢险队"),
    ),
    vehicles=(
        ("粤A·1190应", "pump_truck", 6, "增城区森林消防大队"), ("粤A·1191应", "pump_truck", 6, "增城区森林消防大队"), ("粤A·1192应", "carrier", 20, "增城区森林消防大队"),
        ("粤A·1170应", "pump_truck", 6, "从化区森林消防大队"), ("粤A·1171应", "carrier", 24, "从化区森林消防大队"), ("粤A·1172应", "command", 5, "从化区森林消防大队"),
        ("粤A·1173应", "carrier", 12, "良口镇应急救援队"), ("粤A·1150应", "foam_truck", 6, "南沙区危化品救援队"), ("粤A·1120应", "foam_truck", 6, "黄埔区危化品救援队"),
        ("粤A·1130应", "drainage", 3, "番禺区防汛抢险队"), ("粤A·1160应", "comms", 4, "天河区通信保障队"), ("粤A·1110应", "ambulance", 4, "白云区医疗救护队"),
    ),
    depots=(Spot("市应急物资储备中心(北库)", "4401", 113.300, 23.250), Spot("市应急物资储备中心(南库)", "4401", 113.400, 22.980)),
    towns_with_depot=("440117104", "440118105", "440115102", "440113104", "440114105", "440111113"),
    villages_with_depot=(
        Spot("良口镇良明村物资点", "440117104", 113.752, 23.731), Spot("派潭镇高滩村物资点", "440118105", 113.800, 23.560),
        Spot("黄阁镇莲溪村物资点", "440115102", 113.520, 22.835),
    ),
    enterprises=(
        ("穗丰仓储(代储)", "440112", 113.480, 23.120, [("SP-01", 50_000, 120), ("SP-02", 8_000, 120), ("BX-02", 3_000, 180)]),
        ("岭南机电租赁(代储)", "440111", 113.260, 23.220, [("FD-01", 20, 180), ("FX-04", 12, 180), ("FD-02", 30, 180)]),
        ("珠江沙石(代储)", "440113", 113.420, 22.950, [("GC-02", 5_000, 240), ("GC-01", 200_000, 240)]),
        ("南沙消防科技(代储)", "440115", 113.540, 22.860, [("FH-06", 400, 120), ("WH-02", 60, 120)]),
    ),
)  # fmt: skip
