from __future__ import annotations

from ninja import Router

from command.map.analysis.api import router as analysis_router
from command.map.inside_api import router as inside_router
from command.map.search_api import router as search_router

router = Router(tags=["map"])
router.add_router("", search_router)
router.add_router("", analysis_router)
router.add_router("", inside_router)
