"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

OURS = "本系统默认值,请各局按预案修订"
SIGNALS = "《气象灾害预警信号发布与传播办法》"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("feed.alarm", ["hotspot", "river_gauge", "reservoir", "rain_gauge", "sensor"], "", "外部数据中哪些图层自动产生警情;" + OURS),
    ("feed.reach_km", 200, "千米", "外部数据上图范围,以市政府所在地为中心;" + OURS),
    ("feed.typhoon_reach_km", 3000, "千米", "台风路径上图范围;" + OURS),
    ("feed.hotspot_sure", 0.5, "", "置信度低于此值的热点只上图、不报警;" + OURS),
    ("feed.hotspot_fresh_h", 6, "小时", "观测时间早于此时长的热点只上图、不报警;" + OURS),
    ("feed.gauge_fresh_h", 3, "小时", "观测时间早于此时长的测站读数只上图、不报警;" + OURS),
    ("feed.level_band_m", 0.1, "米", "水位回落到阈值以下此值才算解除;" + OURS),
    ("feed.sensor_band", 0.02, "", "外部门传感器的读数回落到阈值以下此比例才算解除;" + OURS),
    ("feed.rain_1h_mm", 50, "毫米", "短时强降雨;" + OURS),
    ("feed.rain_3h_mm", 50, "毫米", SIGNALS + ":暴雨橙色,3 小时 50 毫米以上"),
    ("feed.rain_3h_critical_mm", 100, "毫米", SIGNALS + ":暴雨红色,3 小时 100 毫米以上"),
    ("feed.keep_hotspot_h", 24, "小时", "热点在图上保留的时间;" + OURS),
    ("feed.keep_typhoon_h", 72, "小时", "停止更新的台风在图上保留的时间;" + OURS),
    ("feed.keep_wind_h", 12, "小时", "过期的格点风在图上保留的时间;" + OURS),
    ("feed.outage_days", 400, "天", "数据源中断记录保留期,满一年可作部门考核;" + OURS),
    ("feed.forget_days", 365, "天", "已下图的观测保留期;" + OURS),
    ("feed.wind_reach_km", 30, "千米", "取用格点风的最远距离;" + OURS),
    ("feed.wind_max_min", 120, "分钟", "取用格点风的最长时效,超过则请人工录入;" + OURS),
]


def load() -> None:
    """No feed is set up for a bureau: its sources and keys are its own (docs/feeds.md)."""
