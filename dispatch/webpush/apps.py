from __future__ import annotations

from django.apps import AppConfig


class WebpushConfig(AppConfig):
    name = "dispatch.webpush"
    label = "webpush"
    verbose_name = "网页推送"

    def ready(self) -> None:
        from dispatch.callout.handing import serve
        from dispatch.webpush.sending import Pushes

        serve(Pushes())
