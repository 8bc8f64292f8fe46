"""叫应: a callout calls persons about something; each call climbs a ladder until a human has answered."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.callout.rows import AttemptRow, CallRow
from dispatch.contacts.models import Address, Person
from realtime.clock import iso

WAITING, CALLING, DELIVERED, ANSWERED, FAILED, TAKEN_OVER, STOPPED = (
    "waiting",
    "calling",
    "delivered",
    "answered",
    "failed",
    "taken_over",
    "stopped",
)
STATES = [
    (WAITING, "待呼叫"),
    (CALLING, "呼叫中"),
    (DELIVERED, "已送达"),
    (ANSWERED, "已应答"),
    (FAILED, "未通"),
    (TAKEN_OVER, "人工接管"),
    (STOPPED, "已停止"),
]
# Delivered is not answered: only a human's act ends a call. An answer counts whenever it comes.
MOVES = {
    WAITING: {CALLING, DELIVERED, ANSWERED, FAILED, TAKEN_OVER, STOPPED},
    CALLING: {DELIVERED, ANSWERED, FAILED, TAKEN_OVER, STOPPED},
    DELIVERED: {ANSWERED, FAILED, TAKEN_OVER, STOPPED},
    FAILED: {CALLING, DELIVERED, ANSWERED, TAKEN_OVER, STOPPED},
    TAKEN_OVER: {CALLING, ANSWERED, STOPPED},
    STOPPED: {ANSWERED},
    ANSWERED: set(),
}
RINGING = (WAITING, CALLING, DELIVERED, FAILED)  # the ladder climbs
UNSETTLED = (*RINGING, TAKEN_OVER)

ABOUTS = [
    ("alarm", "警情"),
    ("incident", "事件"),
    ("order", "调度令"),
    ("duty", "值班"),
    ("conference", "会商"),
    ("decision", "会商决定"),
    ("task", "任务"),
    ("directive", "领导批示"),
    ("alert", "预警"),
    ("drill", "演练情景"),
]
PURPOSES = [
    ("notify", "通知核查"),
    ("escalate", "告警无人确认"),
    ("call", "叫应"),
    ("order", "调度令未签收"),
    ("test", "叫应测试"),
    ("conference", "视频会商"),
    ("task", "任务督办"),
]
ANSWERS = [("button", "页面应答"), ("key", "按键应答"), ("word", "口头应答"), ("entered", "值班员代录")]


class LadderStep(models.Model):
    """One rung: what happens when a call is still unanswered `after_s` seconds after it began."""

    ACTIONS = [
        ("video", "视频会商"),
        ("first_channels", "首选方式"),
        ("retry", "重呼"),
        ("next_channel", "换一种方式"),
        ("deputy", "叫副手"),
        ("superior", "叫上级"),
        ("officer", "请值班员接管"),
        ("physical", "上门叫应"),
    ]

    ladder = models.CharField("阶梯", max_length=40)
    step = models.SmallIntegerField("级")
    after_s = models.PositiveIntegerField("起呼后(秒)")
    action = models.CharField("动作", max_length=16, choices=ACTIONS)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "叫应阶梯"
        ordering = ["ladder", "step"]
        constraints = [models.UniqueConstraint(fields=["ladder", "step"], name="one_rung_per_step")]

    def __str__(self) -> str:
        return f"{self.ladder} {self.step}: {self.after_s} s {self.get_action_display()}"


class Callout(models.Model):
    about = models.CharField("对象", max_length=10, choices=ABOUTS)
    about_id = models.BigIntegerField()
    incident_id = models.BigIntegerField(null=True, db_index=True)
    purpose = models.CharField("目的", max_length=10, choices=PURPOSES)
    text = models.CharField("内容", max_length=500)
    area = models.CharField("区划", max_length=12, db_index=True)
    ladder = models.CharField(max_length=40)
    started_by = models.CharField(max_length=80)
    started_name = models.CharField(max_length=60)
    started_at = models.DateTimeField(db_default=Now())
    stopped_by = models.CharField(max_length=80, blank=True)
    stopped_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False, help_text="off the board; told by `left` events")
    exercise_id = models.BigIntegerField(null=True)
    quiet = models.BooleanField(default=False, help_text="table-top: pages show the call and do not ring")
    areas = models.JSONField("叫应范围", default=list, blank=True, help_text="codes whose whole tree is called; empty = chosen persons")
    gaps = models.JSONField("无联系人", default=dict, blank=True, help_text="of these areas: code → call of who speaks for it, or null")

    class Meta:
        verbose_name = verbose_name_plural = "叫应"
        indexes = [models.Index(fields=["about", "about_id"], name="callout_about")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.about}:{self.about_id}"


class Call(models.Model):
    """One person called. A person with two roles is called once."""

    callout = models.ForeignKey(Callout, on_delete=models.PROTECT, related_name="calls")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calls")
    name = models.CharField(max_length=40)
    org = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    district = models.CharField(max_length=6, blank=True, help_text="where this person stands in the tree")
    town = models.CharField(max_length=9, blank=True)
    village = models.CharField(max_length=12, blank=True)
    visit = models.BooleanField("上门叫应", default=False, help_text="sent to the door of the one they stand for")
    text = models.CharField("单独内容", max_length=500, blank=True, help_text="instead of the callout's words")
    channel = models.CharField(max_length=12, blank=True, help_text="of the last attempt")
    bearer = models.CharField(max_length=12, blank=True, help_text="the channel that delivered")
    step = models.SmallIntegerField(default=0, help_text="last rung climbed")
    officer = models.BooleanField(default=False, help_text="the ladder asks for a human's hand")
    stands_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="stand_ins", help_text="deputy or superior of")
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="twins", help_text="the same human, rung there")
    covered_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", help_text="answered in this one's place")
    started_at = models.DateTimeField(db_default=Now())
    delivered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=8, choices=ANSWERS, blank=True)
    action_text = models.CharField("答复的措施", max_length=500, blank=True)
    said_by = models.CharField("答话人", max_length=60, blank=True)
    read_back = models.BooleanField("已复诵", default=False)
    answered_by = models.CharField(max_length=80, blank=True)
    taken_by = models.CharField(max_length=80, blank=True)
    taken_name = models.CharField(max_length=60, blank=True)
    taken_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "呼叫"
        constraints = [models.UniqueConstraint(fields=["callout", "person"], name="a_person_once_per_callout")]

    def __str__(self) -> str:
        return f"{self.name}({self.get_state_display()})"

    @property
    def words(self) -> str:
        """What this person is told."""
        return self.text or self.callout.text

    @property
    def streams(self) -> list[str]:
        """The board, the incident's timeline, and the person whose page rings."""
        callout, user = self.callout, self.person.user_id
        return [
            f"area:{callout.area}",
            *([f"incident:{callout.incident_id}"] if callout.incident_id else []),
            *([f"user:{user}"] if user else []),
        ]

    def row(self) -> CallRow:
        """What the screens' table `calls` holds; the words are read with the callout."""
        callout = self.callout
        return cast("CallRow", {
            "id": self.pk, "callout": callout.pk, "about": callout.about, "about_id": callout.about_id, "incident": callout.incident_id,
            "purpose": callout.purpose, "area": callout.area, "person": self.person_id, "user": self.person.user_id, "name": self.name, "org": self.org, "title": self.title,
            "district": self.district, "town": self.town, "village": self.village, "visit": self.visit,
            "state": self.state, "channel": self.channel, "bearer": self.bearer, "step": self.step, "officer": self.officer, "stands_for": self.stands_for_id,
            "same_as": self.same_as_id, "covered_by": self.covered_by_id, "started_at": iso(self.started_at), "delivered_at": iso(self.delivered_at),
            "answered_at": iso(self.answered_at), "answer": self.answer or None, "taken_name": self.taken_name or None, "quiet": callout.quiet,
            "x": self.exercise_id,
        })  # fmt: skip


