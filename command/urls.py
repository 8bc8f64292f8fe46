from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from command import pages
from command.api import api
from command.basemap import views as basemap
from command.begin import pages as begin
from command.certs import page as certs
from command.edge import views as edge
from command.gateways import pages as gateways
from command.links import pages as links
from command.paper import callouts as paper_callouts
from command.paper import pack_pages
from command.paper import pages as paper
from command.signin.security_pages import security
from devices.video import media_door
from dispatch.footage import door as footage_door
from realtime.health import views as health

handler404 = "command.broken.page_not_found"
handler500 = "command.broken.server_error"

urlpatterns = [
    path("", pages.start),
    path("wall/", pages.wall),
    path("desk/", pages.desk),
    path("field/", pages.field),
    path("replay/", pages.replay),
    path("leader/", pages.leader),
    path("expert/", pages.expert),
    path("town/", pages.town),
    path("town-sw.js", pages.town_service_worker),
    path("field-sw.js", pages.field_service_worker),
    path("account/", include("command.signin.urls")),
    path("security/", security),
    path("begin/", begin.begin),
    path("people/", include("command.people.urls")),
    path("teams/", include("command.teams.urls")),
    path("contacts/", include("command.contacts.urls")),
    path("authority/", include("command.authority.urls")),
    path("gateways/", gateways.page),
    path("depot/", include("command.depot.urls")),
    path("edge/exchange", edge.exchange),
    path("exchange/", include("command.exchange.urls")),
    path("paper/incident/<int:incident_id>/", paper.incident),
    path("paper/packs/", pack_pages.listing),
    path("paper/packs/<str:name>", pack_pages.take),
    path("paper/callout/<int:callout_id>/", paper_callouts.callout),
    path("paper/callout/<int:callout_id>/list.xlsx", paper_callouts.callout_sheet),
    path("public/", include("command.release.urls")),
    path("volunteers/", include("command.volunteers.urls")),
    path("basemap/<str:name>", basemap.archive),
    path("tiles/tdt/<str:layer>/<int:z>/<int:x>/<int:y>", basemap.tdt),
    path("tiles/source/<str:key>/<int:z>/<int:x>/<int:y>", basemap.of_source),
    path("ca/", certs.page),
    path("ca/ecc-ca.crt", certs.certificate),
    path("ca/ecc.mobileconfig", certs.profile),
    path("ca/square.svg", certs.square),
    path("media/auth", media_door.auth),
    path("media/segment", footage_door.segment),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
    path("metrics", links.metrics),
    path("links/", links.page),
    path("livez", health.livez),
    path("healthz", health.healthz),
]
