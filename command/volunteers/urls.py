from __future__ import annotations

from django.urls import path

from command.volunteers import pages

urlpatterns = [
    path("", pages.register),
    path("state/", pages.state),
]
