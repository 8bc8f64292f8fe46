"""From when on a value is worth a look, and how long what sensors said is kept; rows, so that a bureau may change them."""

from __future__ import annotations

from django.conf import settings

from command.monitoring.models import Department

_OWN = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("monitoring.rain_reach_km", 25, "公里", "面雨量:离最近的雨量站超过此距离的地面不计;" + _OWN),
    ("monitoring.rain_least", 0.6, "", "面雨量:有雨量站代表的地面不足此比例时不出数;" + _OWN),
    ("monitoring.ring_late", True, "", "部门数据超过其规定时限即向值班席报警,每次中断一次;" + _OWN),
    ("monitoring.turn_s", 20, "秒", "监控画面轮巡间隔,画面组可另设;" + _OWN),
    ("monitoring.trend_h", 6, "小时", "测站列表走势的时长;" + _OWN),
    ("monitoring.near", 0.8, "", "离阈值还剩两成行程即列为临近;" + _OWN),
    ("monitoring.span_m", 5, "米", "水位离阈值多远算作零,用于排序;" + _OWN),
    ("monitoring.wind_warn_ms", 17.2, "米/秒", "8 级风下限(GB/T 28591-2012《风力等级》)"),
    ("monitoring.wind_sure_ms", 24.5, "米/秒", "10 级风下限(GB/T 28591-2012《风力等级》)"),
    ("monitoring.fire_warn", 4, "级", "高火险(LY/T 1172《全国森林火险天气等级》)"),
    ("monitoring.fire_sure", 5, "级", "极高火险(LY/T 1172《全国森林火险天气等级》)"),
    ("monitoring.sensor_age_s", 3600, "秒", "自有传感器多久没有新值即视为过时;" + _OWN),
    ("monitoring.keep_every_s", 60, "秒", "自有传感器的历史读数最密间隔;" + _OWN),
    ("monitoring.keep_days", 90, "天", "自有传感器的历史读数保留期,与图层历史一致;" + _OWN),
]

# Who sends a city its data; which feed is whose is said on the desk.
DEPARTMENTS = (("气象局", 10), ("水务局", 20), ("规划和自然资源局(地质)", 30), ("林业和园林局", 40), ("交通运输局", 50))


def load() -> None:
    if not Department.objects.exists():
        Department.objects.bulk_create([Department(area=settings.CITY, name=name, order=order) for name, order in DEPARTMENTS])
