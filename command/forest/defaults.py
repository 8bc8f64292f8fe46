"""What each danger level demands, which points are watched, and the terms of forest fire; rows, so that a bureau may change them."""

from __future__ import annotations

from typing import Any

from command.forest.models import DangerDemand, PointKind

_OWN = "本系统默认值,请各局按预案修订"
_HYDRAULICS = "《消防灭火救援》教材及《建筑消防设计手册》水带沿程损失 hd = S·Q²(衬胶水带,20 米一盘)"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    (
        "forest.floors", {"forest": 3, "sweeping": 4}, "级",
        "特别防护期、祭扫防火期不论天气,按不低于此火险等级要求;清明、重阳零火情;" + _OWN,
    ),
    ("forest.check_m", 200, "米", "离点位多近算到位;" + _OWN),
    ("forest.fix_s", 600, "秒", "终端定位多新可用于签到;" + _OWN),
    ("forest.grace_min", 60, "分钟", "要求提高后,已超间隔的点位限此时间内补巡;" + _OWN),
    ("forest.alarm_level", 5, "级", "此等级及以上,点位逾期未巡即告警;以下只提示;" + _OWN),
    ("forest.water_km", 5, "公里", "“以水灭火”就近水源的查找半径;" + _OWN),
    ("forest.handover", "warn", "", "看守中的火场未移交即结束:off 不查,warn 记入时间线,enforce 不许;" + _OWN),
    ("forest.rekindle_m", 500, "米", "与前一火场多近视为复燃;与火点归并距离相同;" + _OWN),
    ("forest.rekindle_h", 72, "小时", "前一火场结束后多久内视为复燃;" + _OWN),
    ("forest.rekindle_reopen_days", 7, "天", "结束多久内的火场复燃可直接恢复原事件;" + _OWN),
    (
        "forest.relay",
        {"pump_m": 120, "use": 0.8, "inlet_m": 10, "nozzle_m": 30, "slack": 1.2, "flow_lps": 5, "fill_lps": 5},
        "米水柱、升/秒",
        "泵额定扬程、使用系数、接力泵进口余压 10 米、水枪口压力、山地铺设系数 1.2、流量;" + _HYDRAULICS + ";" + _OWN,
    ),
    # code → S per 20 m, metres each, litres a metre holds, burst head
    (
        "forest.hoses",
        {
            "d40": {"name": "40 毫米", "s": 0.45, "metres": 20, "litres": 1.26, "burst_m": 160},
            "d50": {"name": "50 毫米", "s": 0.15, "metres": 20, "litres": 1.96, "burst_m": 160},
            "d65": {"name": "65 毫米", "s": 0.035, "metres": 20, "litres": 3.32, "burst_m": 160},
            "d80": {"name": "80 毫米", "s": 0.015, "metres": 20, "litres": 5.03, "burst_m": 160},
        },
        "米水柱/(升/秒)²", _HYDRAULICS,
    ),
]  # fmt: skip

_LEVELS = "LY/T 1172《全国森林火险天气等级》分五级;各级措施为" + _OWN
# level, hours between two looks at a point, extra duty, teams forward in each district, what else
DEMANDS: list[tuple[int, float, dict[str, int], int, str]] = [
    (1, 0, {}, 0, "日常管护"),
    (2, 24, {}, 0, "每日巡护"),
    (3, 12, {}, 0, "加强巡护,进山路口设卡登记,控制野外用火"),
    (4, 6, {"desk_forest": 1}, 1, "停止审批野外用火,重点林区封山,队伍靠前驻防"),
    (5, 3, {"desk_forest": 1}, 2, "发布禁火令,严禁一切野外用火,路口二十四小时守卡"),
]
_KINDS = "“五头一口”的写法各地不一,本表为常见写法,请按本地文件修订"
KINDS = [
    ("hill", "山头", "山"), ("field", "地头", "地"), ("grave", "坟头", "坟"), ("person", "人头", "人"), ("forest", "林头", "林"), ("gate", "路口", "口"),
]  # fmt: skip


def load() -> None:
    if not DangerDemand.objects.exists():
        DangerDemand.objects.bulk_create(
            [
                DangerDemand(level=level, patrol_h=hours, watch=watch, teams=teams, text=text, source=_LEVELS)
                for level, hours, watch, teams, text in DEMANDS
            ]
        )
    rows: list[Any] = [PointKind(code=code, name=name, mark=mark, order=n, source=_KINDS) for n, (code, name, mark) in enumerate(KINDS)]
    PointKind.objects.bulk_create(rows, ignore_conflicts=True)
