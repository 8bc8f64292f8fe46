from __future__ import annotations

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "dispatch.conferences"
    label = "conferences"
    verbose_name = "视频会商"

    def ready(self) -> None:
        from dispatch.archive import on_leave
        from dispatch.callout.hooks import on_answer
        from dispatch.conferences import (
            actions,
            advancing,
            following,
            janus_files,
            joining,
            kinds,
            leaving,
            minutes,
            moving,
            roll_calls,
            snapshot,
            working,
        )
        from dispatch.incidents import holding
        from dispatch.incidents.hooks import on_incident
        from realtime.clerk.deadlines import on_due
        from realtime.exercises.actions import on_advance, on_end
        from realtime.rooms.hooks import on_gone
        from realtime.snapshots import register
        from realtime.talk.sweeping import on_keep

        kinds.declare_all()
        tables = {
            "conferences": (snapshot.conferences, snapshot.CONFERENCES, "incident"),
            "conference_legs": (snapshot.legs, snapshot.LEGS, "conference__incident"),
            "conference_roll_calls": (snapshot.roll_calls, snapshot.ROLL_CALLS, "conference__incident"),
            "decisions": (snapshot.decisions, snapshot.DECISIONS, "conference__incident"),
        }
        for table, (board, rows, field) in tables.items():
            register("area", table, board)
            register("incident", table, snapshot.of_incident(rows, field))
        register("user", "conferences", snapshot.conferences_of_user)
        register("user", "conference_legs", snapshot.legs_of_user)
        register("user", "conference_roll_calls", snapshot.roll_calls_of_user)
        register("user", "decisions", snapshot.decisions_of_user)
        register("wall", "conferences", snapshot.conferences_of_wall)
        register("wall", "conference_legs", snapshot.legs_of_wall)
        register("wall", "conference_roll_calls", snapshot.roll_calls_of_wall)
        on_due(moving.NO_ANSWER, joining.no_answer_due)
        on_due(moving.EMPTY, actions.empty_due)
        on_due(roll_calls.DUE, roll_calls.roll_call_due)
        on_due(minutes.DUE, minutes.decision_due)
        on_gone(joining.hear_gone)
        on_answer("conference", joining.hear_answer)
        on_answer("decision", minutes.hear_answer)
        on_advance(advancing.shift)
        on_leave(leaving.with_incident)
        on_incident(following.follow_incident)
        on_keep(holding.kept)
        on_end(leaving.with_exercise)
        working.on_settled(janus_files.hear_settled)
