"""Who has the duty now, and who answers for an area. Everybody else asks here, so that the roster can come in at one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings

from dispatch.contacts.models import Address, ContactRole, Person
from realtime.accounts.models import Post, User
from realtime.areas.models import Area

# (area, role) → persons; None = this area keeps no roster for the role. Put in place by the layer that keeps rosters.
Roster = Callable[[str, str], list[Person] | None]
_roster: list[Roster] = []


def answer_from(roster: Roster) -> None:
    _roster[:] = [roster]


def on_duty(area: str, role: str) -> list[Person]:
    """Holders now of the post `role` (duty_leader, shift_chief …) for this area: its own, else of the next area above.

    Where there is a roster it answers. Without one, and where its chair is empty, everybody with a valid post counts: an empty chair must not
    mean that nobody is called. A contact's role that is no post (duty_mobile) is answered from the contacts.
    """
    for code in above(area):
        if rostered := next((found for ask in _roster if (found := ask(code, role))), None):
            return rostered
        users = [post.user for post in Post.objects.valid().filter(role_id=role, area=code).select_related("user").order_by("id")]
        found = [person_of(user) for user in dict.fromkeys(users)]
        found += [person for person in Person.objects.current().filter(role_id=role, area=code) if person not in found]
        if found:
            return found
    return []


def responsible(area_chain: Iterable[str], type: str = "") -> list[Person]:
    """Whom the one press calls in these areas for this type of event: roles marked `notify`, deputies only when their principal is silent."""
    roles = [role.code for role in ContactRole.objects.filter(notify=True) if role.called_for(type)]
    found = list(Person.objects.current().filter(area__in=list(area_chain), role_id__in=roles).order_by("area", "role__order", "id"))
    deputies = {person.deputy_id for person in found}
    return [person for person in found if person.pk not in deputies]


def above(area: str) -> list[str]:
    """The area's own code and those above it, the finest first: village, town, district, city."""
    codes = [area[:length] for length in (12, 9, 6, 4) if len(area) >= length]
    if area not in codes:
        codes.insert(0, area)
    return [code for code in codes if code.startswith(settings.CITY)] or [settings.CITY]


def person_of(user: User) -> Person:
    """The contact of an account; made when nobody has entered it yet."""
    known = Person.objects.filter(user=user).first()
    if known is not None:
        return known
    post = Post.objects.valid().filter(user=user).select_related("role").order_by("id").first()
    role, _ = ContactRole.objects.get_or_create(code="other", defaults={"name": "其他", "order": 99, "source": "人员与岗位"})
    person, made = Person.objects.get_or_create(
        user=user,
        defaults={"name": user.name, "title": post.role.name if post else "", "role": role, "area": post.area if post else settings.CITY},
    )
    if made:
        Address.objects.create(person=person, channel="app", rank=0)
        if user.phone:
            Address.objects.create(person=person, channel="phone", value=user.phone, rank=2)
    return person


def area_name(code: str) -> str:
    return Area.objects.filter(pk=code).values_list("name", flat=True).first() or code
