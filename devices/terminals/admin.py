"""What changes rarely: freshness rules to edit, terminals to look at. Registering and revoking is done at the desk, so that it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from devices.terminals.models import FreshnessRule, Terminal

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    RuleAdmin = admin.ModelAdmin[FreshnessRule]
    DeviceAdmin = admin.ModelAdmin[Terminal]
else:
    RuleAdmin = DeviceAdmin = admin.ModelAdmin


@admin.register(FreshnessRule)
class FreshnessRuleAdmin(RuleAdmin):
    list_display = ("kind", "stale_s", "lost_s", "source", "valid_from")
    list_filter = ("kind",)


@admin.register(Terminal)
class TerminalAdmin(DeviceAdmin):
    list_display = ("external_id", "adapter", "kind", "area", "subject", "registered_at", "revoked_at")
    list_filter = ("adapter", "kind")
    search_fields = ("external_id", "subject__label")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
