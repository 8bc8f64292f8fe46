"""Edges of this centre: when each was heard last, and its end. New ones come from `manage.py edge_add`, which shows the secret once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from command.edge.models import Edge, Taken

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    EdgeRows = admin.ModelAdmin[Edge]
    TakenRows = admin.ModelAdmin[Taken]
else:
    EdgeRows = TakenRows = admin.ModelAdmin


@admin.register(Edge)
class EdgeAdmin(EdgeRows):
    list_display = ("number", "name", "area", "heard_at", "revoked_at")
    fields = ("name", "revoked_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Taken)
class TakenAdmin(TakenRows):
    """What could not be worked in, with the reason."""

    list_display = ("edge", "kind", "key", "why", "at")
    list_filter = ("edge", "kind")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).exclude(why="")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
