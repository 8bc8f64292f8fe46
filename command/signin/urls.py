from __future__ import annotations

from django.urls import path

from command.signin import pages

urlpatterns = [
    path("", pages.account),
    path("enrol/", pages.enrol),
    path("passkey-options/", pages.passkey_options),
    path("passkey/", pages.passkey_add),
    path("passkey-ask/", pages.passkey_ask),
]
