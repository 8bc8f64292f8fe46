from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "command.reports"
    label = "reports"
    verbose_name = "信息报告"

    def ready(self) -> None:
        from command.reports import following, kinds, leaving, snapshot
        from command.reports.clocks import DUE, REMIND, clock_due, remind_due, shift_clocks
        from command.reports.sending import UNRECEIVED, unreceived
        from dispatch.alarms.hooks import on_fate
        from dispatch.archive import on_leave
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "info_reports", snapshot.reports)
        register("incident", "info_reports", snapshot.reports_of_incident)
        register("area", "reportings", snapshot.reportings)
        on_due(REMIND, remind_due)
        on_due(DUE, clock_due)
        on_due(UNRECEIVED, unreceived)
        on_incident(following.follow_incident)
        on_fate(following.follow_alarm)
        on_advance(shift_clocks)
        on_leave(leaving.with_incident)
        on_end(leaving.with_exercise)
