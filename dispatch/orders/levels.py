"""一杆子插到底: whom an order passes over on its way down. Pure but for one read of the duty posts."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from realtime.accounts.models import Post, User
from realtime.rules.models import rule

LENGTHS = (4, 6, 9, 12)  # city, district, town, village


def levels_between(issuer: str, unit_area: str) -> list[str]:
    """Areas below the issuer's down to the unit's own: those that would otherwise learn of the order from hearsay."""
    return [unit_area[:length] for length in LENGTHS if len(issuer) < length <= len(unit_area)]


def issuing_level(authority: Sequence[str] | None, unit_area: str) -> str:
    """The area the issuer speaks for: of those that hold the unit the widest, else the widest at all. None = the centre itself."""
    if not authority:
        return str(settings.CITY)
    above = [area for area in authority if unit_area.startswith(area)]
    return min(above or authority, key=len)


def duty_posts(areas: list[str]) -> list[User]:
    """People who hold the duty of exactly these areas now."""
    roles = rule("order.copy_roles")
    posts = Post.objects.valid().filter(area__in=areas, role_id__in=roles).select_related("user").order_by("area", "id")
    return list(dict.fromkeys(post.user for post in posts))
