from __future__ import annotations

from django.urls import path

from command.release import pages

urlpatterns = [
    path("", pages.listing),
    path("releases.json", pages.as_json),
    path("releases.atom", pages.as_atom),
    path("<slug:slug>/", pages.single),
]
