"""What the centre is busy with; no limits, for the curves."""

from __future__ import annotations

from command.links.known import Gauge, each, one

GAUGES = [
    Gauge("ecc_incidents_open", "在办事件", "起", "Real incidents that are not closed", one("SELECT count(*) FROM incidents_incident WHERE phase <> 'closed' AND exercise_id IS NULL")),
    Gauge(
        "ecc_alarms_unanswered", "未接警情", "条", "Active real alarms nobody acknowledged",
        one("SELECT count(*) FROM alarms_alarm WHERE state = 'active' AND acked_at IS NULL AND exercise_id IS NULL"),
    ),
    Gauge("ecc_assignments_open", "在外队伍", "支", "Open real assignments", one("SELECT count(*) FROM orders_assignment WHERE state = 'open' AND exercise_id IS NULL")),
    Gauge("ecc_orders", "调度令", "道", "Real orders by state", each("SELECT state, count(*) FROM orders_order WHERE exercise_id IS NULL GROUP BY 1 ORDER BY 1"), label="state"),
]  # fmt: skip
