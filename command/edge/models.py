"""Edges of this centre, and – where this installation is one – how far it and its core have told each other."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Edge(models.Model):
    """At the core: an installation in front of it. Its number is the range of ids it gives to what it makes itself."""

    name = models.CharField("名称", max_length=60)
    area = models.CharField("区划", max_length=12)
    number = models.PositiveSmallIntegerField("编号", unique=True)
    digest = models.CharField(max_length=64, unique=True, help_text="of its secret; signs the files carried by hand")
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())
    heard_at = models.DateTimeField("最近联络", null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "前置节点"

    def __str__(self) -> str:
        return self.name


class Taken(models.Model):
    """At the core: a record of an edge that was worked in, with `why` when it was refused. The same one again does nothing."""

    edge = models.ForeignKey(Edge, on_delete=models.PROTECT, related_name="taken")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=160)
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edge", "kind", "key"], name="record_taken_once")]


class Sent(models.Model):
    """At the edge: a record the core has said it took. What is not here is told again."""

    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=160)
    why = models.CharField(max_length=200, blank=True, help_text="the core refused it, in its words")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="record_sent_once")]


class Standing(models.Model):
    """At the edge: one row. `hashes` are the tables as the core gave them last."""

    number = models.PositiveSmallIntegerField(unique=True)
    area = models.CharField(max_length=12)
    hashes = models.JSONField(default=dict)
    joined_at = models.DateTimeField(db_default=Now())
    heard_at = models.DateTimeField(null=True, help_text="the core answered, or a file of it was read")
    tracks_at = models.DateTimeField(null=True, help_text="positions until then are at the core")
