"""The map's layers in a real browser: cells over the city, marks near by, a figure that grows, and an object's card."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Screens, picture
from tests.system.centre import Centre, Officer, wait_until

ENGINE = "document.querySelector('.command-map-canvas').engine"
DRAWN = f"""id => {{ const map = {ENGINE}.map; return map.getLayer(id) ? map.queryRenderedFeatures({{ layers: [id] }}).map(one => one.properties) : [] }}"""
GO = f"([lon, lat, zoom]) => {ENGINE}.map.jumpTo({{ center: [lon, lat], zoom }})"
AT = f"([lon, lat]) => {{ const at = {ENGINE}.map.project([lon, lat]); const box = {ENGINE}.map.getCanvas().getBoundingClientRect(); return [box.x + at.x, box.y + at.y] }}"
PLACE = (113.7850, 23.7500)  # the demo's reservoir


def test_layers_are_cells_from_afar_and_objects_near_by_with_a_card(
    screens: Screens, centre: Centre, tidying: tuple[Officer, Officer]
) -> None:
    desk = screens.desk()
    desk.locator("[data-test=tool-layers]").click()
    expect(desk.locator("[data-test=layers] .group")).to_have_count(8, timeout=30_000)
    desk.locator("[data-test=preset-flood]").click()
    wait_until(lambda: len(desk.evaluate(DRAWN, "layer-clusters")) > 5, 60, "the city is counted in cells")
    picture(desk, "layers-city")

    desk.evaluate(GO, [*PLACE, 13])
    wait_until(lambda: any(one["layer"] == "reservoir" for one in desk.evaluate(DRAWN, "layer-objects")), 60, "objects near by")
    wait_until(lambda: not desk.evaluate(DRAWN, "layer-clusters"), 20, "no cells are left")
    desk.locator("[data-test=close-tool]").click()
    picture(desk, "layers-near")

    # Another seat writes a level over the limit: this map says so by itself.
    reservoir = centre.query("SELECT id FROM features_feature WHERE layer = 'reservoir' AND lon = %s AND lat = %s", *PLACE)[0][0]
    level = tidying[0].post(
        f"/api/features/{reservoir}/change", {"attributes": {"level_m": 236.2}, "observed_at": "2099-01-01T00:00:00+08:00"}
    )
    assert level.status_code == 200, level.text
    wait_until(
        lambda: any(one["id"] == reservoir and one["condition"] == "abnormal" for one in desk.evaluate(DRAWN, "layer-objects")),
        60,
        "the mark turns amber",
    )

    x, y = desk.evaluate(AT, list(PLACE))
    desk.mouse.click(x, y)
    card = desk.locator("[data-test=feature-card]")
    expect(card.locator("[data-test=condition]")).to_contain_text("236.2/235 m", timeout=20_000)
    card.locator("[data-test=nearest]").click()
    expect(card.locator("[data-test=nearest-units] li")).to_have_count(6, timeout=20_000)
    picture(desk, "layers-card")

    desk.locator("[data-test=tool-layers]").click()
    desk.locator("[data-test=list-reservoir]").click()
    rows = desk.locator("[data-test=layer-list] tbody tr")
    expect(rows.first).to_be_visible(timeout=20_000)
    desk.locator("[data-test=layer-search]").fill("zengtang")
    expect(rows).to_have_count(1, timeout=20_000)
    desk.reload()  # what was chosen is the person's, not the page's
    desk.locator("[data-test=tool-layers]").click()
    expect(desk.locator("[data-test=layer-reservoir]")).to_be_checked(timeout=30_000)
