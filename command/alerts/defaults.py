"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from command.alerts.models import Scheme
from command.alerts.records import Trigger
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
    (
        "alerts.ways",
        [
            {"code": "board", "name": "指挥中心和部门平台", "how": "board", "least": "white"},
            {"code": "area_sms", "name": "运营商区域短信", "how": "carrier", "least": "white"},
            {"code": "callout", "name": "叫应责任人", "how": "calls", "least": "yellow"},
            {"code": "speaker", "name": "应急广播、村村响", "how": "hand", "least": "orange"},
            {"code": "tv", "name": "电视、广播电台", "how": "hand", "least": "orange"},
            {"code": "screens", "name": "户外显示屏", "how": "hand", "least": "orange"},
            {"code": "web", "name": "网站、政务新媒体", "how": "hand", "least": "yellow"},
        ],
        "渠道",
        "预警信息发布管理办法:广播、电视、短信、显示屏、新媒体等渠道;各渠道起用颜色为" + DEFAULT,
    ),
    ("alerts.valid_h", {"white": 24, "blue": 24, "yellow": 12, "orange": 6, "red": 3}, "小时", "起草时的有效时长;" + DEFAULT),
    ("alerts.receipt_s", {"red": 900, "orange": 1800, "yellow": 3600}, "秒", "叫应开始到全部确认的时限,超过即提醒;" + DEFAULT),
    ("alerts.answer_s", {"red": 300, "orange": 600}, "秒", "收到上级和部门预警到登记处置意见的时限;" + DEFAULT),
    ("alerts.push_h", 24, "小时", "没有失效时间的预警和解除,向外部平台重送多久;" + DEFAULT),
    ("alerts.push_retry_most_s", 300, "秒", "外部平台不通时重送的最长间隔;" + DEFAULT),
    ("alerts.push_late_s", 120, "秒", "发布后多久未送达外部平台即显示异常;" + DEFAULT),
    ("alerts.proposal_quiet_min", 60, "分钟", "同一区、同类预警建议已有决定后,此时间内不再重复建议;" + DEFAULT),
    (
        "alerts.quake",
        [
            {"magnitude": 2.5, "km": 20},
            {"magnitude": 3.5, "km": 60},
            {"magnitude": 4.5, "km": 150},
            {"magnitude": 5.5, "km": 300},
            {"magnitude": 6.5, "km": 500},
        ],
        "级、千米",
        "震级与影响距离,距离内的区自动点名和排查;" + DEFAULT,
    ),
    ("alerts.quake_critical", 4.5, "级", "此震级及以上为特急警情;" + DEFAULT),
    ("alerts.quake_fresh_min", 120, "分钟", "发震时间早于此时长的只登记、不处置;" + DEFAULT),
    (
        "alerts.quake_check",
        {
            "text": "排查人员伤亡、房屋倒损、道路桥梁、水库大坝、危化企业、燃气管线、学校医院和通信电力,有无异常均须反馈",
            "departments": ["市住建局", "市水务局", "市交通运输局", "市教育局", "市卫生健康委", "市规划和自然资源局"],
            "due_min": 60,
        },
        "任务",
        "震后快速排查;" + DEFAULT,
    ),
]
SUSPENDS = "广东省气象灾害防御条例:台风黄色及以上、暴雨红色为停课信号"
GUANGDONG = "广东省气象灾害预警信号;"
WORDS = {"white": "白色", "blue": "蓝色", "yellow": "黄色", "orange": "橙色", "red": "红色"}
LEVELS = {"white": "", "blue": "Ⅳ级", "yellow": "Ⅲ级", "orange": "Ⅱ级", "red": "Ⅰ级"}
FIVE, FOUR, THREE = ("white", "blue", "yellow", "orange", "red"), ("blue", "yellow", "orange", "red"), ("yellow", "orange", "red")


