from __future__ import annotations

RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("incharge.risk_m", 300, "米", "事件离风险点多少米以内即抄告其包联领导;本系统默认值,请各局按本级规定修订"),
]


def load() -> None:
    """Nothing but rules."""
