"""The case library as a board holds it."""

from __future__ import annotations

from typing import Any

from command.replay.models import Case


def cases(prefix: str) -> dict[str, Any]:
    return {str(case.pk): case.row() for case in Case.objects.filter(area__startswith=prefix)}
