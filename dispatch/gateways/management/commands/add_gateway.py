"""`manage.py add_gateway sms1 --kind sms --name 移动短信 --url https://… --signature 广州应急`: enter a gateway; its secret is made, kept and shown once."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import URLValidator

from dispatch.gateways.models import KINDS, SIGNED, Provider
from dispatch.gateways.secrets import keep_secret, name_of, secret_of


class Command(BaseCommand):
    help = "登记网关,或更换其密钥"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--kind", required=True, choices=[kind for kind, _ in KINDS])
        parser.add_argument("--name", required=True)
        parser.add_argument("--url", default="")
        parser.add_argument("--signature", default="")
        parser.add_argument("--templates-only", action="store_true")
        parser.add_argument("--secret-file", default="", help="HMAC 密钥,或邮件、企业微信、钉钉、飞书的 apprise 地址;缺省:为网关生成新密钥")

    def handle(self, *args: Any, code: str, kind: str, name: str, url: str, signature: str, **options: Any) -> None:
        if not code.replace("-", "").isalnum() or not code.isascii():
            raise CommandError("代码只能有字母、数字和 -")
        if kind in SIGNED:
            URLValidator(schemes=["http", "https"])(url)
        given = Path(options["secret_file"]).read_text().strip() if options["secret_file"] else ""
        if kind not in SIGNED and not given and not secret_of(code):
            raise CommandError(f"请用 --secret-file 给出 apprise 地址,或设置 {name_of(code)}")
        Provider.objects.update_or_create(
            code=code, defaults={"kind": kind, "name": name, "url": url, "signature": signature, "templates_only": options["templates_only"], "active": True}
        )  # fmt: skip
        if given:
            keep_secret(code, given)
            self.stdout.write(f"{name} 已登记")
        elif kind in SIGNED:
            secret = secrets.token_urlsafe(32)
            keep_secret(code, secret)
            self.stdout.write(f"{name} 已登记\nHMAC: {secret}")
