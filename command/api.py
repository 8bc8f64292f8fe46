"""Every HTTP command of the centre under /api/, one router per app."""

from __future__ import annotations

from ninja import NinjaAPI

from command.agreements.api import router as agreements
from command.alerts.api import router as alerts
from command.alerts.proposals_api import router as alert_proposals
from command.alerts.receivers_api import router as alert_receivers
from command.basemap.api import router as basemap
from command.consultation.api import router as consultations
from command.dossiers.api import router as dossiers
from command.drills.api import router as drill_plans
from command.drills.leading_api import router as drill_leading
from command.duty.api import router as duty
from command.evacuation.api import router as evacuations
from command.evacuation.register.api import router as vulnerable
from command.experts.api import router as experts
from command.figures.api import router as figures
from command.figures.ledger_api import router as accidents
from command.figures.reported_api import city_router as city_figures
from command.figures.reported_api import router as reported_figures
from command.forces.api import router as forces
from command.forces.base_api import router as force_bases
from command.forest.api import router as forest
from command.forest.fire_api import router as forest_fire
from command.hazards.api import router as hazards
from command.inbox.api import router as inbox
from command.incharge.api import router as charges
from command.indicators.api import router as indicators
from command.inspections.api import router as inspections
from command.inspections.records_api import router as inspection_records
from command.instructions.api import router as instructions
from command.leader.api import router as leader
from command.map.api import router as map_
from command.map.weather_api import router as weather
from command.monitoring.api import router as monitoring
from command.onekey.api import router as onekey
from command.opinion.api import router as opinion
from command.opinion.source_api import router as opinion_sources
from command.peering.api import router as peers
from command.peering.exchange_api import router as exchange
from command.plans.api import router as plans
from command.plans.tasks.api import router as tasks
from command.reading.api import router as reading
from command.release.api import router as releases
from command.relief.api import router as relief
from command.replay.api import router as replay
from command.reports.api import router as info_reports
from command.reports.record_api import router as reportings
from command.responses.api import router as responses
from command.review.api import router as reviews
from command.seats.api import router as seats
from command.signin.api import router as signin
from command.town.api import router as town
from command.tracks.api import router as tracks
from command.volunteers.api import router as volunteers
from command.wall.api import router as wall
from devices.api import router as devices
from devices.commands.api import router as device_commands
from devices.feeds.api import router as feeds
from devices.mapping.api import router as mappings
from devices.video.api import router as links
from devices.video.stream_api import router as video
from dispatch.alarms.api import router as alarms
from dispatch.authority.api import router as authority
from dispatch.broadcast.api import router as broadcast
from dispatch.callout.api import router as callout
from dispatch.callout.tree_api import router as callout_tree
from dispatch.conferences.api import router as conferences
from dispatch.conferences.record_api import router as conference_records
from dispatch.contacts.api import router as contacts
from dispatch.drills.api import router as drills
from dispatch.features.api import router as features
from dispatch.field.api import router as field
from dispatch.footage.api import router as footage
from dispatch.gateways.api import router as gateways
from dispatch.geofences.api import router as geofences
from dispatch.incidents.api import router as incidents
from dispatch.incidents.holding_api import router as incident_holds
from dispatch.incidents.record_api import router as incident_records
from dispatch.intake.api import router as intake
from dispatch.orders.api import router as orders
from dispatch.orders.reinforcing_api import router as reinforcing
from dispatch.pacing.api import router as channels
from dispatch.phones.api import router as phones
from dispatch.plots.api import router as plots
from dispatch.radiolinks.api import router as radiolinks
from dispatch.recommend.api import router as recommend
from dispatch.safety.api import router as safety
from dispatch.supplies.api import router as supplies
from dispatch.talkgroups.api import router as talkgroups
from dispatch.teams.api import router as teams
from dispatch.webpush.api import router as push
from realtime.api import answer_problems, signed_in
from realtime.files.api import router as files
from realtime.talk.api import router as talk

api = NinjaAPI(title="Emergency command centre", version="1", auth=signed_in, urls_namespace="api", docs_url=None)
answer_problems(api)
for prefix, router in [
    ("", signin),
    ("", reading),
    ("", seats),
    ("/duty", duty),
    ("", inbox),
    ("", alarms),
    ("/intake", intake),
    ("", incidents),
    ("", incident_records),
    ("/incidents", incident_holds),
    ("", files),
    ("", orders),
    ("", reinforcing),
    ("", recommend),
    ("", safety),
    ("", callout),
    ("", callout_tree),
    ("/contacts", contacts),
    ("/teams", teams),
    ("/supplies", supplies),
    ("/field", field),
    ("/devices", devices),
    ("/devices/mappings", mappings),
    ("/devices", device_commands),
    ("/links", links),
    ("/video", video),
    ("/video", footage),
    ("/talk", talk),
    ("/talk", talkgroups),
    ("/talk", radiolinks),
    ("/conferences", conferences),
    ("/conferences", conference_records),
    ("/broadcasts", broadcast),
    ("/channels", channels),
    ("/push", push),
    ("/drills", drills),
    ("/drills/plans", drill_plans),
    ("/drills/plans", drill_leading),
    ("/authority", authority),
    ("/phones", phones),
    ("/gateways", gateways),
    ("/walls", wall),
    ("/onekey", onekey),
    ("/alerts", alerts),
    ("/figures", figures),
    ("/accidents", accidents),
    ("/reported-figures", reported_figures),
    ("/city-figures", city_figures),
    ("/alerts", alert_proposals),
    ("/alerts", alert_receivers),
    ("/responses", responses),
    ("/plans", plans),
    ("/tasks", tasks),
    ("/map", map_),
    ("/map", basemap),
    ("/map", weather),
    ("/features", features),
    ("/fences", geofences),
    ("/plots", plots),
    ("/feeds", feeds),
    ("/replay", replay),
    ("/reports", info_reports),
    ("/instructions", instructions),
    ("/leader", leader),
    ("/town", town),
    ("/incidents", reportings),
    ("/tracks", tracks),
    ("/evacuations", evacuations),
    ("/vulnerable", vulnerable),
    ("/forest", forest),
    ("/forest", forest_fire),
    ("/relief", relief),
    ("/opinion", opinion),
    ("/opinion", opinion_sources),
    ("/releases", releases),
    ("/dossiers", dossiers),
    ("/hazards", hazards),
    ("/inspections", inspections),
    ("/inspections", inspection_records),
    ("/charges", charges),
    ("/indicators", indicators),
    ("/monitoring", monitoring),
    ("/agreements", agreements),
    ("/experts", experts),
    ("/forces", forces),
    ("/forces", force_bases),
    ("/volunteers", volunteers),
    ("/consultations", consultations),
    ("/reviews", reviews),
    ("/peers", peers),
    ("/exchange", exchange),
]:
    api.add_router(prefix, router)
