"""What stands behind an incident's row in words: append-only records. Each carries the row's `words` number, by which its event finds it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from dispatch.incidents.models import Incident
from realtime.files.models import File


class Record(models.Model):
    """Written once, by somebody, at an instant of the database's; never changed, never deleted."""

    number = models.PositiveIntegerField(
        null=True, help_text="the incident's `words` when it was written; null = before there were numbers"
    )
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True
        ordering = ["id"]


class Note(Record):
    """Free text on the timeline. Events carry only numbers; the words stay here, where they can be masked.

    Three times: it occurred, it was received, it was entered (`at`).
    """

    NOTE, SYSTEM, CLOSING, REOPENING, LINK = "note", "system", "closing", "reopening", "link"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, default=NOTE)
    text = models.TextField()
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)


class Edit(Record):
    """One field changed from one value to another; free text has its history here."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="edits")
    field = models.CharField(max_length=10)
    before = models.JSONField()
    after = models.JSONField()


class Figure(Record):
    """A number somebody reported: how many dead, how many hectares. The newest by its own time is the present one."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="figure_history")
    measure = models.CharField(max_length=32)
    value = models.FloatField()
    source = models.CharField(max_length=120, blank=True)
    occurred_at = models.DateTimeField(null=True)


class FourOne(Record):
    """One of the “four ones” put into words; the newest of each item holds."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="four_one_history")
    item = models.CharField(max_length=10)
    text = models.CharField(max_length=500)


class HandOver(Record):
    """Command on scene went from one to another."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="handovers")
    from_unit_id = models.BigIntegerField(null=True)
    from_name = models.CharField(max_length=60, blank=True)
    unit_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60)
    reason = models.CharField(max_length=500)


class Strike(Record):
    """An entry of the timeline struck through. The entry stays; the newest strike of an entry is the one shown."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="strikes")
    seq = models.BigIntegerField(help_text="of the entry in the stream `incident:<id>`")
    reason = models.CharField(max_length=500)
    text = models.TextField(blank=True, help_text="what it should say")


class Attachment(Record):
    """A picture, a recording or a paper, with when and where it was made."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    occurred_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
