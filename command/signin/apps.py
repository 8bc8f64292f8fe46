from __future__ import annotations

from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "command.signin"
    label = "signin"
    verbose_name = "登录与账户安全"
