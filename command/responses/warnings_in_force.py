"""warnings → **warnings_in_force** → triggers: who knows the warnings registers itself here; without anybody there are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from command.responses.triggers import Warned

Provider = Callable[[], Sequence[Warned]]
_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """Registered by the part that takes warnings in, in its `AppConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)


def warnings_in_force() -> list[Warned]:
    return [warning for provider in _providers for warning in provider()]
