from __future__ import annotations

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "dispatch.authority"
    label = "authority"
    verbose_name = "授权"

    def ready(self) -> None:
        from dispatch.archive import on_leave
        from dispatch.authority import kinds, leaving, snapshot
        from dispatch.authority.actions import DUE, approval_due
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "approvals", snapshot.approvals)
        register("incident", "approvals", snapshot.approvals_of_incident)
        on_due(DUE, approval_due)
        on_leave(leaving.with_incident)
        on_end(leaving.with_exercise)
