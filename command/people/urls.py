from __future__ import annotations

from django.urls import path

from command.people import pages
from command.signin import pages as signin

urlpatterns = [
    path("", pages.people),
    path("sign-in/", signin.sign_in),
    path("sign-out/", pages.sign_out),
    path("<int:user_id>/", pages.person),
    path("walls/", pages.walls),
    path("roles/", pages.roles),
]
