from __future__ import annotations

from django.urls import path

from command.teams import import_pages, mapping_pages, pages, standby_pages, terminal_pages

urlpatterns = [
    path("", pages.teams),
    path("<int:unit_id>/", pages.team),
    path("vehicles/", pages.vehicles),
    path("standby/", standby_pages.standby),
    path("sources/", pages.sources),
    path("terminals/", terminal_pages.terminals),
    path("terminals/template/", terminal_pages.sheet),
    path("terminals/mapping/", mapping_pages.mapping),
    path("import/", import_pages.imports),
    path("import/<int:sheet_id>/", import_pages.one_import),
    path("import/template/<str:kind>/", import_pages.download),
]
