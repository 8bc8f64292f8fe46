"""`manage.py backup_key`: a new pair. The public line goes into BACKUP_RECIPIENT, the secret one into the safe – it is printed once and kept nowhere."""

from __future__ import annotations

from typing import Any

import pyrage
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Make a pair of keys for backups."
    requires_system_checks: Any = []

    def handle(self, *args: Any, **options: Any) -> None:
        pair = pyrage.x25519.Identity.generate()
        self.stdout.write(f"# 公钥,写入设置 BACKUP_RECIPIENT\n# {pair.to_public()}\n# 私钥,离线保管两份;没有它任何人都打不开备份\n{pair}")
