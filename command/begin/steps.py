"""rows → **steps** → page: what a new centre still lacks. Nothing is kept of it: each step looks at what is there, so whoever leaves goes on where they stood."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import NamedTuple

from django.conf import settings

from command.basemap.listing import sources
from dispatch.alarms.models import Alarm
from dispatch.callout.models import Call
from dispatch.contacts.models import Person
from dispatch.teams.models import Unit
from realtime.accounts.models import Post
from realtime.areas.models import DISTRICT, TOWN, Area

THREE = {"administrator": "系统管理员", "security_administrator": "安全管理员", "audit_administrator": "审计管理员"}
DUTY = "duty_officer"


class Found(NamedTuple):
    """What a step sees: is it enough, and what is there, in words."""

    done: bool
    words: str


class Step(NamedTuple):
    name: str
    title: str
    who: str
    what: str
    links: tuple[tuple[str, str], ...]
    look: Callable[[], Found]


def _area() -> Found:
    under = Area.objects.under(settings.CITY)
    city = Area.objects.filter(pk=settings.CITY).first()
    codes = [len(code) for code in under.values_list("code", flat=True)]
    districts, towns = codes.count(DISTRICT), codes.count(TOWN)
    if city is None or not towns:
        return Found(False, f"区划 {settings.CITY} 还没有镇街,请核对 CITY 后重新启动")
    return Found(True, f"{city.name},{districts} 个县区,{towns} 个镇街")


def _map() -> Found:
    usable = [one for one in sources() if one["state"] == "ok" and not (one["style"] == "packaged" and not one["size"])]
    return Found(bool(usable), f"可用底图:{'、'.join(one['name'] for one in usable)}" if usable else "没有可用的底图文件")


def _administrators() -> Found:
    """Three duties, three people: nobody counts for two."""
    held = {role: set(_holders(role)) for role in THREE}
    missing = [THREE[role] for role, people in held.items() if not people]
    if missing:
        return Found(False, f"还缺{'、'.join(missing)}")
    if any(one & other for one, other in combinations(held.values(), 2)):
        return Found(False, "三员不得由同一人兼任")
    return Found(True, "三员齐全:" + "、".join(THREE.values()))


def _officers() -> Found:
    people = len(set(_holders(DUTY)))
    return Found(people > 0, f"{people} 名值班员" if people else "还没有值班员")


def _persons() -> Found:
    there = Person.objects.count()
    return Found(there > 0, f"通讯录 {there} 人" if there else "通讯录还是空的")


def _teams() -> Found:
    there = Unit.objects.filter(exercise_id=None).count()
    return Found(there > 0, f"{there} 支队伍" if there else "还没有队伍")


def _alarm() -> Found:
    there = Alarm.objects.filter(exercise_id=None).exists()
    return Found(there, "已有登记的警情" if there else "还没有登记过警情")


def _call() -> Found:
    last = Call.objects.filter(answered_at__isnull=False, callout__exercise_id=None).order_by("-answered_at").first()
    return Found(last is not None, f"{last.name} 已应答" if last else "还没有人应答过")


def _holders(role: str) -> list[int]:
    """Active people who hold this role for the whole city now."""
    return list(Post.objects.valid().filter(role_id=role, area=settings.CITY).values_list("user_id", flat=True))


STEPS = (
    Step("area", "辖区", "系统管理员", "区划来自 areas-<代码>.csv,安装时载入。核对城市、县区和镇街的数目。", (), _area),
    Step("map", "底图", "系统管理员", "把底图文件放入 BASEMAP_DIR,或填写天地图密钥;打开任一屏幕看一眼地图。", (("/desk/", "打开值守调度台"),), _map),
    Step(
        "administrators", "三员", "系统管理员、安全管理员", "系统管理员建账号,安全管理员授岗位,审计管理员查日志:三人分任。",
        (("/people/", "人员与岗位"),), _administrators,
    ),
    Step("officers", "值班员", "系统管理员、安全管理员", "为每名值班员建账号,授全市“值班员”岗位。", (("/people/", "人员与岗位"),), _officers),
    Step("persons", "导入人员", "系统管理员", "下载模板,填写后导入;先预览,坏行不影响其他行。", (("/contacts/import/", "导入通讯录"),), _persons),
    Step("teams", "导入队伍", "系统管理员", "下载模板,填写后导入;先预览,坏行不影响其他行。", (("/teams/import/", "导入队伍"),), _teams),
    Step("alarm", "登记一条测试警情", "值班员", "值班员登录值守调度台,登记一条警情,处置结论选“测试”。", (("/desk/", "打开值守调度台"),), _alarm),
    Step("call", "呼叫测试", "值班员", "在该警情上叫应一人;被叫人应答后,本页自动显示。", (("/desk/", "打开值守调度台"),), _call),
)  # fmt: skip
