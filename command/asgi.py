"""HTTP and sockets of one web process."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "command.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path

django_application = get_asgi_application()  # loads the apps; consumers import models after it

from command.plain_door import no_plain_sockets  # noqa: E402
from realtime.consumers import ScreenConsumer  # noqa: E402
from realtime.doorway import unhurried  # noqa: E402
from realtime.rooms.consumers import RoomConsumer  # noqa: E402

rooms = URLRouter([re_path(r"^ws/$", ScreenConsumer.as_asgi()), re_path(r"^ws/rtc/$", RoomConsumer.as_asgi())])
sockets = no_plain_sockets(unhurried(rooms))
application = ProtocolTypeRouter({"http": django_application, "websocket": sockets})
