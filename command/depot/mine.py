"""caller → **mine** → whose shelves: the depots a keeper answers for, and the requests that wait at them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q, QuerySet

from command.teams.guard import areas_for
from dispatch.supplies.models import Depot, SupplyRequest
from realtime import clock
from realtime.accounts.may import Caller

MANAGE, APPROVE, RECEIVE, ASK = "supply.manage", "supply.approve", "supply.receive", "supply.request"
# What is over is looked up for a week, when the paper is sorted; after that the incident and the ledger have it.
RECENT = timedelta(days=7)


def under(prefixes: Iterable[str], field: str = "area") -> Q:
    found = Q(pk__in=[])
    for prefix in prefixes:
        found |= Q(**{f"{field}__startswith": prefix})
    return found


def depots_of(who: Caller) -> QuerySet[Depot]:
    """Those of the areas in which this person keeps stock; who keeps none reads those of the areas in view."""
    return Depot.objects.filter(under(areas_for(who, MANAGE) or who.scopes), active=True)


def requests_at(depots: QuerySet[Depot] | list[Depot], areas: Iterable[str]) -> QuerySet[SupplyRequest]:
    """At these depots or proposed to them; and those nobody was found for, from the areas themselves."""
    here = Q(depot__in=depots) | Q(depot=None, proposed__in=depots) | (Q(depot=None, proposed=None) & under(areas))
    fresh = ~Q(state__in=SupplyRequest.OVER) | Q(requested_at__gte=clock.now() - RECENT) | Q(verbal=True, paper_at=None)
    return SupplyRequest.objects.filter(here & fresh).select_related("item", "depot", "proposed", "incident").order_by("-requested_at")
