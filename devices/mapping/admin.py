"""Mapping rows in the admin: edited, checked as the API checks them, told to the gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest

from devices.mapping.actions import ring
from devices.mapping.models import MappingRow

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    RowAdmin = admin.ModelAdmin[MappingRow]
else:
    RowAdmin = admin.ModelAdmin


@admin.register(MappingRow)
class MappingRowAdmin(RowAdmin):
    list_display = ("name", "topic_filter", "identity", "kind", "active", "source", "changed_by", "changed_at")
    list_filter = ("active", "kind")
    search_fields = ("name", "topic_filter")
    readonly_fields = ("changed_by", "changed_at")

    def save_model(self, request: HttpRequest, obj: MappingRow, form: Any, change: bool) -> None:
        obj.changed_by = f"user:{request.user.pk}"
        super().save_model(request, obj, form, change)
        transaction.on_commit(ring)

    def delete_model(self, request: HttpRequest, obj: MappingRow) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(ring)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        transaction.on_commit(ring)
