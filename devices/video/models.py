"""What can be watched: links a screen opens, and the registry of streams with who watches and who moves them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from devices.terminals.models import Subject


class VideoLink(models.Model):
    class Kind(models.TextChoices):
        VIDEO = "video", "视频"
        CONFERENCE = "conference", "会商"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    label = models.CharField(max_length=80)
    url = models.CharField(max_length=500, blank=True)
    stream = models.ForeignKey(
        "Stream", on_delete=models.SET_NULL, null=True, blank=True, related_name="links", help_text="of the register: no address of its own"
    )
    area = models.CharField(max_length=12, db_index=True)
    subject = models.ForeignKey(Subject, on_delete=models.SET_NULL, null=True, blank=True, related_name="links")
    # dispatch owns incidents and imports us, not the other way round: a plain number
    incident_id = models.BigIntegerField(null=True, blank=True)
    active = models.BooleanField(default=True)
    at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    exercise_id = models.IntegerField(null=True, blank=True, help_text="null = real")

    class Meta:
        verbose_name = verbose_name_plural = "视频与会商链接"
        indexes = [models.Index(fields=["area"], condition=models.Q(active=True), name="link_active")]

    def __str__(self) -> str:
        return self.label


class Stream(models.Model):
    """A camera, a body-worn or an aircraft's lens. It runs while somebody watches; what it is asked for meanwhile are jobs."""

    class Kind(models.TextChoices):
        CAMERA = "camera", "固定摄像机"
        TOWER = "watchtower", "瞭望塔"
        BODY = "body", "布控球/记录仪"
        UAV = "uav", "无人机"
        VEHICLE = "vehicle", "车载"

    class State(models.TextChoices):
        OFF = "off", "未播放"
        STARTING = "starting", "正在接通"
        ON = "on", "播放中"
        FAILED = "failed", "接不通"

    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.CAMERA)
    area = models.CharField("区划", max_length=12, db_index=True)
    lon = models.FloatField("经度", null=True, blank=True, help_text="WGS-84; empty for what moves")
    lat = models.FloatField("纬度", null=True, blank=True)
    subject = models.ForeignKey(Subject, on_delete=models.SET_NULL, null=True, blank=True, related_name="streams")
    provider = models.CharField("接入", max_length=12, help_text="name of a file in devices/video/providers")
    address = models.JSONField("地址", default=dict, help_text="what the provider needs: docs/video.md §2")
    ptz = models.BooleanField("云台", default=False)
    codec = models.CharField("编码", max_length=8, blank=True, help_text="h264, h265; empty = not known")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFF)
    ways = models.JSONField(default=list, help_text="[{by: whep|hls|flv, url, sub}] while it runs")
    error = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(db_default=Now())
    holder = models.CharField(max_length=80, blank=True, help_text="actor who moves the camera")
    holder_name = models.CharField(max_length=80, blank=True)
    holder_rank = models.PositiveSmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField("启用", default=True)
    exercise_id = models.BigIntegerField(null=True, blank=True, help_text="null = real")

    class Meta:
        verbose_name = verbose_name_plural = "视频源"
        indexes = [models.Index(fields=["area"], condition=~models.Q(state="off"), name="stream_running")]

    def __str__(self) -> str:
        return self.name

    @property
    def on_board(self) -> bool:
        """Screens hold what runs or is being moved; a city's ten thousand cameras are asked for by page."""
        return self.active and (self.state != self.State.OFF or bool(self.holder))


class Viewing(models.Model):
    """One screen watches until then; it says so again while it does."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="viewings")
    key = models.CharField(max_length=64, help_text="the screen's own number for this tile")
    actor = models.CharField(max_length=80)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "actor", "key"], name="one_viewing_per_tile")]


class Job(models.Model):
    """Something a media server or camera is asked for, by the worker, outside every transaction."""

    START, STOP, PTZ, CATALOGUE, RECORDS, KEEP = "start", "stop", "ptz", "catalogue", "records", "keep"
    WAITING, DOING, DONE, FAILED = "waiting", "doing", "done", "failed"

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, null=True, related_name="jobs")
    provider = models.CharField(max_length=12)
    kind = models.CharField(max_length=10)
    payload = models.JSONField(default=dict)
    actor = models.CharField(max_length=80)
    state = models.CharField(max_length=8, default=WAITING)
    result = models.JSONField(null=True)
    error = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(state="waiting"), name="job_waiting")]
