from __future__ import annotations

from django.urls import path

from command.authority import pages

urlpatterns = [
    path("", pages.matrix),
    path("<int:line_id>/", pages.line),
]
