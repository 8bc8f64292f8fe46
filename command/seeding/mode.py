"""A centre on duty never stands on the demo's rows: invented teams, and people whose passwords are printed in the README."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError

from realtime.rules.models import Rule

MARK = "installation.demo"


def mark_as_demo() -> None:
    Rule.objects.get_or_create(name=MARK, area=settings.CITY, defaults={"value": True, "source": "manage.py seed, MODE=demo"})


def refuse_demo_on_duty() -> None:
    """Called before anything is served."""
    if settings.MODE == "duty" and Rule.objects.filter(name=MARK).exists():
        raise CommandError(
            "MODE=duty,但这个数据库里是演示城市(演示账号的密码是公开的)。请换一个空的 DATA_DIR 或 DATABASE_URL。"
            " MODE=duty, but this database holds the demo city: use an empty DATA_DIR or DATABASE_URL."
        )
