"""周边分析: what lies around a point or in a polygon, how many people, and who would be there first."""

from __future__ import annotations

from command.map.analysis.asking import around

__all__ = ["around"]
