"""What a bureau sets once: which events there are, and from which figures on they are how grave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from dispatch.incidents.models import EventType, GradeRule

if TYPE_CHECKING:  # Django's class takes no parameter at run time
    TypeAdmin = admin.ModelAdmin[EventType]
    CriterionAdmin = admin.ModelAdmin[GradeRule]
else:
    TypeAdmin = CriterionAdmin = admin.ModelAdmin


@admin.register(EventType)
class EventTypeAdmin(TypeAdmin):
    list_display = ("code", "name", "parent", "scheme")
    list_filter = ("scheme",)
    search_fields = ("code", "name")


@admin.register(GradeRule)
class GradeRuleAdmin(CriterionAdmin):
    """A criterion is changed by a new row with its own day, so that what was graded before can be understood."""

    list_display = ("type", "area", "measure", "grade", "at_least", "source", "valid_from")
    list_filter = ("measure", "grade", "area")
