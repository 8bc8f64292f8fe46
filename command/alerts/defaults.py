"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from typing import Any

from command.alerts.models import Scheme
from dispatch.callout.models import LadderStep

DEFAULT = "本系统默认值,请各局按预案修订"
GRADES = "国家突发事件预警级别:红、橙、黄、蓝对应Ⅰ—Ⅳ级;色值为国家预警信息发布系统界面惯用值"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    (
        "alerts.colours",
        [
            {"colour": "white", "words": "白色", "level": "", "hex": "#FFFFFF"},
            {"colour": "blue", "words": "蓝色", "level": "Ⅳ级(一般)", "hex": "#0068B7"},
            {"colour": "yellow", "words": "黄色", "level": "Ⅲ级(较重)", "hex": "#FFD800"},
            {"colour": "orange", "words": "橙色", "level": "Ⅱ级(严重)", "hex": "#F39800"},
            {"colour": "red", "words": "红色", "level": "Ⅰ级(特别严重)", "hex": "#E60012"},
        ],
        "颜色",
        GRADES,
    ),
    ("alerts.industry", "000", "代码", "预警编号中的 3 位行业代码(气象为 416);应急部门请按省预警发布系统分配的编码填写"),
    ("alerts.green_from", "orange", "颜色", "橙色及以上走绿色通道;预警信息发布办法,请各局按办法修订"),
    ("alerts.handover_s", {"ordinary": 1800, "emergency": 600, "green": 300}, "秒", "签发到交发布渠道的时限;" + DEFAULT),
    ("alerts.public_from", "yellow", "颜色", "此颜色及以上向公众区域发布,以下只发内部;" + DEFAULT),
    (
        "alerts.callout",
        {
            "red": {"levels": [6, 9, 12], "deputies": True, "ladder": "callout.default"},
            "orange": {"levels": [6, 9], "instead": [6], "ladder": "callout.default"},
            "yellow": {"levels": [9], "ladder": "alert.notify"},
        },
        "叫应深度",
        "红色叫应到县区主要领导及镇村,橙色叫应县区副职和镇街,黄色短信和平台通知镇街;各地叫应办法,请各局按办法修订",
    ),
]
SUSPENDS = "广东省气象灾害防御条例:台风黄色及以上、暴雨红色为停课信号"
GUANGDONG = "广东省气象灾害预警信号;"
WORDS = {"white": "白色", "blue": "蓝色", "yellow": "黄色", "orange": "橙色", "red": "红色"}
LEVELS = {"white": "", "blue": "Ⅳ级", "yellow": "Ⅲ级", "orange": "Ⅱ级", "red": "Ⅰ级"}
FIVE, FOUR, THREE = ("white", "blue", "yellow", "orange", "red"), ("blue", "yellow", "orange", "red"), ("yellow", "orange", "red")


def levels(colours: tuple[str, ...], means: dict[str, str], danger: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"colour": one, "words": WORDS[one], "level": LEVELS[one], "means": means.get(one, ""), "danger": danger.get(one)}
        for one in colours
    ]


