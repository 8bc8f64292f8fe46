from __future__ import annotations

from django.apps import AppConfig


class CalloutConfig(AppConfig):
    name = "dispatch.callout"
    label = "callout"
    verbose_name = "叫应"

    def ready(self) -> None:
        from devices import handlers
        from devices.readings import CallReply
        from dispatch.alarms.hooks import on_fate
        from dispatch.callout import closing, desk_alarm, kinds, snapshot
        from dispatch.callout.alarm_fate import hear_fate
        from dispatch.callout.attempts import DELIVERY
        from dispatch.callout.climbing import STEP, check_delivery, take_step
        from dispatch.callout.from_devices import take_answered, take_reply, take_sent
        from dispatch.callout.handing import serve
        from dispatch.callout.hooks import on_officer
        from dispatch.callout.waiting import Attempts
        from dispatch.callout.waves import WAVE, ring_wave
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "calls", snapshot.calls)
        register("incident", "calls", snapshot.calls_of_incident)
        register("user", "calls", snapshot.calls_of_user)
        on_due(STEP, take_step)
        on_due(DELIVERY, check_delivery)
        on_due(WAVE, ring_wave)
        on_officer(desk_alarm.ask)
        on_fate(hear_fate)
        on_incident(closing.follow_incident)
        serve(Attempts())
        handlers.register(CallReply, take_reply)
        handlers.on_sent(take_sent)
        handlers.on_answered(take_answered)
