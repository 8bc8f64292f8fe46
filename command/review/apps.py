from __future__ import annotations

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "command.review"
    label = "review"
    verbose_name = "调查评估"

    def ready(self) -> None:
        from command.plans.tasks.models import REVIEW
        from command.plans.tasks.sets import on_counted
        from command.review import kinds, snapshot
        from command.review.leaving import REVIEWS, counted, follow_incident
        from dispatch.incidents.hooks import on_incident
        from realtime.exercises.actions import on_end
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "reviews", snapshot.reviews)
        register("incident", "reviews", snapshot.reviews_of_incident)
        on_counted(REVIEW, counted)
        on_incident(follow_incident)
        on_end(REVIEWS.with_exercise)
