"""跨区增援: one district asks, the city approves, the lender consents, an order with a return time goes out, the teams come back."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.incidents.models import Incident
from dispatch.orders import states
from dispatch.orders.rows import ReinforcementRow
from realtime.clock import iso


class Reinforcement(models.Model):
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reinforcements")
    lender = models.CharField("出借方区划", max_length=12, db_index=True)
    kind = models.CharField("能力", max_length=20)
    units = models.PositiveSmallIntegerField("队伍数", default=1)
    people = models.PositiveIntegerField("人数", default=0)
    text = models.CharField("事由", max_length=500, blank=True)
    agreement = models.BigIntegerField(
        null=True, help_text="the mutual-aid agreement that covers it; none = it rests on the approval alone"
    )
    agreement_name = models.CharField("互助协议", max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=states.REINFORCEMENT, default=states.REQUESTED)
    return_by = models.DateTimeField("归还时限", null=True)
    floor_ok = models.BooleanField("不低于留守底线", null=True)
    requested_by = models.CharField(max_length=80)
    requested_name = models.CharField(max_length=60)
    requested_at = models.DateTimeField(db_default=Now())
    approved_by = models.CharField(max_length=80, blank=True)
    approved_name = models.CharField(max_length=60, blank=True)
    approved_how = models.CharField(max_length=10, choices=states.HOWS, blank=True)
    approved_at = models.DateTimeField(null=True)
    consented_by = models.CharField(max_length=80, blank=True)
    consented_name = models.CharField(max_length=60, blank=True)
    consented_how = models.CharField(max_length=10, choices=states.HOWS, blank=True)
    consented_at = models.DateTimeField(null=True)
    ordered_at = models.DateTimeField(null=True)
    refused_name = models.CharField(max_length=60, blank=True)
    refused_at = models.DateTimeField(null=True)
    refused_reason = models.CharField(max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        app_label = "orders"
        verbose_name = verbose_name_plural = "跨区增援"

    def __str__(self) -> str:
        return f"{self.incident_id} ← {self.lender} {self.kind}×{self.units}"

    @property
    def streams(self) -> list[str]:
        """Who asks and who lends, and the incident's timeline."""
        return [*self.incident.streams, f"area:{self.lender}"]

    def row(self) -> ReinforcementRow:
        """What the screens' table `reinforcements` holds."""
        return cast("ReinforcementRow", {
            "id": self.pk, "incident": self.incident_id, "area": self.incident.area, "lender": self.lender, "kind": self.kind, "units": self.units,
            "people": self.people, "state": self.state, "requested_name": self.requested_name, "approved_name": self.approved_name or None,
            "consented_name": self.consented_name or None, "consented_how": self.consented_how or None, "return_by": iso(self.return_by),
            "floor_ok": self.floor_ok, "requested_at": iso(self.requested_at), "approved_at": iso(self.approved_at),
            "consented_at": iso(self.consented_at), "ordered_at": iso(self.ordered_at), "refused_at": iso(self.refused_at),
            "returned_at": iso(self.returned_at), "agreement": self.agreement, "agreement_name": self.agreement_name, "x": self.exercise_id,
        })  # fmt: skip
