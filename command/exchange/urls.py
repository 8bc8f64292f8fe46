from __future__ import annotations

from django.urls import path

from command.exchange import pages, sign_pages, track_pages

urlpatterns = [
    path("", pages.imports),
    path("<int:sheet_id>/", pages.one_import),
    path("template/<str:key>/", pages.download),
    path("export/", pages.exports),
    path("signs/", sign_pages.signs),
    path("tracks/", track_pages.tracks),
]
