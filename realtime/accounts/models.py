"""Who: people, their posts, and principals that are not people. Roles and what they may do are rows."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class User(AbstractUser):
    """A person. `name` is what screens show; signing in needs a password, unlocking a desk only the PIN."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=20, blank=True)
    pin = models.CharField(max_length=128, blank=True, help_text="散列后的解锁口令")

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def actor(self) -> str:
        return f"user:{self.pk}"


class Role(models.Model):
    """A row, so that a bureau adds its own. `verbs` lists what the role may do; `*` is everything."""

    code = models.CharField("代码", primary_key=True, max_length=40)
    name = models.CharField("名称", max_length=40)
    verbs = models.JSONField("权限", default=list)
    order = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = verbose_name_plural = "角色"

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def valid(self) -> PostQuerySet:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=Now()), valid_from__lte=Now(), user__is_active=True)


class Post(models.Model):
    """A role held in an area. A person may hold several; who held what when is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.ForeignKey(Role, on_delete=models.PROTECT)
    area = models.CharField("辖区代码", max_length=12)
    valid_from = models.DateTimeField(db_default=Now())
    valid_to = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"


class Token(models.Model):
    """A principal that is no person: a wall, a field terminal or another agency. Long-lived, revocable, stored only as a digest."""

    WALL, TERMINAL, PEER = "wall", "terminal", "peer"

    kind = models.CharField(max_length=10, choices=[(WALL, "大屏"), (TERMINAL, "终端"), (PEER, "外部单位")])
    name = models.CharField("名称", max_length=60)
    area = models.CharField("辖区代码", max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "令牌"

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        return f"{self.kind}:{self.pk}"


class Ticket(models.Model):
    """One connection attempt: 30 s, one use, bound to who asked and what they may read."""

    digest = models.CharField(primary_key=True, max_length=64)
    actor = models.CharField(max_length=80)
    session = models.CharField(max_length=64, blank=True, help_text="session key; signing out closes its sockets")
    scopes = models.JSONField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
