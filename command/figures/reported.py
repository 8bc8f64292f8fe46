"""The figures that others count and report to us. One more is one line here. Pure: no Django."""

from __future__ import annotations

# key, name, unit; a mean of stations is averaged over the areas, everything else is added up
REPORTED: list[tuple[str, str, str]] = [
    ("inspections_made", "监督检查", "家次"),
    ("hazards_reported", "查处隐患", "项"),
    ("penalties", "行政处罚", "次"),
    ("penalty_amount", "经济罚款", "万元"),
    ("closed_down", "关停取缔", "家"),
    ("disputes_solved", "化解矛盾纠纷", "起"),
    ("sms_sent", "预警和提示短信", "人次"),
    ("sms_weather", "重大天气预警短信", "人次"),
    ("trained", "安全培训", "人次"),
    ("education", "宣传教育活动", "项"),
    ("experience_area", "体验馆面积", "平方米"),
    ("experience_items", "体验项目", "项"),
    ("meetings", "专题会议", "次"),
    ("decisions_solved", "研究解决重大问题", "项"),
    ("quakes", "地震", "次"),
    ("rain_mm", "平均降雨量", "毫米"),
    ("rain_normal_mm", "常年同期降雨量", "毫米"),
    ("teams", "应急队伍", "支"),
    ("team_people", "应急队伍人数", "人"),
    ("drills_reported", "演练场次(上报)", "场次"),
    ("drill_people_reported", "演练人次(上报)", "人次"),
    ("moved_reported", "紧急转移(上报)", "人"),
    ("burned_mu", "过火面积(上报)", "亩"),
]
KEYS = frozenset(key for key, _, _ in REPORTED)
NAMES = {key: name for key, name, _ in REPORTED}
UNITS = {key: unit for key, _, unit in REPORTED}
