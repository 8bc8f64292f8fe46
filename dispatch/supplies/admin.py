"""Depots, items, floors and agreements to edit. Balances are not: they are the ledger's sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from dispatch.supplies.mapping import hide_depot, show_depot
from dispatch.supplies.models import Agreement, Depot, Item, Ledger, Stock
from realtime.log import act

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    PlaceAdmin = admin.ModelAdmin[Depot]
    KindAdmin = admin.ModelAdmin[Item]
    ShelfAdmin = admin.ModelAdmin[Stock]
    PaperAdmin = admin.ModelAdmin[Agreement]
    BookAdmin = admin.ModelAdmin[Ledger]
else:
    PlaceAdmin = KindAdmin = ShelfAdmin = PaperAdmin = BookAdmin = admin.ModelAdmin


@admin.register(Depot)
class DepotAdmin(PlaceAdmin):
    list_display = ("name", "level", "area", "owner", "keeper", "active")
    list_filter = ("level", "active")
    search_fields = ("name",)

    def save_model(self, request: HttpRequest, obj: Depot, form: Any, change: bool) -> None:
        with act(str(getattr(request.user, "actor", "system"))) as log:
            super().save_model(request, obj, form, change)
            show_depot(log, obj)

    def delete_model(self, request: HttpRequest, obj: Depot) -> None:
        with act(str(getattr(request.user, "actor", "system"))) as log:
            hide_depot(log, obj.pk)
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for depot in queryset:
            self.delete_model(request, depot)


@admin.register(Item)
class ItemAdmin(KindAdmin):
    list_display = ("code7", "sku", "name", "spec", "unit_of", "pack")
    search_fields = ("name", "code7", "sku")


@admin.register(Agreement)
class AgreementAdmin(PaperAdmin):
    list_display = ("party", "depot", "item", "quantity", "response_min", "valid_to")
    list_filter = ("valid_to",)


@admin.register(Stock)
class StockAdmin(ShelfAdmin):
    """Only the floor is set here."""

    list_display = ("depot", "item", "on_hand", "reserved", "floor", "counted_at")
    list_filter = ("depot__level",)
    readonly_fields = ("depot", "item", "on_hand", "reserved", "counted_at", "exercise_id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Ledger)
class LedgerAdmin(BookAdmin):
    list_display = ("at", "stock", "lot", "kind", "change", "held", "request", "by")
    list_filter = ("kind",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
