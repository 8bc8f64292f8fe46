"""`manage.py phone`: the bureau's exchange in and out – click to dial, callers' pop-up, robot calls, recordings. Only where SIP_URL is set."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dispatch.phones.sip.agent import Account
from dispatch.phones.sip.uri import BadAddress
from dispatch.phones.switchboard import Switchboard
from realtime.health.beat import start_beat
from realtime.roles import become_application


class Command(BaseCommand):
    help = "电话:注册到程控交换机,点击拨号、来电弹屏、语音叫应与录音"
    requires_system_checks: Any = []

    def handle(self, *args: Any, **options: Any) -> None:
        board = from_settings()
        become_application()
        start_beat("phone")
        asyncio.run(serve(board))


def from_settings() -> Switchboard:
    """Refused with one line that names the setting."""
    if not settings.SIP_URL:
        raise CommandError("SIP_URL 未设置,没有可注册的交换机")
    try:
        account = Account.of(settings.SIP_URL, settings.SIP_PASSWORD, settings.SIP_USER)
    except BadAddress as error:
        raise CommandError(f"SIP_URL 不正确:{error}") from None
    first, _, last = settings.SIP_RTP_PORTS.partition("-")
    if not (first.isdigit() and last.isdigit() and 1024 <= int(first) < int(last) < 65536):
        raise CommandError("SIP_RTP_PORTS 应为“起-止”,例如 20000-20199")
    host, _, port = settings.SIP_BIND.partition(":")
    if port and not port.isdigit():
        raise CommandError("SIP_BIND 应为“地址:端口”,例如 10.0.0.5:5070")
    return Switchboard(account, ports=range(int(first), int(last) + 1), bind=(host, int(port or 0)), shown=settings.SIP_ADDRESS)


async def serve(board: Switchboard) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await board.run(stop)
