from __future__ import annotations

from django.urls import path

from command.contacts import pages

urlpatterns = [
    path("", pages.contacts),
    path("new/", pages.new),
    path("gaps/", pages.gap_report),
    path("import/", pages.importing),
    path("import/template/", pages.import_template),
    path("<int:person_id>/", pages.contact),
]
