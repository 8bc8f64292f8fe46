"""Specialties and which events ask for them; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按专家库修订"
SPECIALTIES = {
    "forest_fire": "森林草原防灭火", "meteorology": "气象", "hydrology": "水文水利", "geology": "地质灾害", "hazmat": "危险化学品", "fire": "消防与建筑火灾",
    "environment": "环境监测与处置", "toxicology": "中毒救治与职业卫生", "medical": "急救与烧伤", "structure": "建筑结构与岩土", "mining": "矿山与尾矿库",
    "special_equipment": "特种设备", "electric": "电力", "gas": "燃气与管网", "transport": "道路与轨道交通", "maritime": "水上搜救", "earthquake": "地震",
    "comms": "应急通信", "psychology": "心理援助", "opinion": "舆情与新闻发布", "law": "法律与事故调查",
}  # fmt: skip
HAZARDS = {
    "": ["comms", "law"],
    "11A": ["hydrology", "meteorology", "geology"],
    "11B": ["meteorology", "hydrology"],
    "11B25": ["forest_fire", "meteorology"],
    "11C": ["earthquake", "structure", "medical"],
    "11D": ["geology", "structure", "meteorology"],
    "11E": ["maritime", "meteorology", "hydrology"],
    "11G": ["forest_fire", "meteorology", "geology"],
    "12": ["law", "medical"],
    "12B": ["mining", "geology", "medical"],
    "12C": ["structure", "law"],
    "12D": ["hazmat", "environment", "toxicology", "fire"],
    "12G": ["fire", "structure", "medical"],
    "12H": ["transport", "medical"],
    "12J": ["maritime", "medical"],
    "12L": ["transport", "structure"],
    "12N": ["special_equipment", "fire"],
    "12P": ["gas", "structure"],
    "12Q": ["environment", "toxicology"],
    "12U": ["electric", "gas"],
    "13": ["medical", "toxicology"],
    "14": ["opinion", "psychology"],
}
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("experts.specialties", SPECIALTIES, "专业", DEFAULT),
    ("experts.hazards", HAZARDS, "灾种→专业", "事件类型前缀对应的专业,最长前缀有效,先写者优先;" + DEFAULT),
    ("experts.next_s", 600, "秒", "请出后多久无人应答即请同专业的下一位;不能参加的立即请下一位;" + DEFAULT),
    ("experts.each", 1, "人", "一键请专家时每个专业默认选几人;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
