"""Statistics for the matrix: what each operation needs, and the period it is asked for."""

from __future__ import annotations

NEEDS = {"get_figures": "read", "get_figure_lines": "read", "take_figures": "read", "list_hazard_kinds": "any"}
PERIOD = "&first=2026-11-01&last=2026-11-30"
QUERIES = dict.fromkeys(("get_figures", "get_figure_lines", "take_figures"), PERIOD)
THINGS = {"key": "alarms"}  # the figure whose lines are asked for
