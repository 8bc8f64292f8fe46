"""When the night's pack of paper is made, how long it is kept, whose numbers stand in it whole."""

from __future__ import annotations

_OWN = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("paper.pack_hour", 3, "时", "夜间最闲时,早班到岗前;" + _OWN),
    ("paper.pack_keep_d", 7, "天", "一周;旧包里的号码不再准确;" + _OWN),
    (
        "paper.pack_whole_numbers",
        ["duty_desk", "forest_office", "flood_office", "responsible_unit", "duty_mobile"],
        "联系人职责",
        "值班电话断网时必须能打,个人号码只留首尾;" + _OWN,
    ),
]


def load() -> None:
    """Rules only."""
