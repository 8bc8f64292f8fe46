"""Every layer of the one map: what it is called, what its objects carry, how long their figures are good for, and who may see it. No Django."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["point", "line", "area"]
Type = Literal["text", "number", "bool", "choice", "phone", "time"]
Frame = Literal["disc", "shield", "square", "diamond", "house", "drop", "hexagon", "flag"]
# "features": rows of Feature, drawn by the layers' part of the map; "board": rows that live on the board and are drawn from there.
Origin = Literal["features", "board"]

PROTECTED = "layer.protected"
HOUR, DAY = 3600, 86_400


class Attribute(NamedTuple):
    key: str
    name: str
    type: Type = "text"
    unit: str = ""
    choices: tuple[str, ...] = ()


class Group(NamedTuple):
    key: str
    name: str
    frame: Frame  # the shape around an icon says which class of things this is, before the glyph is made out


class Layer(NamedTuple):
    key: str
    group: str
    name: str
    icon: str  # one character: read under pressure, where a drawing is guessed at; the frame around it is its group's
    attributes: tuple[Attribute, ...] = ()
    max_age_s: int | None = None  # older figures are shown greyed; None = does not age
    kinds: tuple[Kind, ...] = ("point",)
    verb: str = ""  # needed to see it, besides the area
    origin: Origin = "features"
    owner: str = ""  # the domain table that writes these rows; here they are only shown


GROUPS: tuple[Group, ...] = (
    Group("event", "事件", "disc"),
    Group("force", "力量", "shield"),
    Group("resource", "资源", "square"),
    Group("risk", "风险", "diamond"),
    Group("protected", "防护目标", "house"),
    Group("weather", "水情气象", "drop"),
    Group("sensing", "感知", "hexagon"),
    Group("plot", "标绘与区划", "flag"),
)

A = Attribute
ADDRESS, CONTACT, PHONE, NOTE = A("address", "地址"), A("contact", "联系人"), A("phone", "电话", "phone"), A("note", "备注")
WHO = (ADDRESS, CONTACT, PHONE)
PEOPLE = A("people", "人数", "number", "人")
GRADE = A("grade", "等级", "choice", "", ("一级", "二级", "三级", "四级"))
RISK = A("risk", "风险等级", "choice", "", ("重大", "较大", "一般", "低"))
COLOUR = A("colour", "预警颜色", "choice", "", ("红", "橙", "黄", "蓝"))
BASE = (A("capacity", "可驻", "number", "人"), A("stationed", "现驻", "number", "人"), A("teams", "队伍", "number", "支"), ADDRESS, CONTACT)
AREA_HA = A("area_ha", "面积", "number", "公顷")

LAYERS: tuple[Layer, ...] = (
    # event
    Layer("incident", "event", "突发事件", "事", origin="board"),
    Layer("alarm", "event", "待核警情", "警", origin="board"),
    Layer(
        "hotspot", "event", "火点/卫星热点", "火",
        (A("confidence", "置信度"), A("pixels", "像元数", "number"), A("frp", "辐射功率", "number", "MW"), A("satellite", "卫星"), A("verified", "核查情况")),
        max_age_s=DAY,
    ),
    Layer("fire_perimeter", "event", "过火范围", "烧", (AREA_HA, NOTE), max_age_s=6 * HOUR, kinds=("area",)),
    Layer("affected_area", "event", "影响区", "影", (PEOPLE, AREA_HA, NOTE), kinds=("area",)),
    Layer("cordon", "event", "警戒区", "禁", (A("reason", "原因"), PEOPLE), kinds=("area",)),
    # force
    Layer("team", "force", "救援队伍", "队", (A("category", "类别"), A("headcount", "人数", "number", "人")), origin="board"),
    Layer("vehicle", "force", "车辆", "车", origin="board"),
    Layer("person", "force", "人员(单兵)", "员", origin="board"),
    Layer("uav", "force", "无人机", "机", origin="board"),
    Layer("dock", "force", "机巢", "巢", origin="board"),
    Layer("helicopter", "force", "直升机", "直", (A("model", "机型"), A("base", "驻地"), A("payload_kg", "载重", "number", "kg"), PHONE)),
    Layer("vessel", "force", "船艇", "船", (A("model", "型号"), A("seats", "载员", "number", "人"), A("owner", "单位"), PHONE)),
    Layer("standby_post", "force", "靠前驻防点", "驻", origin="board"),
    Layer("base_training", "force", "集训基地", "训", BASE, owner="应急基地"),
    Layer("base_standby", "force", "备勤基地", "备", BASE, owner="应急基地"),
    Layer("base_incubation", "force", "孵化基地", "孵", BASE, owner="应急基地"),
    Layer("base_joint", "force", "联创基地", "联", BASE, owner="应急基地"),
    Layer("command_post", "force", "前指/现场指挥部", "指", (A("commander", "指挥员"), CONTACT, PHONE, NOTE)),
    # resource
    Layer(
        "depot", "resource", "物资仓库", "库",
        (A("level", "级别", "choice", "", ("村级", "镇街", "区级", "市级", "企业代储")), A("owner", "权属单位"), A("keeper", "保管员"), PHONE), owner="应急物资",
    ),
    Layer(
        "shelter", "resource", "避难场所", "避",
        (A("capacity", "可容纳", "number", "人"), A("occupied", "已安置", "number", "人"), A("open", "已开放", "bool"), *WHO), max_age_s=12 * HOUR,
    ),
    Layer(
        "hospital", "resource", "医院", "医",
        (A("grade", "等级"), A("beds", "床位", "number", "张"), A("free_beds", "空余床位", "number", "张"), A("burns", "烧伤科", "bool"), *WHO), max_age_s=DAY,
    ),
    Layer(
        "water_source", "resource", "取水点", "水",
        (
            A("kind", "类型", "choice", "", ("消火栓", "水库", "河涌", "水池", "水塔", "山塘", "水车停靠点")), A("volume_m3", "蓄水量", "number", "m³"),
            A("pump", "可架泵", "bool"), A("helicopter", "直升机可取水", "bool"), A("truck", "可通消防车", "bool"), A("usable", "可用", "bool"),
            A("elevation_m", "高程", "number", "m"), ADDRESS,
        ),
    ),
    Layer("helipad", "resource", "起降点", "停", (A("size_m", "场地", "number", "m"), A("night", "可夜航", "bool"), *WHO)),
    Layer("expert", "resource", "专家", "专", (A("field", "专业"), A("unit", "单位"), A("title", "职称"), PHONE)),
    Layer("loudspeaker", "resource", "大喇叭", "播", (A("online", "在线", "bool"), A("village", "村居"), PHONE), max_age_s=DAY),
    Layer("comm_vehicle", "resource", "通信车", "通", (A("bearers", "通信手段"), A("owner", "单位"), CONTACT, PHONE)),
    # risk
    Layer(
        "hazard", "risk", "隐患", "隐",
        (RISK, A("state", "状态", "choice", "", ("待整改", "整改中", "已整改", "已销号")), A("unit", "责任单位"), A("due", "整改期限", "time"), NOTE),
    ),
    Layer("risk_unit", "risk", "风险点", "险", (RISK, A("unit", "单位"), A("sector", "行业"), *WHO)),
    Layer(
        "risk_town", "risk", "乡镇风险四色", "镇",
        (RISK, A("colour", "颜色", "choice", "", ("红", "橙", "黄", "蓝")), A("red", "重大", "number", "个"), A("orange", "较大", "number", "个"), A("yellow", "一般", "number", "个"), A("blue", "低", "number", "个")),
        kinds=("area",), owner="风险分级管控",
    ),
    Layer(
        "chem_enterprise", "risk", "危化企业", "危",
        (A("grade", "重大危险源", "choice", "", ("一级", "二级", "三级", "四级", "无")), A("substances", "主要危化品"), A("tons", "储量", "number", "吨"), PEOPLE, *WHO),
    ),
    Layer("chem_park", "risk", "化工园区", "园", (A("enterprises", "企业数", "number", "家"), PEOPLE, *WHO), kinds=("point", "area")),
    Layer("tailings_pond", "risk", "尾矿库", "尾", (GRADE, A("storage_m3", "库容", "number", "m³"), A("downstream", "下游人数", "number", "人"), *WHO)),
    Layer("mine", "risk", "非煤矿山", "矿", (A("kind", "开采方式"), PEOPLE, *WHO)),
    Layer("geohazard", "risk", "地质灾害点", "地", (A("kind", "类型", "choice", "", ("滑坡", "崩塌", "泥石流", "地面塌陷")), A("threatens", "威胁人数", "number", "人"), CONTACT, PHONE)),
    Layer("waterlog_spot", "risk", "易涝点", "涝", (A("depth_cm", "积水", "number", "cm"), A("warn_cm", "警戒", "number", "cm"), A("pump", "抽排设备"), CONTACT, PHONE), max_age_s=HOUR),
    Layer("slope", "risk", "边坡", "坡", (A("height_m", "高度", "number", "m"), RISK, A("threatens", "威胁人数", "number", "人"), CONTACT, PHONE), kinds=("point", "line")),
    # protected
    Layer("school", "protected", "学校", "校", (A("students", "学生", "number", "人"), A("staff", "教职工", "number", "人"), *WHO)),
    Layer("nursing_home", "protected", "养老院", "养", (A("residents", "老人", "number", "人"), A("immobile", "行动不便", "number", "人"), *WHO)),
    Layer("village", "protected", "村居", "村", (A("population", "人口", "number", "人"), A("households", "户数", "number", "户"), CONTACT, PHONE)),
    Layer("power_line", "protected", "电力线路", "电", (A("kv", "电压", "number", "kV"), A("owner", "单位"), PHONE), kinds=("line",), verb=PROTECTED),
    Layer("pipeline", "protected", "油气管线", "管", (A("medium", "介质"), A("mpa", "压力", "number", "MPa"), A("owner", "单位"), PHONE), kinds=("line",), verb=PROTECTED),
    Layer("scenic", "protected", "景区", "景", (A("capacity", "承载量", "number", "人"), A("people", "在园人数", "number", "人"), *WHO), max_age_s=HOUR),
    Layer("party_gov", "protected", "重点防护目标", "防", (A("kind", "类型"), PEOPLE, *WHO), verb=PROTECTED),
    # water and weather
    Layer("reservoir", "weather", "水库", "蓄", (A("level_m", "水位", "number", "m"), A("limit_m", "汛限水位", "number", "m"), A("storage_m3", "蓄水量", "number", "万m³"), A("outflow", "出库流量", "number", "m³/s"), CONTACT, PHONE), max_age_s=2 * HOUR),
    Layer("river_gauge", "weather", "河道站", "河", (A("level_m", "水位", "number", "m"), A("warn_m", "警戒水位", "number", "m"), A("sure_m", "保证水位", "number", "m"), A("flow", "流量", "number", "m³/s")), max_age_s=HOUR),
    Layer("rain_gauge", "weather", "雨量站", "雨", (A("mm_1h", "1 小时", "number", "mm"), A("mm_3h", "3 小时", "number", "mm"), A("mm_24h", "24 小时", "number", "mm")), max_age_s=HOUR),
    Layer("typhoon_track", "weather", "台风路径", "台", (A("grade", "强度"), A("wind_ms", "风速", "number", "m/s"), A("hpa", "气压", "number", "hPa"), A("km_7", "7 级半径", "number", "km"), A("km_10", "10 级半径", "number", "km"), A("km_12", "12 级半径", "number", "km"), A("forecast", "预报", "bool")), max_age_s=6 * HOUR, kinds=("point", "line", "area")),
    Layer("radar", "weather", "雷达回波", "达", (A("dbz", "回波", "number", "dBZ"),), max_age_s=HOUR // 2, kinds=("point", "area")),
    Layer("lightning", "weather", "闪电", "闪", (A("ka", "强度", "number", "kA"),), max_age_s=HOUR // 2),
    Layer("wind", "weather", "风", "风", (A("speed_ms", "风速", "number", "m/s"), A("from_deg", "风向", "number", "°"), A("gust_ms", "阵风", "number", "m/s"), A("temp_c", "气温", "number", "℃"), A("humidity", "湿度", "number", "%")), max_age_s=2 * HOUR),
    Layer("warning_area", "weather", "预警区", "预", (COLOUR, A("kind", "预警种类"), A("issuer", "发布单位"), A("until", "有效至", "time")), max_age_s=DAY, kinds=("area",)),
    Layer(
        "fire_danger", "weather", "森林火险等级", "林",
        (A("level", "火险等级", "number", "级"), A("demanded", "按此等级要求", "number", "级"), A("periods", "特殊时段"), A("text", "管控要求")),
        kinds=("point", "area"), owner="森林防火",
    ),
    # sensing
    Layer(
        "fire_point", "sensing", "防火点位(五头一口)", "卡", (A("kind", "类型"), A("keeper", "责任人"), A("overdue", "逾期未巡", "bool")), owner="森林防火",
    ),
    Layer("camera", "sensing", "视频监控", "视", (A("number", "国标编号"), A("ptz", "可控云台", "bool"), A("online", "在线", "bool"), A("owner", "单位"), ADDRESS)),
    Layer("watchtower", "sensing", "瞭望塔", "塔", (A("height_m", "塔高", "number", "m"), A("range_km", "瞭望半径", "number", "km"), CONTACT, PHONE)),
    Layer("lookout_ptz", "sensing", "林火云台", "望", (A("range_km", "监测半径", "number", "km"), A("online", "在线", "bool"), A("owner", "单位")), max_age_s=DAY),
    Layer("sensor", "sensing", "传感器", "感", (A("measures", "监测项"), A("value", "读数", "number"), A("unit", "单位"), A("limit", "阈值", "number"), A("online", "在线", "bool")), max_age_s=HOUR),
    Layer("base_station", "sensing", "基站退服", "站", (A("total", "基站总数", "number", "座"), A("out", "退服", "number", "座"), A("operator", "运营商")), max_age_s=2 * HOUR),
    # plot
    Layer("plot_symbol", "plot", "标绘", "标", origin="board"),
    Layer("route", "plot", "路线", "路", (A("kind", "用途"), A("km", "里程", "number", "km"), NOTE), kinds=("line",)),
    Layer("geofence", "plot", "电子围栏", "栏", origin="board", kinds=("area",)),
    Layer("grid", "plot", "网格/责任区", "格", (A("owner", "责任人"), PHONE, A("population", "人口", "number", "人")), kinds=("area",)),
    Layer("admin", "plot", "区划", "区", origin="board", kinds=("area",)),
)  # fmt: skip

_GROUPS = {group.key: group for group in GROUPS}
_LAYERS = {layer.key: layer for layer in LAYERS}
PROTECTED_KEYS = tuple(layer.key for layer in LAYERS if layer.verb)
FEATURE_KEYS = tuple(layer.key for layer in LAYERS if layer.origin == "features")


def layer(key: str) -> Layer:
    """KeyError for a layer that does not exist."""
    return _LAYERS[key]


def known(key: str) -> bool:
    return key in _LAYERS


# Copies of domain rows in layers that people fill too: the number's beginning says whose they are.
DOSSIER = "dossier:"  # begins the number of a plant whose dossier is kept (command.dossiers)
HAZARD, RISK_UNIT = "hazard:", "risk:"  # of the ledger and the register of risks (command.hazards)
OWNED = {
    DOSSIER: "一企一档",
    HAZARD: "隐患台账",
    RISK_UNIT: "风险分级管控",
    "stream:": "视频源登记",
    "plot:": "态势标绘",
    "speaker:": "联系人里的大喇叭",
}


def owner_of(key: str, code: str) -> str:
    """Who keeps this object, if not the map itself."""
    return _LAYERS[key].owner or next((name for prefix, name in OWNED.items() if code.startswith(prefix)), "")


def group(key: str) -> Group:
    return _GROUPS[key]
