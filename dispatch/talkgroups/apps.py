from __future__ import annotations

from django.apps import AppConfig


class TalkGroupsConfig(AppConfig):
    name = "dispatch.talkgroups"
    label = "talkgroups"
    verbose_name = "通话组"

    def ready(self) -> None:
        from dispatch.alarms.hooks import on_fate, on_raised
        from dispatch.incidents.hooks import on_incident
        from dispatch.orders import hooks
        from dispatch.talkgroups import following, leaving, private
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_end

        on_end(leaving.with_exercise)
        on_incident(following.follow_incident)
        on_raised(following.follow_alarm)
        on_fate(following.follow_fate)
        hooks.on_opened(following.follow_opened)
        hooks.on_released(following.follow_released)
        on_due(private.RING, private.nobody_answered)
