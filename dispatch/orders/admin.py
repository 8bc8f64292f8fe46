"""What changes rarely: the rungs that are climbed while nobody answers an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from dispatch.orders.models import LadderStep

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    Rungs = admin.ModelAdmin[LadderStep]
else:
    Rungs = admin.ModelAdmin


@admin.register(LadderStep)
class LadderStepAdmin(Rungs):
    list_display = ("ladder", "area", "step", "after_s", "action", "source")
    list_filter = ("ladder", "area")
    ordering = ("ladder", "area", "step", "id")
