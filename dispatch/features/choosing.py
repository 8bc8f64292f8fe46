"""Which layers a person's map shows: their own choice, or the bureau's for everybody."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.features.catalogue import known
from dispatch.features.filtering import filtered
from dispatch.features.models import LayerChoice
from dispatch.features.rows import LayerChoiceRow
from realtime import clock
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.rules.models import rule


def choice_of(who: Caller) -> LayerChoiceRow:
    own = LayerChoice.objects.filter(pk=who.user_id).first() if who.user_id is not None else None
    if own is None:
        return {"layers": [key for key in rule("layers.shown") if known(key)], "filters": [], "own": False}
    return {"layers": [key for key in own.layers if known(key)], "filters": own.filters, "own": True}


def choose(*, user_id: int, layers: Sequence[str], filters: Sequence[str]) -> None:
    """No event: nobody else's screen shows it."""
    unknown = [key for key in layers if not known(key)]
    if unknown:
        raise Problem("invalid", f"没有图层“{unknown[0]}”。", where=["layers"])
    filtered(filters)  # a condition that cannot be read is refused now, not at every look at the map
    LayerChoice.objects.update_or_create(
        user_id=user_id, defaults={"layers": list(dict.fromkeys(layers)), "filters": list(filters), "at": clock.now()}
    )
