"""HTTP and sockets of one web process."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "command.settings")

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import re_path

django.setup(set_prefix=False)  # loads the apps; consumers import models after it

from command.plain_door import no_plain_sockets  # noqa: E402
from realtime.consumers import ScreenConsumer  # noqa: E402
from realtime.doorway import unhurried  # noqa: E402
from realtime.request_threads import RequestThreads, ThreadedHandler  # noqa: E402
from realtime.rooms.consumers import RoomConsumer  # noqa: E402

rooms = URLRouter([re_path(r"^ws/$", ScreenConsumer.as_asgi()), re_path(r"^ws/rtc/$", RoomConsumer.as_asgi())])
sockets = no_plain_sockets(unhurried(rooms))
django_application = ThreadedHandler(RequestThreads(settings.REQUEST_THREADS))
application = ProtocolTypeRouter({"http": django_application, "websocket": sockets})
