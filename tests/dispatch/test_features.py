"""The map's objects: kept by actions, told per area, found by place as far as the caller may see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace

import pytest
import shapely

from command.seeding.map_objects import make_map_objects
from dispatch.features.actions import add_feature, attributes_for, change_feature, checked, mirror, remove_feature, unmirror
from dispatch.features.catalogue import GROUPS, LAYERS
from dispatch.features.catalogue import layer as layer_of
from dispatch.features.models import Feature, FeatureEdit, LayerState
from dispatch.features.pinyin import initials
from dispatch.features.querying import in_box, within
from dispatch.supplies.mapping import hide_depot, show_depot, show_missing
from dispatch.supplies.models import Depot
from realtime.codes import Problem
from realtime.log import act

LIANGKOU = (113.7205, 23.7145)
SQUARE = {"type": "Polygon", "coordinates": [[[113.6, 23.6], [113.8, 23.6], [113.8, 23.8], [113.6, 23.8], [113.6, 23.6]]]}


def test_every_layer_belongs_to_a_group_and_has_a_key_of_its_own() -> None:
    keys = [layer.key for layer in LAYERS]
    assert len(keys) == len(set(keys))
    assert {layer.group for layer in LAYERS} == {group.key for group in GROUPS}
    assert len(GROUPS) == 8


def test_a_name_is_found_by_its_initials_and_by_its_pinyin() -> None:
    assert initials("良口镇中心小学") == "lkzzxxx liangkouzhenzhongxinxiaoxue"
    assert initials("1号 取水点") == "1hqsd 1haoqushuidian"


def test_adding_changing_and_removing_is_told_as_a_count_per_area(
    people: SimpleNamespace, agrees: Callable[..., AbstractContextManager[None]]
) -> None:
    with agrees():
        made = add_feature(
            actor=people.wang.actor, layer="school", name="良口中学", lon=LIANGKOU[0], lat=LIANGKOU[1], attributes={"students": 900}
        )
    assert made.area == "440117"
    assert LayerState.objects.get(area="440117", layer="school").count == 1
    with agrees():
        change_feature(actor=people.wang.actor, feature_id=made.pk, attributes={"staff": 80})
    made.refresh_from_db()
    assert made.attributes == {"students": 900, "staff": 80}
    with agrees():
        change_feature(actor=people.wang.actor, feature_id=made.pk, lon=113.53, lat=22.80)  # to another district: both boards are told
    assert [(state.area, state.count) for state in LayerState.objects.filter(layer="school").order_by("area")] == [
        ("440115", 1),
        ("440117", 0),
    ]
    with agrees():
        remove_feature(actor=people.wang.actor, feature_id=made.pk, reason="重复")
    assert not Feature.objects.exists()
    kept = list(FeatureEdit.objects.values_list("before__lon", "after__lon"))
    assert kept == [(None, LIANGKOU[0]), (LIANGKOU[0], LIANGKOU[0]), (LIANGKOU[0], 113.53), (113.53, None)]


def test_a_point_of_another_datum_is_converted_at_the_door(people: SimpleNamespace) -> None:
    made = add_feature(actor=people.wang.actor, layer="school", name="学校", lon=113.7256, lat=23.7118, datum="gcj02")
    assert (round(made.lon, 3), round(made.lat, 3), made.datum_in) == (113.720, 23.714, "gcj02")


@pytest.mark.parametrize(
    ("layer", "given", "said"),
    [
        ("nothing", {}, "没有图层"),
        ("incident", {}, "自动上图"),
        ("school", {"shape": SQUARE}, "只能是点"),
        ("school", {"attributes": {"students": "九百"}}, "应为数字"),
        ("school", {"attributes": {"students": 1e308}}, "数值过大"),
        ("school", {"attributes": {"staff": 10**400}}, "数值过大"),
        ("hazard", {"attributes": {"risk": "红"}}, "只能是"),
        ("warning_area", {"shape": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}}, "交叉"),
        ("warning_area", {"shape": {"type": "Polygon", "coordinates": "x"}}, "无法读懂"),
    ],
)
def test_what_a_layer_does_not_know_is_refused_in_words(people: SimpleNamespace, layer: str, given: dict[str, object], said: str) -> None:
    with pytest.raises(Problem, match=said):
        add_feature(actor=people.wang.actor, layer=layer, name="某处", lon=113.3, lat=23.1, **given)  # type: ignore[arg-type]


def test_the_copy_of_a_domain_row_follows_it_and_says_nothing_when_nothing_changed(city: None) -> None:
    given = {
        "name": "市级仓库",
        "area": "440106",
        "lon": 113.36,
        "lat": 23.12,
        "attributes": {"level": "市级", "phone": ""},
        "source": "应急物资",
    }
    for _ in range(2):
        with act("system") as log:
            feature = mirror(log, "depot", "7", **given)  # type: ignore[arg-type]
            told = len(log.pending)
    assert feature.attributes == {"level": "市级"}
    assert told == 0
    with act("system") as log:
        unmirror(log, "depot", "7")
    assert LayerState.objects.get(layer="depot").count == 0


def test_points_are_inside_a_polygon_with_a_hole_or_not_and_shapes_when_they_touch_it(people: SimpleNamespace) -> None:
    def add(layer: str, name: str, lon: float, lat: float, **more: object) -> None:
        add_feature(actor=people.wang.actor, layer=layer, name=name, lon=lon, lat=lat, **more)  # type: ignore[arg-type]

    add("school", "内", 113.65, 23.65)
    add("school", "洞里", 113.7, 23.7)
    add("school", "外", 113.9, 23.65)
    add("party_gov", "保密", 113.66, 23.66)
    add("power_line", "线路", 0, 0, shape={"type": "LineString", "coordinates": [[113.5, 23.75], [113.9, 23.75]]})
    add("route", "绕过", 0, 0, shape={"type": "LineString", "coordinates": [[113.55, 23.5], [113.55, 23.9], [113.9, 23.9]]})
    ring = shapely.box(113.6, 23.6, 113.8, 23.8) - shapely.box(113.69, 23.69, 113.71, 23.71)
    assert {f.name for f in within(ring, scopes=["4401"])} == {"内"}
    assert {f.name for f in within(ring, scopes=["4401"], protected=["440117"])} == {"内", "保密", "线路"}
    assert {f.name for f in within(ring, ["power_line"], scopes=["4401"], protected=["4401"])} == {"线路"}
    assert not within(ring, scopes=["440115"], protected=["440115"])
    assert {f.name for f in in_box((113.6, 23.6, 113.8, 23.8), scopes=["4401"])} == {"内", "洞里", "绕过"}  # by its box


def test_a_depot_stands_on_the_map_as_soon_as_it_is_known_and_goes_with_it(city: None) -> None:
    depot = Depot.objects.create(name="区级仓库", level="district", area="440117", lon=113.6, lat=23.5, phone="020-00000001")
    show_missing()
    depot.refresh_from_db()
    assert depot.feature is not None
    assert (depot.feature.name, depot.feature.attributes["level"]) == ("区级仓库", "区级")
    depot.active = False
    depot.save()
    with act("system") as log:
        show_depot(log, depot)
    assert not in_box((113, 23, 114, 24), ["depot"], scopes=["4401"])
    with act("system") as log:
        hide_depot(log, depot.pk)
    assert not Feature.objects.filter(layer="depot").exists()
    with pytest.raises(Problem, match="应急物资"):
        add_feature(actor="system", layer="depot", name="另一仓库", lon=113.6, lat=23.5)


def test_the_demo_city_has_objects_in_its_layers_once(city: None) -> None:
    make_map_objects()
    count = Feature.objects.count()
    make_map_objects()
    assert Feature.objects.count() == count > 400
    filled = set(Feature.objects.values_list("layer", flat=True))
    # drawn by hand when there is a fire or a flood, or brought by those who keep them: supplies, contacts, the weather feed, the woods, the register of risks
    assert {layer.key for layer in LAYERS if layer.origin == "features"} - filled == {
        "fire_perimeter", "affected_area", "cordon", "depot", "loudspeaker", "typhoon_track", "fire_danger", "fire_point",
        "risk_town", "base_training", "base_standby", "base_incubation", "base_joint",
    }  # fmt: skip
    for feature in Feature.objects.all():
        assert attributes_for(layer_of(feature.layer), feature.attributes) == feature.attributes, feature
        assert feature.shape is None or checked(layer_of(feature.layer), feature.shape).is_valid
