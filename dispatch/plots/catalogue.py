"""What may be plotted: the kinds of plots and the symbols, by the categories of GB/T 35649. No Django.

The standard's own table of codes was not at hand: categories and names follow its order, the drawings (frontend/src/map/plots/glyphs.ts) are our own,
and `gb` stays empty until a bureau that holds the text fills it in. A guessed official code in an exchange is worse than none.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

PlotKind = Literal["symbol", "text", "line", "arrow", "route", "polygon", "circle", "cordon", "downwind", "perimeter", "evacuation"]
KINDS: dict[PlotKind, str] = {
    "symbol": "标绘符号", "text": "注记", "line": "线", "arrow": "箭标", "route": "路线", "polygon": "面", "circle": "圆",
    "cordon": "警戒区", "downwind": "下风向影响区", "perimeter": "过火范围", "evacuation": "转移区",
}  # fmt: skip
GEOMETRY: dict[PlotKind, Literal["Point", "LineString", "Polygon"]] = {
    "symbol": "Point", "text": "Point", "line": "LineString", "arrow": "LineString", "route": "LineString", "polygon": "Polygon",
    "circle": "Polygon", "cordon": "Polygon", "downwind": "Polygon", "perimeter": "Polygon", "evacuation": "Polygon",
}  # fmt: skip
CLOSED: tuple[PlotKind, ...] = ("cordon", "downwind")  # nobody's road leads through these

# Layers of a plot as GB/T 35651 orders them: what happened, who acts, what supports them.
PlotLayer = Literal["situation", "force", "action", "support", "public", "note"]
LAYERS: dict[PlotLayer, str] = {
    "situation": "灾情态势", "force": "力量部署", "action": "处置行动", "support": "应急保障", "public": "人员转移", "note": "注记",
}  # fmt: skip

PlotCategory = Literal["event", "hazard", "target", "resource", "force", "action"]
CATEGORIES: dict[PlotCategory, tuple[str, PlotLayer]] = {
    "event": ("突发事件", "situation"), "hazard": ("危险源与隐患", "situation"), "target": ("防护目标", "public"),
    "resource": ("应急资源", "support"), "force": ("应急力量", "force"), "action": ("处置行动", "action"),
}  # fmt: skip

PlotSymbol = Literal[
    "forest_fire", "building_fire", "explosion", "leak", "flood", "landslide", "collapse", "traffic", "earthquake", "trapped", "casualty",
    "power_out", "road_cut", "comm_out",
    "chem_source", "tank", "dam_risk", "rockfall", "high_voltage", "cliff",
    "school", "hospital", "village", "nursing_home", "crowd", "key_target",
    "depot", "shelter", "water_point", "helipad", "medical_point", "fuel_point", "supply_point", "generator",
    "command_post", "forward_post", "fire_team", "forest_team", "rescue_team", "medical_team", "police", "boat", "helicopter", "uav",
    "engineering", "comm_vehicle", "pump",
    "assembly", "checkpoint", "lookout", "decon", "escape", "attack_point",
    "attack", "retreat", "spread", "wind", "fire_break", "control_line", "hose", "dike", "blockade",
    "burning_area", "flood_area", "collapse_area", "search_area", "staging_area", "responsibility",
    "evac_route", "supply_route", "escort_route",
]  # fmt: skip


class Symbol(NamedTuple):
    code: PlotSymbol
    category: PlotCategory
    name: str
    kind: PlotKind = "symbol"
    layer: PlotLayer | None = None  # its category's when not said
    gb: str = ""


SYMBOLS: tuple[Symbol, ...] = (
    Symbol("forest_fire", "event", "森林火点"),
    Symbol("building_fire", "event", "建筑火灾"),
    Symbol("explosion", "event", "爆炸"),
    Symbol("leak", "event", "危化品泄漏"),
    Symbol("flood", "event", "洪涝内涝"),
    Symbol("landslide", "event", "滑坡泥石流"),
    Symbol("collapse", "event", "坍塌"),
    Symbol("traffic", "event", "交通事故"),
    Symbol("earthquake", "event", "地震"),
    Symbol("trapped", "event", "人员被困"),
    Symbol("casualty", "event", "人员伤亡"),
    Symbol("power_out", "event", "电力中断"),
    Symbol("road_cut", "event", "道路中断"),
    Symbol("comm_out", "event", "通信中断"),
    Symbol("burning_area", "event", "燃烧区", "polygon"),
    Symbol("flood_area", "event", "淹没区", "polygon"),
    Symbol("collapse_area", "event", "坍塌区", "polygon"),
    Symbol("spread", "event", "蔓延方向", "arrow"),
    Symbol("wind", "event", "风向", "arrow"),
    Symbol("chem_source", "hazard", "危化危险源"),
    Symbol("tank", "hazard", "储罐"),
    Symbol("dam_risk", "hazard", "险坝险段"),
    Symbol("rockfall", "hazard", "落石危岩"),
    Symbol("high_voltage", "hazard", "高压线路"),
    Symbol("cliff", "hazard", "悬崖陡坎"),
    Symbol("school", "target", "学校"),
    Symbol("hospital", "target", "医院"),
    Symbol("village", "target", "居民点"),
    Symbol("nursing_home", "target", "养老机构"),
    Symbol("crowd", "target", "人员密集场所"),
    Symbol("key_target", "target", "重点防护目标"),
    Symbol("depot", "resource", "物资点"),
    Symbol("shelter", "resource", "安置点", layer="public"),
    Symbol("water_point", "resource", "取水点"),
    Symbol("helipad", "resource", "起降点"),
    Symbol("medical_point", "resource", "医疗救护点"),
    Symbol("fuel_point", "resource", "油料补给点"),
    Symbol("supply_point", "resource", "饮食补给点"),
    Symbol("generator", "resource", "应急电源"),
    Symbol("supply_route", "resource", "补给通道", "line"),
    Symbol("command_post", "force", "现场指挥部"),
    Symbol("forward_post", "force", "前进指挥点"),
    Symbol("fire_team", "force", "消防队伍"),
    Symbol("forest_team", "force", "森林扑火队"),
    Symbol("rescue_team", "force", "抢险救援队"),
    Symbol("medical_team", "force", "医疗队"),
    Symbol("police", "force", "公安警力"),
    Symbol("boat", "force", "冲锋舟艇"),
    Symbol("helicopter", "force", "直升机"),
    Symbol("uav", "force", "无人机"),
    Symbol("engineering", "force", "工程机械"),
    Symbol("comm_vehicle", "force", "应急通信车"),
    Symbol("pump", "force", "排涝泵车"),
    Symbol("staging_area", "force", "集结区", "polygon"),
    Symbol("responsibility", "force", "责任区", "polygon"),
    Symbol("assembly", "action", "集合点"),
    Symbol("checkpoint", "action", "管控卡点"),
    Symbol("lookout", "action", "安全观察哨"),
    Symbol("decon", "action", "洗消点"),
    Symbol("escape", "action", "撤离出口"),
    Symbol("attack_point", "action", "突破点"),
    Symbol("attack", "action", "进攻方向", "arrow"),
    Symbol("retreat", "action", "撤离方向", "arrow"),
    Symbol("fire_break", "action", "防火隔离带", "line"),
    Symbol("control_line", "action", "控制线", "line"),
    Symbol("hose", "action", "水带线路", "line"),
    Symbol("dike", "action", "加固堤段", "line"),
    Symbol("blockade", "action", "封控线", "line"),
    Symbol("search_area", "action", "搜救区", "polygon"),
    Symbol("evac_route", "action", "转移路线", "route", "public"),
    Symbol("escort_route", "action", "护送路线", "route"),
)
BY_CODE = {symbol.code: symbol for symbol in SYMBOLS}
assert set(BY_CODE) == set(get_args(PlotSymbol)), "every code is drawn and every drawing has a code"

LAYER_OF: dict[PlotKind, PlotLayer] = {
    "symbol": "situation", "text": "note", "line": "action", "arrow": "action", "route": "public", "polygon": "situation",
    "circle": "situation", "cordon": "action", "downwind": "situation", "perimeter": "situation", "evacuation": "public",
}  # fmt: skip


def layer_of(kind: PlotKind, symbol: PlotSymbol | None) -> PlotLayer:
    """Where a plot belongs when nobody said so."""
    if symbol is None:
        return LAYER_OF[kind]
    found = BY_CODE[symbol]
    return found.layer or CATEGORIES[found.category][1]


def name_of(kind: PlotKind, symbol: PlotSymbol | None) -> str:
    return BY_CODE[symbol].name if symbol else KINDS[kind]
