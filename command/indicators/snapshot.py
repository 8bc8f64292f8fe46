from __future__ import annotations

from typing import Any

from command.indicators.models import IndicatorList


def lists(prefix: str) -> dict[str, Any]:
    return {str(one.pk): one.row() for one in IndicatorList.objects.filter(area__startswith=prefix, active=True)}
