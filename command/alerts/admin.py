"""What changes rarely: from which values a warning is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from command.alerts.records import Trigger

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    RowAdmin = admin.ModelAdmin[Trigger]
else:
    RowAdmin = admin.ModelAdmin


@admin.register(Trigger)
class TriggerAdmin(RowAdmin):
    list_display = ("name", "quantity", "basis", "side", "value", "unit", "dead_band", "hazard", "colour", "area", "active", "source")
    list_filter = ("hazard", "basis", "area", "active")
