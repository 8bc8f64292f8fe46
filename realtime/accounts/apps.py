from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "realtime.accounts"
    label = "accounts"
    verbose_name = "账号与岗位"
