"""`manage.py new_epoch`: every screen throws away what it knows and begins anew. For a database that has lost what screens have seen."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from realtime.health.running import running
from realtime.log.models import Epoch


class Command(BaseCommand):
    help = "Give the log another epoch, so that every screen begins anew. While the centre is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        if alive := running():
            raise CommandError(f"请先停止:{'、'.join(alive)} 仍在运行。 Stop the centre first: {', '.join(alive)}.")
        Epoch.objects.update_or_create(id=1, defaults={"value": uuid4()})
        self.stdout.write("所有屏幕将重新取数。 Every screen will begin anew.")
