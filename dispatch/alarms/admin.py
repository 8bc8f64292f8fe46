"""What changes rarely: from which values sensors raise alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from dispatch.alarms.models import Threshold

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    RowAdmin = admin.ModelAdmin[Threshold]
else:
    RowAdmin = admin.ModelAdmin


@admin.register(Threshold)
class ThresholdAdmin(RowAdmin):
    list_display = ("name", "quantity", "side", "value", "unit", "dead_band", "area", "external_id", "urgency", "type", "active", "source")
    list_filter = ("quantity", "area", "active")
