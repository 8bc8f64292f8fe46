from __future__ import annotations

from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    name = "command.consultation"
    label = "consultation"
    verbose_name = "会商研判"

    def ready(self) -> None:
        from command.consultation import kinds, snapshot
        from command.consultation.leaving import CONSULTATIONS, counted
        from command.consultation.materials import may_read_material
        from command.plans.tasks.models import CONSULTATION
        from command.plans.tasks.sets import on_counted
        from dispatch.archive import on_leave
        from dispatch.incidents.hooks import on_incident
        from realtime.exercises.actions import on_end
        from realtime.files.readers import on_read
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "consultations", snapshot.consultations)
        register("incident", "consultations", snapshot.consultations_of_incident)
        on_read(may_read_material)
        on_counted(CONSULTATION, counted)
        on_incident(CONSULTATIONS.follow_incident)
        on_leave(CONSULTATIONS.with_incident)
        on_end(CONSULTATIONS.with_exercise)