class Attempt(models.Model):
    """One try on one channel: evidence, never changed after it is settled."""

    SENDING, SENT, DONE, ERROR, SUPPRESSED, UNKNOWN = "sending", "sent", "delivered", "failed", "suppressed", "unknown"
    RESULTS = [(SENDING, "发送中"), (SENT, "已发出"), (DONE, "已送达"), (ERROR, "失败"), (SUPPRESSED, "演练未外发"), (UNKNOWN, "结果不明")]

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField(db_default=Now())
    step = models.SmallIntegerField()
    channel = models.CharField(max_length=12)
    address = models.ForeignKey(Address, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.CharField("单独内容", max_length=500, blank=True, help_text="a loudspeaker says something else than the telephone")
    provider = models.CharField("回执编号", max_length=80, blank=True)
    result = models.CharField(max_length=10, choices=RESULTS, default=SENDING)
    error = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField(null=True, help_text="waits in the queue of a slow channel; null = never queued, or taken")
    handing_at = models.DateTimeField(null=True, help_text="marked before the provider is called")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "呼叫记录"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["channel", "provider"], name="attempt_provider"),
            models.Index(fields=["channel", "due_at"], condition=models.Q(due_at__isnull=False), name="attempt_waiting"),
            models.Index(fields=["handing_at"], condition=models.Q(handing_at__isnull=False, result="sending"), name="attempt_handing"),
        ]

    @property
    def key(self) -> str:
        """What a provider knows it by: nothing is handed over twice under one key."""
        return f"a{self.pk}"

    @property
    def words(self) -> str:
        return self.text or self.call.words

    def row(self) -> AttemptRow:
        return cast("AttemptRow", {
            "id": self.pk, "at": iso(self.at), "step": self.step, "channel": self.channel, "result": self.result, "error": self.error,
            "settled_at": iso(self.settled_at),
        })  # fmt: skip
