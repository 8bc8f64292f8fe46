"""`manage.py broker_rights`: the registry as files for a Mosquitto without the plugin, or as the plugin's file for its first start."""

from __future__ import annotations

import json
import os
import signal
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from devices.wire import dynsec, files
from devices.wire.keeping import POLL_S
from devices.wire.reading import fingerprint, password_of, read_rights


class Command(BaseCommand):
    help = "按终端登记表生成消息服务的口令与主题权限文件;--watch 持续更新,写入后向消息服务发送 SIGHUP"
    requires_system_checks: Any = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--passwords", default="", metavar="FILE", help="password_file of Mosquitto")
        parser.add_argument("--acl", default="", metavar="FILE", help="acl_file of Mosquitto")
        parser.add_argument("--dynsec", default="", metavar="FILE", help="file of the dynamic security plugin, for the first start only")
        parser.add_argument("--pid", default="", metavar="FILE", help="pid_file of Mosquitto: it is told to read its files again")
        parser.add_argument("--watch", action="store_true", help="go on for ever, writing when the registry changes")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["passwords"] and options["acl"]) and not options["dynsec"]:
            raise CommandError("请给出 --passwords 与 --acl,或 --dynsec")
        seen = None
        while True:
            now = fingerprint()
            if now != seen:
                self._write(options)
                seen = now
            if not options["watch"]:
                return
            time.sleep(POLL_S)

    def _write(self, options: dict[str, Any]) -> None:
        found = read_rights()
        for clash in found.clashes:
            self.stderr.write(clash)
        if options["dynsec"]:
            whole = dynsec.whole_file(found.rights, password_of, _administrator())
            _replace(Path(options["dynsec"]), json.dumps(whole, ensure_ascii=False, indent=1))
        if options["passwords"]:
            _replace(Path(options["passwords"]), files.passwords(found.rights, password_of))
            _replace(Path(options["acl"]), files.acl(found.rights))
        if options["pid"]:
            os.kill(int(Path(options["pid"]).read_text()), signal.SIGHUP)
        self.stdout.write(f"{len(found.rights)} 个用户")


def _administrator() -> tuple[str, str]:
    given = urlsplit(settings.MQTT_CONTROL_URL)
    if not (given.username and given.password):
        raise CommandError("请设置 MQTT_CONTROL_URL=mqtt://管理用户:口令@主机:1883")
    return unquote(given.username), unquote(given.password)


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, and readable by its owner and group only."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "w") as file:
        file.write(text)
    fresh.replace(path)