RAIN = {"yellow": "6 小时内可能有强降雨", "orange": "3 小时降雨量达 50 毫米以上", "red": "3 小时降雨量达 100 毫米以上"}
DANGER = {"yellow": "三级,较易燃烧", "orange": "四级,容易燃烧", "red": "五级,极易燃烧"}
# hazard, name, words, code prefixes, category, colours, means, danger levels, classes stop from, source
SCHEMES: list[tuple[str, str, list[str], list[str], str, tuple[str, ...], dict[str, str], dict[str, int], str, str]] = [
    ("typhoon", "台风", ["台风", "热带气旋"], ["11B01"], "Met", FIVE, {}, {}, "yellow", GUANGDONG + SUSPENDS),
    ("rainstorm", "暴雨", ["暴雨"], ["11B03"], "Met", THREE, RAIN, {}, "red", GUANGDONG + SUSPENDS),
    ("forest_fire", "森林火险", ["森林火险", "森林火灾", "森林火情"], ["11B25", "11B41", "11G01"], "Fire", THREE, DANGER, {"yellow": 3, "orange": 4, "red": 5}, "",
     "广东省森林火险预警信号:黄、橙、红对应三、四、五级,一、二级只预报不发信号"),
    ("heat", "高温", ["高温"], ["11B09"], "Met", THREE, {}, {}, "", GUANGDONG + "请按现行信号核定"),
    ("cold", "寒冷", ["寒冷", "寒潮"], ["11B05", "11B34"], "Met", THREE, {}, {}, "", GUANGDONG + "请按现行信号核定"),
    ("fog", "大雾", ["大雾"], ["11B17"], "Met", THREE, {}, {}, "", GUANGDONG + "请按现行信号核定"),
    ("haze", "灰霾", ["灰霾", "霾"], ["11B19"], "Met", ("yellow",), {}, {}, "", GUANGDONG + "请按现行信号核定"),
    ("thunder_gale", "雷雨大风", ["雷雨大风", "强对流"], ["11B20", "11B31"], "Met", FOUR, {}, {}, "", GUANGDONG + "请按现行信号核定"),
    ("icing", "道路结冰", ["道路结冰"], ["11B21"], "Met", THREE, {}, {}, "", GUANGDONG + "请按现行信号核定"),
    ("hail", "冰雹", ["冰雹"], ["11B15"], "Met", ("orange", "red"), {}, {}, "", GUANGDONG + "请按现行信号核定"),
    ("gale", "大风", ["大风"], ["11B06", "11B23"], "Met", FOUR, {}, {}, "", "国家突发事件预警级别四级;" + DEFAULT),
    ("lightning", "雷电", ["雷电"], ["11B14"], "Met", THREE, {}, {}, "", "中国气象局雷电预警信号;请按现行信号核定"),
    ("drought", "干旱", ["干旱"], ["11B22", "11A52"], "Met", FOUR, {}, {}, "", "国家突发事件预警级别四级;" + DEFAULT),
    ("flood", "洪水", ["洪水", "水情"], ["11A01"], "Met", FOUR, {}, {}, "", "水情预警四级;" + DEFAULT),
    ("torrent", "山洪", ["山洪"], ["11A51"], "Met", FOUR, {}, {}, "", "山洪灾害气象预警四级;" + DEFAULT),
    ("waterlogging", "内涝", ["内涝", "渍涝"], ["11A02", "11B36"], "Met", FOUR, {}, {}, "", "内涝风险预警四级;" + DEFAULT),
    ("geology", "地质灾害", ["地质灾害"], ["11B37", "11D"], "Geo", FOUR, {}, {}, "", "地质灾害气象风险预警四级;" + DEFAULT),
    ("surge", "风暴潮", ["风暴潮", "海浪"], ["11E02"], "Met", FOUR, {}, {}, "", "风暴潮警报四级;" + DEFAULT),
    ("other", "突发事件", [], ["1"], "Other", FOUR, {}, {}, "", "国家突发事件预警级别四级;没有专门信号的种类归此"),
]  # fmt: skip
# Told, tried once more another way, and no further: nobody is got out of bed for it.
LADDER = [("alert.notify", 1, 0, "first_channels"), ("alert.notify", 2, 60, "next_channel")]


def load() -> None:
    """Reference rows of this app besides its rules."""
    Scheme.objects.bulk_create(
        [
            Scheme(
                hazard=hazard, name=name, words=words, codes=codes, category=category, levels=levels(colours, means, danger), suspends_from=stop,
                order=order, source=source,
            )
            for order, (hazard, name, words, codes, category, colours, means, danger, stop, source) in enumerate(SCHEMES)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if not LadderStep.objects.filter(ladder="alert.notify").exists():
        LadderStep.objects.bulk_create(
            LadderStep(ladder=ladder, step=step, after_s=after, action=action, source="黄色预警短信和平台通知镇街;" + DEFAULT)
            for ladder, step, after, action in LADDER
        )
