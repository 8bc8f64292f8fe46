from __future__ import annotations

from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "command.experts"
    label = "experts"
    verbose_name = "专家库"

    def ready(self) -> None:
        from command.experts import actions, kinds, laddering, snapshot
        from command.experts.leaving import CALLS
        from dispatch.archive import on_leave
        from dispatch.callout.hooks import on_answer
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "expert_calls", snapshot.calls)
        register("incident", "expert_calls", snapshot.calls_of_incident)
        register("user", "expert_calls", snapshot.calls_of_user)
        on_answer("incident", actions.answered)
        on_due(actions.NEXT, laddering.call_next)
        on_incident(CALLS.follow_incident)
        on_incident(actions.follow_incident)
        on_leave(CALLS.with_incident)
        on_end(actions.with_exercise)
        on_end(CALLS.with_exercise)
