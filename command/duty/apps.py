from __future__ import annotations

from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "command.duty"
    label = "duty"
    verbose_name = "应急值守"

    def ready(self) -> None:
        from command.duty import kinds, snapshot
        from command.duty.answering import on_roster
        from command.duty.roll_calls import DUE, hear_answer, roll_call_due
        from command.duty.video import hear_leg, is_rung
        from command.duty.watching import UNMANNED, unmanned
        from dispatch.callout.hooks import on_answer, on_video
        from dispatch.conferences.hooks import on_leg
        from dispatch.contacts.duty import answer_from
        from realtime.clerk.deadlines import on_due
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "duty_boards", snapshot.boards)
        register("area", "handovers", snapshot.handovers)
        register("area", "duty_roll_calls", snapshot.roll_calls)
        answer_from(on_roster)
        on_answer("duty", hear_answer)
        on_video("duty", is_rung)
        on_leg(hear_leg)
        on_due(UNMANNED, unmanned)
        on_due(DUE, roll_call_due)
