from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from dispatch.gateways.models import Handover, Inbound, Provider, Template

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    Rows = admin.ModelAdmin[Any]
    Inline = admin.TabularInline[Template, Provider]
else:
    Rows, Inline = admin.ModelAdmin, admin.TabularInline


class TemplateInline(Inline):
    model = Template
    extra = 0


@admin.register(Provider)
class ProviderAdmin(Rows):
    list_display = ("code", "kind", "name", "signature", "templates_only", "order", "active")
    list_filter = ("kind", "active")
    inlines = (TemplateInline,)


class Evidence(Rows):
    """Looked at, never changed."""

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Handover)
class HandoverAdmin(Evidence):
    list_display = ("message", "provider", "parts", "result", "error", "at")
    list_filter = ("provider", "result")


@admin.register(Inbound)
class InboundAdmin(Evidence):
    list_display = ("provider", "kind", "state", "error", "alarm_id", "at")
    list_filter = ("provider", "kind", "state")
