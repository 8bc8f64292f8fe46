"""What changes rarely: what providers allow, and when nobody is disturbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from dispatch.pacing.models import ChannelLimit, QuietRule

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    LimitAdmin = admin.ModelAdmin[ChannelLimit]
    NightAdmin = admin.ModelAdmin[QuietRule]
else:
    LimitAdmin = NightAdmin = admin.ModelAdmin


@admin.register(ChannelLimit)
class ChannelLimitAdmin(LimitAdmin):
    list_display = ("channel", "per_minute", "burst", "concurrent", "cost_fen", "source")


@admin.register(QuietRule)
class QuietRuleAdmin(NightAdmin):
    list_display = ("channel", "purpose", "from_hour", "to_hour", "urgency", "active", "source")
    list_filter = ("active",)
