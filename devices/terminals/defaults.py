"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from devices.wire.trust import DEFAULTS, PREFIX

DEFAULT = "本系统默认值,请各局按预案修订"
_NAMES = {
    "osmand": "OsmAnd/Traccar 手机", "owntracks": "OwnTracks(HTTP)", "thingsboard": "ThingsBoard 传感器(HTTP)", "jt808": "JT/T 808 终端",
    "tak": "TAK 终端", "radio": "网关代报的电台", "traccar": "Traccar 转发", "gb28181": "GB/T 28181 平台推送",
}  # fmt: skip
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    *(
        (
            PREFIX + adapter, word, "",
            f"{_NAMES[adapter]}登记时未发口令的如何采信:closed 不采信,first 以首次出示的口令或证书为准,open 仅凭编号;{DEFAULT}",
        )
        for adapter, word in DEFAULTS.items()
    ),
    ("wire.fix_rate", 10, "次/秒", "单台终端持续上报位置的上限,超出的位置丢弃,求救、回执和文字从不丢弃;" + DEFAULT),
    ("wire.fix_burst", 2000, "次", "单台终端可一次补报的位置数(盲区回来补传);" + DEFAULT),
    ("wire.storm_drops", 600, "次/分钟", "一分钟内被丢弃的位置达到此数即报警,每台每小时一次;" + DEFAULT),
    ("wire.storm_promises", 300, "次/分钟", "一分钟内求救、文字、监测值等达到此数即报警,内容照收不误;" + DEFAULT),
]  # fmt: skip


def load() -> None:
    """No other reference rows."""
