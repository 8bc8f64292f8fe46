"""A centre on duty never stands on the demo's rows: invented teams, and people whose passwords are printed in the README."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import CommandError

from command.seeding.cities import BY_CODE
from realtime.areas.models import Area
from realtime.rules.models import Rule

MARK = "installation.demo"
HISTORY = "installation.history"  # the year that was made up; made once, whatever year it is when somebody starts again


def mark_as_demo() -> None:
    Rule.objects.get_or_create(name=MARK, area=settings.CITY, defaults={"value": True, "source": "manage.py seed, MODE=demo"})


def invented_year() -> int | None:
    """The year behind us whose rows the demo made up; none on duty."""
    held = Rule.objects.filter(name=HISTORY, area=settings.CITY).values_list("value", flat=True).first()
    return None if held is None else int(held)


def refuse_another_city(wanted: str) -> None:
    """One installation is one city: neither its settings nor its database are filled with another's."""
    if wanted != settings.CITY:
        raise CommandError(
            f"本安装是 {_words(settings.CITY)},不能载入 {_words(wanted)}:一个城市一个安装。请另起一套:CITY={wanted} DATA_DIR=.data-{wanted} make run"
        )
    held = Area.objects.districts_of_any().exclude(code__startswith=wanted).values_list("code", flat=True).first()
    if held is not None:
        raise CommandError(
            f"CITY={wanted},但这个数据库里是另一个城市(区划 {held})。请为 {_words(wanted)} 换一个空的 DATA_DIR 或 DATABASE_URL,例如 CITY={wanted} DATA_DIR=.data-{wanted} make run"
        )
    if settings.MODE == "demo" and wanted not in BY_CODE:
        raise CommandError(
            f"没有 {wanted} 的演示数据,演示城市有 {'、'.join(map(_words, BY_CODE))}。正式使用请设 MODE=duty 并放入 areas-{wanted}.csv"
        )


def _words(code: str) -> str:
    return f"{BY_CODE[code].name}({code})" if code in BY_CODE else code


def refuse_demo_on_duty() -> None:
    """Called before anything is served."""
    if settings.MODE == "duty" and Rule.objects.filter(name=MARK).exists():
        raise CommandError(
            "MODE=duty,但这个数据库里是演示城市(演示账号的密码是公开的)。请换一个空的 DATA_DIR 或 DATABASE_URL。"
            " MODE=duty, but this database holds the demo city: use an empty DATA_DIR or DATABASE_URL."
        )
