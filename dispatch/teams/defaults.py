"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from dispatch.teams.models import Item, StatusMove, UnitStatus

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("unit.status_moves", "warn", "off/warn/enforce", DEFAULT),
    ("rest.after_h", 12, "小时", "连续作业超过此时长,收队后须休整;" + DEFAULT),
    ("rest.for_h", 8, "小时", DEFAULT),
    ("standby.answer_s", 600, "秒", "驻防任务下达后多久须答复;" + DEFAULT),
    ("standby.speed_kmh", 40, "km/h", "直线距离折算的平均行进速度,含道路曲折;" + DEFAULT),
]

STATUSES = [  # code, name, meaning
    ("ready", "备勤", "available"),
    ("forward", "靠前驻防", "available"),
    ("training", "训练", "delayed"),  # can be called back, not at once
    ("resting", "休整", "unavailable"),
    ("maintenance", "装备检修", "unavailable"),
    ("off", "停勤", "unavailable"),
    ("lent", "外借支援", "unavailable"),  # at work for another platform; comes back with its loan
]
# Everybody may come back to ready; a resting crew goes nowhere else, and nobody goes forward who is not ready.
MOVES = {
    "ready": ["forward", "training", "resting", "maintenance", "off", "lent"],
    "forward": ["ready", "resting", "off"],
    "training": ["ready", "resting", "maintenance"],
    "resting": ["ready", "off"],
    "maintenance": ["ready", "off"],
    "off": ["ready", "maintenance"],
    "lent": ["ready", "resting"],
}

EQUIPMENT = [  # code, name, measure
    ("backpack_pump", "背负式水泵", "台"), ("portable_pump", "便携式接力水泵", "台"), ("blower", "风力灭火机", "台"), ("fire_hose", "消防水带", "盘"),
    ("chainsaw", "油锯", "把"), ("flapper", "二号工具(灭火拍)", "把"), ("thermal_camera", "热成像仪", "台"), ("drone", "无人机", "架"),
    ("assault_boat", "冲锋舟", "艘"), ("life_jacket", "救生衣", "件"), ("drain_pump", "大流量排涝泵", "台"), ("sandbag", "编织沙袋", "条"),
    ("gas_suit", "重型防化服", "套"), ("air_respirator", "空气呼吸器", "套"), ("gas_detector", "有毒有害气体检测仪", "台"), ("leak_kit", "堵漏器材", "套"),
    ("generator", "应急发电机", "台"), ("floodlight", "移动照明灯", "台"), ("pipe_plug", "管道封堵器", "套"), ("excavator", "挖掘机", "台"),
    ("loader", "装载机", "台"), ("satellite_phone", "卫星电话", "部"), ("base_station", "便携应急基站", "套"), ("stretcher", "担架", "副"),
    ("defibrillator", "除颤仪", "台"), ("hydraulic_cutter", "液压破拆工具组", "套"), ("life_detector", "生命探测仪", "台"), ("sonar", "水下声呐", "台"),
    ("sampling_kit", "采样监测箱", "套"), ("rerailer", "复轨器", "套"), ("helicopter", "直升机", "架"), ("rope_kit", "绳索救援装备", "套"),
    ("radio", "数字对讲机", "部"), ("first_aid", "急救箱", "个"), ("loudhailer", "手持扩音器", "个"),
]  # fmt: skip
SKILLS = [
    ("fire_line", "火线扑打"), ("water_relay", "以水灭火(接力供水)"), ("backburn", "开设隔离带"), ("chainsaw_op", "油锯操作"),
    ("drone_pilot", "无人机操作"), ("boat_driver", "舟艇驾驶"), ("diving", "潜水"), ("swift_water", "激流救援"), ("pumping", "排涝作业"),
    ("hazmat_tech", "危化品处置"), ("decon", "洗消"), ("leak_plug", "堵漏"), ("high_voltage", "高压带电作业"), ("pipe_repair", "管道抢修"),
    ("heavy_plant", "工程机械操作"), ("blasting", "爆破"), ("rope_rescue", "绳索救援"), ("collapse", "建筑坍塌搜救"), ("paramedic", "院前急救"),
    ("first_aider", "现场急救"), ("radio_op", "应急通信"), ("sampling", "环境采样监测"), ("rail_rescue", "轨道救援"), ("air_crew", "航空机组"),
    ("evacuation", "群众转移"), ("patrol", "巡查看守"),
]  # fmt: skip


def load() -> None:
    """Reference rows of this app besides its rules."""
    UnitStatus.objects.bulk_create(
        [UnitStatus(code=code, name=name, meaning=meaning, order=order) for order, (code, name, meaning) in enumerate(STATUSES)],
        ignore_conflicts=True,
    )
    if not StatusMove.objects.exists():  # a bureau that took one away does not get it back
        StatusMove.objects.bulk_create([StatusMove(before_id=before, after_id=after) for before, all_ in MOVES.items() for after in all_])
    items = [Item(code=code, name=name, kind=Item.EQUIPMENT, measure=measure) for code, name, measure in EQUIPMENT]
    items += [Item(code=code, name=name, kind=Item.SKILL) for code, name in SKILLS]
    Item.objects.bulk_create(items, ignore_conflicts=True)
