"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from django.conf import settings

from command.responses.models import Family, Trigger

DEFAULT = "本系统默认值,请各局按预案修订"
PLAN = "广州市防汛防旱防风防冻应急预案体例;请各局按现行预案核定"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    (
        "responses.approvers",
        {
            "0": {"titles": ["总指挥", "市长"], "roles": ["leadership"], "consent": True},
            "1": {"titles": ["总指挥", "市长", "区长"], "roles": ["leadership"], "consent": True},
            "2": {"titles": ["常务副总指挥", "总指挥", "区长"], "roles": ["leadership", "duty_leader"]},
            "3": {"titles": ["副总指挥", "常务副总指挥", "总指挥", "区长"], "roles": ["leadership", "duty_leader"]},
            "4": {"titles": ["三防办主任", "森防办主任", "办公室主任", "副总指挥"], "roles": ["leadership", "duty_leader", "shift_chief"]},
        },
        "批准人",
        "Ⅳ级办公室主任,Ⅲ级副总指挥,Ⅱ级常务副总指挥或总指挥,Ⅰ级总指挥报市委市政府同意;各省市不一," + DEFAULT,
    ),
    ("responses.paper_h", 24, "小时", "口头批准启动后补办书面手续的时限;" + DEFAULT),
    ("responses.end_hint_min", 60, "分钟", "触发预警解除满 60 分钟提示终止;" + DEFAULT),
    (
        "responses.texts",
        {
            "start": "{headquarters}决定从{clock}起启动{family}{level}应急响应。{why}",
            "upgrade": "{headquarters}决定从{clock}起将{family}应急响应由{before}提升至{level}。{why}",
            "downgrade": "{headquarters}决定从{clock}起将{family}应急响应由{before}调整为{level}。{why}",
            "end": "{headquarters}决定从{clock}起终止{family}{level}应急响应。{why}",
        },
        "公告用语",
        "市三防总指挥部公告句式(2022年6月7日、2023年3月24日);请各局按惯用语修订",
    ),
    (
        "responses.duties",
        {
            "4": {"duty": "带班领导在岗,三防办 24 小时值守", "consultation": "启动后 2 小时内视频会商", "field": "队伍待命,巡查易涝点、危房、小水库", "report_h": 6},
            "3": {"duty": "成员单位联络员进驻联合值守", "consultation": "每 6 小时会商", "field": "预置排涝设备,转移高风险人员,封闭下穿通道", "report_h": 3},
            "2": {"duty": "副总指挥坐镇指挥", "consultation": "每 3 小时会商", "field": "强制转移,停工,按信号停课", "report_h": 2},
            "1": {"duty": "总指挥坐镇指挥,全体成员在指挥中心", "consultation": "连续会商", "field": "按令停工停课停业停运停市,请求驻军、民兵支援", "report_h": 1},
            "0": {"duty": "市委、市政府统一领导,全体成员在指挥中心", "consultation": "连续会商", "field": "全市动员,按巨灾预案合并各专项任务", "report_h": 1},
        },
        "值守要求",
        "三防各级响应行动汇编;" + DEFAULT,
    ),
]  # fmt: skip
# family, level, kind, needs, words, source. Counts are examples of the form; every city has its own.
TRIGGERS: list[tuple[str, int, str, dict[str, object], str, str]] = [
    ("rainstorm", 4, "warnings", {"hazard": "rainstorm", "colour": "yellow", "districts": 6}, "6 个及以上区发布暴雨黄色预警信号", "广州 2022 年 6 月 7 日启动实例"),
    ("rainstorm", 3, "warnings", {"hazard": "rainstorm", "colour": "orange", "districts": 4}, "4 个及以上区发布暴雨橙色预警信号", DEFAULT),
    ("rainstorm", 2, "warnings", {"hazard": "rainstorm", "colour": "red", "towns": 2}, "2 个及以上镇街发布暴雨红色预警信号", DEFAULT),
    ("rainstorm", 1, "warnings", {"hazard": "rainstorm", "colour": "red", "districts": 6}, "6 个及以上区发布暴雨红色预警信号", DEFAULT),
    ("wind", 4, "warnings", {"hazard": "typhoon", "colour": "blue", "districts": 1}, "发布台风蓝色预警信号", DEFAULT),
    ("wind", 3, "warnings", {"hazard": "typhoon", "colour": "yellow", "districts": 1}, "发布台风黄色预警信号", DEFAULT),
    ("wind", 2, "warnings", {"hazard": "typhoon", "colour": "orange", "districts": 1}, "发布台风橙色预警信号", DEFAULT),
    ("wind", 1, "warnings", {"hazard": "typhoon", "colour": "red", "districts": 1}, "发布台风红色预警信号", DEFAULT),
    ("forest_fire", 4, "incident", {"types": ["11G"], "at_least": {"burned_ha": 1}, "burning": True}, "火场面积 1 公顷以上且尚未扑灭", DEFAULT),
    ("forest_fire", 4, "incident", {"types": ["11G"], "at_least": {"serious_injuries": 1}, "burning": True}, "造成 1 人以上重伤且尚未扑灭", "县级森林火灾应急预案"),
    ("forest_fire", 4, "incident", {"types": ["11G"], "minutes": 240, "burning": True}, "4 小时尚未得到有效控制", "县级森林火灾应急预案"),
    ("forest_fire", 4, "incident", {"types": ["11G"], "together": 2, "burning": True}, "同时发生 2 起以上森林火灾", "县级森林火灾应急预案"),
    ("forest_fire", 3, "incident", {"types": ["11G"], "at_least": {"burned_ha": 50}, "burning": True}, "火场面积 50 公顷以上且尚未扑灭", DEFAULT),
    ("forest_fire", 2, "incident", {"types": ["11G"], "at_least": {"burned_ha": 100}, "burning": True}, "火场面积 100 公顷以上且尚未扑灭", DEFAULT),
    ("forest_fire", 1, "incident", {"types": ["11G"], "at_least": {"burned_ha": 1000}, "burning": True}, "火场面积 1000 公顷以上且尚未扑灭", DEFAULT),
    ("hazmat", 3, "incident", {"types": ["12D"], "at_least": {"deaths": 1}}, "危险化学品事故造成人员死亡", DEFAULT),
    ("hazmat", 2, "incident", {"types": ["12D"], "at_least": {"deaths": 3}}, "危险化学品事故造成 3 人以上死亡", "生产安全事故等级划分"),
]  # fmt: skip
FAMILIES: list[tuple[str, str, str, list[str], bool]] = [  # code, name, headquarters, event types, 三防
    ("flood", "防汛", "{area}防汛防旱防风总指挥部", ["11A01", "11A03", "11A04", "11A51"], True),
    ("rainstorm", "防暴雨内涝", "{area}防汛防旱防风总指挥部", ["11A02", "11B03"], True),
    ("wind", "防风", "{area}防汛防旱防风总指挥部", ["11B01", "11B06", "11E02"], True),
    ("drought", "防旱", "{area}防汛防旱防风总指挥部", [], True),
    ("frost", "防冻", "{area}防汛防旱防风总指挥部", ["11B05"], True),
    ("forest_fire", "森林火灾", "{area}森林防灭火指挥部", ["11G", "11B25"], False),
    ("geology", "地质灾害", "{area}地质灾害应急指挥部", ["11D"], False),
    ("earthquake", "地震", "{area}抗震救灾指挥部", ["11C"], False),
    ("hazmat", "危险化学品事故", "{area}危险化学品事故应急指挥部", ["12D"], False),
    ("safety", "生产安全事故", "{area}生产安全事故应急指挥部", ["12"], False),
    ("general", "突发事件", "{area}突发事件应急委员会", [], False),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
    Family.objects.bulk_create(
        [
            Family(code=code, name=name, headquarters=headquarters, types=types, flood_control=flood, order=order, source=DEFAULT)
            for order, (code, name, headquarters, types, flood) in enumerate(FAMILIES)
        ],
        ignore_conflicts=True,
    )
    known = set(Trigger.objects.values_list("family", "level", "words"))
    Trigger.objects.bulk_create(
        Trigger(family_id=family, level=level, area=settings.CITY, kind=kind, needs=needs, words=words, source=source)
        for family, level, kind, needs, words, source in TRIGGERS
        if (family, level, words) not in known
    )
