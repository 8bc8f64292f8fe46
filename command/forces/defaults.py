"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按队伍建设标准修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    (
        "forces.readiness",
        {
            "certified_pct": [40, 25, 10], "gear_per_10": [3, 1.5, 0.5], "gear_overdue": [0, 2, 5], "terminals": [2, 1, 0],
            "drill_days": [90, 180, 365], "turnout_s": [180, 300, 900],
        },
        "",
        "一、二、三级备勤各项要求:持证率 %、每 10 人装备件数、逾期未检件数、通信终端、距上次训练演练天数、出动时间秒;" + DEFAULT,
    ),
    ("forces.turnout_s", {"forward": 60, "standby_base": 120}, "秒", "前置驻防、备勤基地(不超员)队伍的出动时间;其余按 recommend.turnout_s;" + DEFAULT),
    ("forces.expiry_warn_days", 60, "天", "证书到期前多久提示;" + DEFAULT),
    ("forces.inspection_warn_days", 30, "天", "装备检验到期前多久提示;" + DEFAULT),
    ("forces.training_due_days", 180, "天", "训练演练后多久应再训,记录未写明时采用;" + DEFAULT),
    (
        "forces.reach",
        {"minutes": 30, "classes": [15, 30, 60], "full_pct": 90, "modes": {"sea": "water", "inland_water": "road", "mountain": "mountain", "air": "air"}},
        "",
        "覆盖判定:到场时限、图例分级(分钟)、一区达标比例、六域的行进方式;" + DEFAULT,
    ),
    (
        "forces.kit",
        {
            "sea": ["assault_boat", "life_jacket", "sonar"], "inland_water": ["assault_boat", "life_jacket", "drain_pump"],
            "mountain": ["rope_kit", "backpack_pump", "portable_pump", "blower"], "high_rise": ["hydraulic_cutter", "rope_kit", "generator", "life_detector"],
            "air": ["helicopter", "drone"], "11G": ["portable_pump", "backpack_pump", "blower"], "11A": ["drain_pump", "assault_boat"],
            "12D": ["gas_suit", "leak_kit", "air_respirator"], "12J": ["assault_boat", "sonar"],
        },
        "",
        "六域和灾种(类型前缀)的主战装备,有其一即算具备,未列不查;" + DEFAULT,
    ),
]  # fmt: skip


def load() -> None:
    """Rules only."""
