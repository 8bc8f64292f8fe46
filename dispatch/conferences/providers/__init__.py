"""Everything that can carry a conference. Adding one: a file beside this one, and a line here."""

from __future__ import annotations

from django.conf import settings

from dispatch.conferences.providers import janus, jitsi, link, livekit, mesh
from dispatch.conferences.providers.known import Provider, ProviderDown, Way
from dispatch.conferences.systems import Health
from realtime.codes import Problem

PROVIDERS: list[Provider] = [
    mesh.provider,
    janus.provider,
    livekit.provider,
    jitsi.provider,
    link.provider,
]
BY_NAME: dict[str, Provider] = {provider.name: provider for provider in PROVIDERS}

__all__ = ["BY_NAME", "PROVIDERS", "Provider", "ProviderDown", "Way", "choose", "is_down"]


def is_down(name: str) -> bool:
    return Health.objects.filter(provider=name, up=False).exists()


def choose(area: str, wanted: str | None) -> Provider:
    """The one asked for; without a wish the installation's own, and what needs no server where that is dead."""
    if wanted is not None:
        provider = BY_NAME[wanted]
        if not provider.configured(area):
            raise Problem("invalid", f"“{provider.words}”尚未配置,请选择其他会商方式。", where=["provider"])
        return provider
    usual = BY_NAME[settings.RTC_BACKEND]
    return usual if usual.configured(area) and not is_down(usual.name) else BY_NAME["mesh"]
