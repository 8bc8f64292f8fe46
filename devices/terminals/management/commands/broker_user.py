"""`manage.py broker_user NAME --up 'v1/gateway/#'`: a server that speaks on the broker for many devices; its secret is shown this one time."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from devices.terminals.broker_users import NotAFilter, Taken, add_broker_user, revoke_broker_user
from devices.terminals.models import BrokerUser

SECRET_BYTES = 18


class Command(BaseCommand):
    help = "登记或注销消息服务上的服务器账号(FROST、ThingsBoard 网关、厂家平台)"
    requires_system_checks: Any = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="用户名;不填则列出")
        parser.add_argument("--up", nargs="*", default=[], metavar="FILTER", help="可发布的主题")
        parser.add_argument("--down", nargs="*", default=[], metavar="FILTER", help="可订阅的主题")
        parser.add_argument("--revoke", action="store_true", help="注销,数秒内断开")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        if not name:
            for user in BrokerUser.objects.filter(revoked_at=None).order_by("name"):
                self.stdout.write(f"{user.name}  发布 {' '.join(user.up) or '—'}  订阅 {' '.join(user.down) or '—'}")
        elif options["revoke"]:
            if not revoke_broker_user(actor="system", name=name):
                raise CommandError(f"没有账号 {name}")
            self.stdout.write(f"已注销 {name}")
        else:
            secret = secrets.token_urlsafe(SECRET_BYTES)
            try:
                add_broker_user(actor="system", name=name, up=options["up"], down=options["down"], secret=secret)
            except (NotAFilter, Taken) as why:
                raise CommandError(str(why)) from None
            self.stdout.write(f"{name}  口令 {secret}(只显示这一次)")
