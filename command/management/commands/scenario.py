"""`manage.py scenario A`: plays a story on a running centre, for a demonstration or as a check."""

from __future__ import annotations

import os
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from command.scenarios import a, b, c
from command.scenarios.officer import reached
from command.scenarios.player import check, perform
from command.scenarios.stage import set_up
from realtime.serving import own_address, scheme

STORIES = {"A": a, "B": b, "C": c}
LONGEST_CHECK_S = 50


class Command(BaseCommand):
    help = "Play a scenario as an exercise on the running centre: --speed N to watch it, --check to judge it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("story", choices=sorted(STORIES))
        parser.add_argument(
            "--check", action="store_true", help="back to back; prints each step with its limit; exit 1 where one is missed"
        )
        parser.add_argument("--speed", type=float, default=1.0, help="seconds of the story in one second, default 1")
        parser.add_argument(
            "--restart-broker",
            default="",
            help="command that restarts the message broker; without it that of this machine's own run is ended and its supervisor starts it again",
        )
        parser.add_argument("--url", default=f"{scheme()}://{own_address()}:{settings.PORT}", help="address of the centre")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "demo":
            raise CommandError("情景演示使用演示人员,只能在演示模式(MODE=demo)运行。")
        if not 1 <= options["speed"] <= 600:
            raise CommandError("--speed 请在 1 到 600 之间。")
        if not STORIES[options["story"]].STORY.area.startswith(settings.CITY):  # in the city, or in one of its districts
            raise CommandError(f"情景 {options['story']} 发生在广州市(4401),本安装是 {settings.CITY}。请在广州的安装上运行。")
        url = options["url"]
        if settings.TLS_CA:
            os.environ["SSL_CERT_FILE"] = settings.TLS_CA  # this process talks to nobody but the centre
        if not reached(url):
            raise CommandError(f"{url} 没有应答。请先运行 make run,或用 --url 指定指挥中心的地址。")
        told = STORIES[options["story"]]
        story = told.STORY
        start = time.monotonic()
        self.stdout.write(story.title)
        stage = set_up(
            url=url, broker=settings.MQTT_URL, name=story.title, area=story.area, parts=told.PARTS, aircraft=told.AIRCRAFT, kind=told.KIND,
            watched=getattr(told, "WATCHED", ""),
        )  # fmt: skip
        stage.notes["restart broker"] = options["restart_broker"]
        try:
            told.prepare(stage)
            if options["check"]:
                outcomes = check(story, stage, self.stdout.write)
            else:
                outcomes = perform(story, stage, self.stdout.write, speed=options["speed"], move=told.move)
        finally:
            told.tidy(stage)
            stage.close()
        missed = [outcome for outcome in outcomes if outcome.missed]
        took = time.monotonic() - start
        played = sum(outcome.took_s is not None for outcome in outcomes)
        self.stdout.write(f"{played} 步达到,{len(missed)} 步未达到,用时 {took:.1f} s。")
        if missed or (options["check"] and took > getattr(told, "LONGEST_S", LONGEST_CHECK_S)):
            raise SystemExit(1)
