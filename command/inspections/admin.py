"""检查表 for the back office. One that a round was made with stays as it was: its answers must mean what was asked. A new edition is a new checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from command.inspections.models import CheckItem, Checklist, Inspection

if TYPE_CHECKING:  # Django's classes take no parameter at run time
    Lists = admin.ModelAdmin[Checklist]
    Items = admin.TabularInline[CheckItem, Checklist]
else:
    Lists, Items = admin.ModelAdmin, admin.TabularInline


def used(checklist: Checklist | None) -> bool:
    return checklist is not None and Inspection.objects.filter(checklist=checklist).exists()


class ItemsInline(Items):
    model = CheckItem
    extra = 3

    def has_add_permission(self, request: HttpRequest, obj: Checklist | None = None) -> bool:
        return super().has_add_permission(request, obj) and not used(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not used(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not used(obj)


@admin.register(Checklist)
class ChecklistAdmin(Lists):
    list_display = ("code", "name", "source", "active")
    fields = ("code", "name", "source", "active")
    inlines = (ItemsInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Checklist | None = None) -> tuple[str, ...]:
        return ("code",) if used(obj) else ()

    def has_delete_permission(self, request: HttpRequest, obj: Checklist | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not used(obj)
