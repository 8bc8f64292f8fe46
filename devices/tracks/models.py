"""LastFix, one row a subject; TrackPoint, the history, partitioned by the day we received it."""

from __future__ import annotations

from django.db import models

from devices.terminals.models import Subject


class LastFix(models.Model):
    """The newest believable position of a subject. Written by the gateway in batches and by the intake of phone pages."""

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, primary_key=True, related_name="last_fix")
    fixed_at = models.DateTimeField(help_text="device time")
    received_at = models.DateTimeField(help_text="database time")
    lon = models.FloatField()
    lat = models.FloatField()
    alt = models.FloatField(null=True, help_text="m")
    speed = models.FloatField(null=True, help_text="m/s")
    heading = models.FloatField(null=True, help_text="degrees from true north")
    battery = models.SmallIntegerField(null=True, help_text="%")
    link = models.SmallIntegerField(null=True, help_text="%")
    accuracy = models.FloatField(null=True, help_text="m")
    source = models.CharField(max_length=20, help_text="adapter, or field for a phone page")
    flags = models.SmallIntegerField(default=0, db_default=0, help_text="row flags of the picture lane: 1 SOS, 2 offline, 4 held")
    rank = models.SmallIntegerField(default=0, db_default=0, help_text="of the terminal it came from")
    held_until = models.DateTimeField(null=True, help_text="until then no terminal of a higher rank number moves the marker")
    still_since = models.DateTimeField(null=True, help_text="since when it has been the same to the last digit")
    every_s = models.FloatField(null=True, help_text="seconds between two fixes of this source, as they come")
    stuck_at = models.DateTimeField(null=True, help_text="found to stand still while it says that it moves (devices/tracks/doubting.py)")

    class Meta:
        verbose_name = verbose_name_plural = "最新位置"


class Target(models.Model):
    """Where a drone's laser last rested; becomes an alarm when an officer takes it."""

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, primary_key=True, related_name="target")
    at = models.DateTimeField(help_text="device time")
    received_at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()
    alt = models.FloatField(null=True)
    distance = models.FloatField(null=True, help_text="m, aircraft to target")
    temperature = models.FloatField(null=True, help_text="°C")


class TrackPoint(models.Model):
    """One stored fix. No foreign key and no uniqueness: rows arrive by COPY and leave by dropping a day (table made in migration 0002)."""

    pk = models.CompositePrimaryKey("subject", "received_at", "fixed_at")
    subject = models.IntegerField()
    fixed_at = models.DateTimeField(help_text="device time")
    received_at = models.DateTimeField(help_text="database time; partition key")
    lon = models.FloatField()
    lat = models.FloatField()
    alt = models.FloatField(null=True)
    elevation = models.FloatField(null=True, help_text="m above take-off")
    speed = models.FloatField(null=True)
    heading = models.FloatField(null=True)
    battery = models.SmallIntegerField(null=True)
    link = models.SmallIntegerField(null=True)
    accuracy = models.FloatField(null=True)
    terminal = models.IntegerField()
    flags = models.SmallIntegerField(default=0, help_text="why it never was the last fix; bits of devices.sane")

    class Meta:
        verbose_name = verbose_name_plural = "轨迹点"


class FlagChange(models.Model):
    """A subject's marks from an instant on: offline, held, SOS. A new fix takes the first two away without a row of its own."""

    subject = models.IntegerField()
    at = models.DateTimeField(help_text="database time")
    flags = models.SmallIntegerField(help_text="row flags of the picture lane from then on")

    class Meta:
        verbose_name = verbose_name_plural = "标记变化"
        indexes = [models.Index(fields=["subject", "-at"], name="tracks_flagchange_of")]
