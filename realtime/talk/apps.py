from __future__ import annotations

from django.apps import AppConfig


class TalkConfig(AppConfig):
    name = "realtime.talk"
    label = "talk"
    verbose_name = "对讲"

    def ready(self) -> None:
        from realtime.snapshots import register
        from realtime.talk import kinds, snapshot

        kinds.declare_all()
        register("area", "talk_groups", snapshot.groups)
        register("area", "bursts", snapshot.bursts)
        register("incident", "talk_groups", snapshot.groups_of_incident)
        register("incident", "bursts", snapshot.bursts_of_incident)
        register("incident", "talk_acts", snapshot.acts_of_incident)
        register("user", "talk_groups", snapshot.groups_of_user)
        register("user", "bursts", snapshot.bursts_of_user)
