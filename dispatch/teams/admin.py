"""What changes rarely: what the bureau calls a team's states and which moves it foresees, its bases, its catalogue of equipment and skills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from dispatch.teams.models import Base, Item, StatusMove, UnitStatus

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    StatusRows = admin.ModelAdmin[UnitStatus]
    MoveRows = admin.TabularInline[StatusMove, UnitStatus]
    BaseRows = admin.ModelAdmin[Base]
    ItemRows = admin.ModelAdmin[Item]
else:
    StatusRows = BaseRows = ItemRows = admin.ModelAdmin
    MoveRows = admin.TabularInline


class Moves(MoveRows):
    model = StatusMove
    fk_name = "before"
    extra = 1


@admin.register(UnitStatus)
class UnitStatusAdmin(StatusRows):
    list_display = ("code", "name", "meaning", "order")
    inlines = (Moves,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Teams refer to the code."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The rest rule, the clerk and standby use these by code."""
        return obj is None or obj.pk not in (UnitStatus.READY, UnitStatus.FORWARD, UnitStatus.RESTING)


@admin.register(Base)
class BaseAdmin(BaseRows):
    list_display = ("code", "name", "kind", "area", "lon", "lat")
    list_filter = ("kind",)


@admin.register(Item)
class ItemAdmin(ItemRows):
    list_display = ("code", "name", "kind", "measure")
    list_filter = ("kind",)
    search_fields = ("code", "name")