def levels(colours: tuple[str, ...], means: dict[str, str], danger: dict[str, int], guidance: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "colour": one,
            "words": WORDS[one],
            "level": LEVELS[one],
            "means": means.get(one, ""),
            "danger": danger.get(one),
            **({"instruction": guidance[one]} if one in guidance else {}),
        }
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
GUIDANCE: dict[str, dict[str, str]] = {
    "typhoon": {"yellow": "停课;船只回港避风,加固门窗和户外设施,人员不要到海边和低洼处。", "orange": "停课;停止户外集会和高空作业,危险地带人员转移。", "red": "停课、停工;人员留在坚固的室内,按通知转移。"},
    "rainstorm": {"yellow": "注意防范内涝,避开低洼路段和山边河边。", "orange": "停止户外作业,地下车库和低洼处人员转移,学校做好安全安排。", "red": "停课;人员留在安全场所,低洼和地质灾害隐患点人员立即转移。"},
    "forest_fire": {"yellow": "进入林区不带火种,加强巡护。", "orange": "林区内禁止一切野外用火,扑火队伍待命。", "red": "封山禁火,重点路口设卡检查,扑火队伍靠前驻防。"},
    "flood": {"orange": "沿河低洼处人员做好转移准备,停止涉水活动。", "red": "危险区人员立即转移,水利工程全面巡查。"},
    "torrent": {"orange": "山洪沟口和河滩人员转移,停止涉溪游玩。", "red": "危险区人员立即转移。"},
    "geology": {"orange": "隐患点加密巡查,受威胁人员做好转移准备。", "red": "隐患点受威胁人员立即转移。"},
    "waterlogging": {"orange": "积水路段和下穿隧道设警戒,地下空间挡水。", "red": "积水路段封闭,地下空间人员撤出。"},
}  # fmt: skip
# quantity, name, basis, value, dead band, unit, hazard, colour, source
TRIGGERS: list[tuple[str, str, str, float, float, str, str, str, str]] = [
    ("rain_3h", "3 小时雨量", "measured", 50, 0, "mm", "rainstorm", "orange", "广东省气象灾害预警信号:暴雨橙色"),
    ("rain_3h", "3 小时雨量", "measured", 100, 0, "mm", "rainstorm", "red", "广东省气象灾害预警信号:暴雨红色"),
    ("areal_rain_3h", "3 小时面雨量", "measured", 30, 3, "mm", "rainstorm", "yellow", DEFAULT),
    ("areal_rain_3h", "3 小时面雨量", "measured", 50, 5, "mm", "rainstorm", "orange", DEFAULT),
    ("rain_1h", "小时雨量", "measured", 50, 0, "mm", "torrent", "orange", DEFAULT),
    ("rain_24h", "24 小时预报雨量", "forecast", 100, 0, "mm", "rainstorm", "yellow", DEFAULT),
    ("rain_24h", "24 小时预报雨量", "forecast", 250, 0, "mm", "geology", "orange", DEFAULT),
    ("over_warn_m", "超警戒水位", "measured", 0, 0.1, "m", "flood", "yellow", "水情预警发布管理办法;" + DEFAULT),
    ("over_sure_m", "超保证水位", "measured", 0, 0.1, "m", "flood", "orange", "水情预警发布管理办法;" + DEFAULT),
    ("over_limit_m", "水库超汛限水位", "measured", 0.5, 0.1, "m", "flood", "yellow", DEFAULT),
    ("water_level_rise", "预报水位涨幅", "forecast", 1, 0.1, "m", "flood", "blue", DEFAULT),
    ("fire_danger", "森林火险等级", "measured", 3, 0, "级", "forest_fire", "yellow", "广东省森林火险预警信号:黄色对应三级"),
    ("fire_danger", "森林火险等级", "measured", 4, 0, "级", "forest_fire", "orange", "广东省森林火险预警信号:橙色对应四级"),
    ("fire_danger", "森林火险等级", "measured", 5, 0, "级", "forest_fire", "red", "广东省森林火险预警信号:红色对应五级"),
    ("fire_danger", "预报森林火险等级", "forecast", 4, 0, "级", "forest_fire", "orange", "广东省森林火险预警信号:橙色对应四级"),
    ("fire_danger", "预报森林火险等级", "forecast", 5, 0, "级", "forest_fire", "red", "广东省森林火险预警信号:红色对应五级"),
    ("gas_lel", "可燃气体", "measured", 25, 5, "%LEL", "other", "yellow", DEFAULT),
    ("gas_lel", "可燃气体", "measured", 50, 5, "%LEL", "other", "orange", DEFAULT),
]
# Told, tried once more another way, and no further: nobody is got out of bed for it.
LADDER = [("alert.notify", 1, 0, "first_channels"), ("alert.notify", 2, 60, "next_channel")]


def load() -> None:
    """Reference rows of this app besides its rules."""
    Scheme.objects.bulk_create(
        [
            Scheme(
                hazard=hazard, name=name, words=words, codes=codes, category=category, levels=levels(colours, means, danger, GUIDANCE.get(hazard, {})), suspends_from=stop,
                order=order, source=source,
            )
            for order, (hazard, name, words, codes, category, colours, means, danger, stop, source) in enumerate(SCHEMES)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if not Trigger.objects.exists():  # a bureau's own rows are never added to
        Trigger.objects.bulk_create(
            Trigger(
                quantity=quantity, name=name, basis=basis, value=value, dead_band=band, unit=unit, hazard_id=hazard, colour=colour, source=source,
                area=settings.CITY,
            )
            for quantity, name, basis, value, band, unit, hazard, colour, source in TRIGGERS
        )  # fmt: skip
    if not LadderStep.objects.filter(ladder="alert.notify").exists():
        LadderStep.objects.bulk_create(
            LadderStep(ladder=ladder, step=step, after_s=after, action=action, source="黄色预警短信和平台通知镇街;" + DEFAULT)
            for ladder, step, after, action in LADDER
        )
