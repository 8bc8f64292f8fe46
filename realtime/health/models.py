"""Every process writes a beat; whoever asks for the health of the whole reads them here."""

from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """The last sign of life of one running process, by the database's clock."""

    process = models.CharField(max_length=20)
    instance = models.CharField(max_length=80)
    at = models.DateTimeField()
    says = models.JSONField(default=dict, db_default={}, help_text="what the process tells of itself, e.g. which doors are open")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "instance"], name="one_beat_per_instance")]

    def __str__(self) -> str:
        return f"{self.process} {self.instance}"
