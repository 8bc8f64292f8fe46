"""What a bureau sets once: run cards, who stands in for whom, how many teams stay at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from dispatch.recommend.models import Floor, RunCard, Substitute

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    CardAdmin = admin.ModelAdmin[RunCard]
    PairAdmin = admin.ModelAdmin[Substitute]
    HomeAdmin = admin.ModelAdmin[Floor]
else:
    CardAdmin = PairAdmin = HomeAdmin = admin.ModelAdmin


@admin.register(RunCard)
class RunCardAdmin(CardAdmin):
    list_display = ("name", "type_prefix", "level", "area", "source", "valid_from")
    list_filter = ("level", "area")
    search_fields = ("name", "type_prefix")


@admin.register(Substitute)
class SubstituteAdmin(PairAdmin):
    list_display = ("needed", "by", "penalty_s", "source")
    list_filter = ("needed",)


@admin.register(Floor)
class FloorAdmin(HomeAdmin):
    list_display = ("area", "kind", "units", "source")
    list_filter = ("kind",)
