"""The demo city's ears: a folder and a platform to push to, and three invented posts, each saying that it is a demonstration. None of them rings."""

from __future__ import annotations

from datetime import timedelta

from command.opinion.feeding import add_source
from command.opinion.feeds import Source
from command.opinion.models import Item
from command.opinion.reading import Post
from command.opinion.taking import take_posts
from command.seeding.cities import here
from command.seeding.cities.guangzhou import CITY as GUANGZHOU
from command.seeding.derived import seats
from realtime import clock

OUTLET = "演示数据"
WEEK_S = 7 * 86_400  # nobody feeds the demo's sources: they are not late
SOURCES = [("demo-drop", "演示:舆情文件投放", "drop"), ("demo-platform", "演示:舆情监测平台", "hook")]
Said = tuple[int, str, str]  # minutes ago, title, text
POSTS: list[Said] = [
    (95, "【演示】南沙渔船回港避台风", "【演示】台风将至,南沙渔船陆续回港,码头秩序良好。"),
    (60, "【演示】广州早高峰局部内涝", "【演示】广州今早暴雨,多个路口内涝,网友提醒绕行。"),
    (20, "【演示】增城正果防台风物资到位", "【演示】增城正果镇村干部连夜搬运防台风物资。"),
]


def _posts() -> list[Said]:
    city = here()
    if city is GUANGZHOU:
        return POSTS
    name, place = city.name.removesuffix("市"), seats(city)[-1].name
    return [
        (60, f"【演示】{name}早高峰局部积水", f"【演示】{name}今早降雨,个别路口积水,网友提醒绕行。"),
        (20, f"【演示】{place}防汛物资到位", f"【演示】{place}干部连夜搬运防汛物资。"),
    ]


def make_opinion() -> None:
    """Safe to run again."""
    known = set(Source.objects.values_list("code", flat=True))
    for code, name, kind in SOURCES:
        if code not in known:
            add_source(actor="system", code=code, name=name, kind=kind, late_after_s=WEEK_S, license="演示,无真实来源")
    if Item.objects.exists():
        return
    now, source = clock.now(), Source.objects.get(code=SOURCES[0][0])
    take_posts(
        [
            Post(f"https://demo.invalid/{number}", title, text, now - timedelta(minutes=ago), outlet=OUTLET)
            for number, (ago, title, text) in enumerate(_posts(), 1)
        ],
        source=source,
    )
