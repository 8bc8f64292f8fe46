"""Plots: drawn together, one hand at a time, every state kept; undo; with its incident it moves and leaves; the wind turns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dispatch.archive import archive_over
from dispatch.features.actions import change_feature
from dispatch.features.models import Feature
from dispatch.incidents.actions import open_incident
from dispatch.incidents.fields import change_fields
from dispatch.incidents.merging import merge_incident
from dispatch.incidents.models import Incident
from dispatch.plots.actions import change_plot, draw_plot, remove_plot, undo_plot
from dispatch.plots.locking import LEASE, lease_over, lock_plot, release_plot, take_over_plot
from dispatch.plots.making import Downwind, make
from dispatch.plots.models import Plot
from dispatch.plots.turning import LOOK, look
from realtime import clock
from realtime.clerk.models import Deadline
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
Agrees = Callable[..., AbstractContextManager[None]]
FIRE = {"lon": 113.7712, "lat": 23.7423}
HOUSE = {"type": "Point", "coordinates": [113.7712, 23.7423]}
FRONT = {"type": "Polygon", "coordinates": [[[113.77, 23.74], [113.772, 23.74], [113.772, 23.742], [113.77, 23.742], [113.77, 23.74]]]}
WIDER = {"type": "Polygon", "coordinates": [[[113.77, 23.74], [113.776, 23.74], [113.776, 23.742], [113.77, 23.742], [113.77, 23.74]]]}
WANG = {"actor": "user:1", "name": "王值班"}
CHEN = {"actor": "user:2", "name": "陈班长"}


@pytest.fixture
def incident(city: None) -> Incident:
    return open_incident(actor="system", type="11G01", area="440117", place="良口镇", **FIRE)


@pytest.fixture
def front(incident: Incident) -> Plot:
    return draw_plot(**WANG, kind="perimeter", made=make("perimeter", FRONT), incident_id=incident.pk)


def plume(wind_from: float = 45, **given: Any) -> Any:
    wind: Any = {"wind_from": wind_from, "wind_ms": 3.0, "feed": False, "at": None}
    return make("downwind", None, downwind=Downwind(FIRE["lon"], FIRE["lat"], 500, 3000, 30, wind))


def blow(from_deg: float, age_s: float = 60, **given: Any) -> Feature:
    at = clock.now() - timedelta(seconds=age_s)
    fields = {
        "layer": "wind",
        "name": "良口站",
        "area": "440117",
        "attributes": {"from_deg": from_deg, "speed_ms": 4},
        "observed_at": at,
    } | FIRE
    return Feature.objects.create(**(fields | given))


def test_drawing_is_told_to_the_board_and_to_the_incident(incident: Incident, agrees: Agrees):
    for scope in ("area:4401", f"incident:{incident.pk}"):
        with agrees(scope):
            plot = draw_plot(**WANG, kind="symbol", symbol="command_post", made=make("symbol", HOUSE), incident_id=incident.pk)
    row = plot.row()
    assert (row["name"], row["layer"], row["by_name"], row["revision"]) == ("现场指挥部", "force", "王值班", 1)


def test_without_an_incident_it_belongs_to_the_district_it_lies_in(city: None):
    assert draw_plot(**WANG, kind="text", made=make("text", HOUSE), title="注意高压线").area == "440117"


def test_a_perimeter_knows_its_hectares_and_mu_and_keeps_its_history(front: Plot, agrees: Agrees):
    assert front.figures["area_ha"] == pytest.approx(4.52, abs=0.05)
    assert front.figures["area_mu"] == pytest.approx(front.figures["area_ha"] * 15, abs=0.2)
    with agrees():
        change_plot(**CHEN, plot_id=front.pk, values={}, made=make("perimeter", WIDER), seen=1)
    kept = [revision.row() for revision in front.revisions.all()]
    assert [one["state"]["figures"]["area_ha"] for one in kept if one["state"]] == [4.52, 13.55]
    assert [one["by_name"] for one in kept] == ["王值班", "陈班长"]


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(front: Plot):
    change_plot(**CHEN, plot_id=front.pk, values={"name": "东侧火线"}, seen=1)
    with pytest.raises(Problem, match="陈班长改动") as refused:
        change_plot(**WANG, plot_id=front.pk, values={"name": "西侧火线"}, seen=1)
    assert refused.value.code == "conflict"


def test_what_changes_nothing_is_no_revision(front: Plot):
    assert change_plot(**WANG, plot_id=front.pk, values={"name": front.name}).revision == 1


def test_a_lock_names_its_holder_and_its_lease_ends(front: Plot, agrees: Agrees):
    with agrees():
        lock_plot(**WANG, plot_id=front.pk)
    for act in (lambda: lock_plot(**CHEN, plot_id=front.pk), lambda: change_plot(**CHEN, plot_id=front.pk, values={"name": "x"}),
                lambda: remove_plot(**CHEN, plot_id=front.pk)):  # fmt: skip
        with pytest.raises(Problem, match="王值班") as refused:
            act()
        assert refused.value.code == "plot_locked"
        assert (refused.value.holder or {})["name"] == "王值班"
    change_plot(**WANG, plot_id=front.pk, values={"name": "火线"})
    before = Event.objects.count()
    lock_plot(**WANG, plot_id=front.pk)
    assert Event.objects.count() == before, "renewing tells nobody"
    lease_over(front.pk)
    assert Plot.objects.get(pk=front.pk).locked_by == "user:1", "renewed: not over yet"
    Plot.objects.filter(pk=front.pk).update(locked_until=clock.now() - timedelta(seconds=1))
    change_plot(**CHEN, plot_id=front.pk, values={"name": "北线"})  # the clerk may be late; the lease is over all the same
    with agrees():
        lease_over(front.pk)
    assert Plot.objects.get(pk=front.pk).locked_by == ""


def test_only_the_holder_lets_go_and_a_chief_may_take_over(front: Plot, agrees: Agrees):
    lock_plot(**WANG, plot_id=front.pk)
    assert release_plot(actor="user:2", plot_id=front.pk).locked_by == "user:1"
    with agrees():
        take_over_plot(**CHEN, plot_id=front.pk)
    with pytest.raises(Problem, match="陈班长"):
        change_plot(**WANG, plot_id=front.pk, values={"name": "x"})
    with agrees():
        release_plot(actor="user:2", plot_id=front.pk)
    assert not Deadline.objects.filter(kind=LEASE).exists()


def test_undo_goes_back_and_forth(front: Plot, agrees: Agrees):
    change_plot(**WANG, plot_id=front.pk, values={}, made=make("perimeter", WIDER))
    with agrees():
        undone = undo_plot(**WANG, plot_id=front.pk, revision=2)
    assert undone.figures["area_ha"] == 4.52
    with agrees():
        again = undo_plot(**WANG, plot_id=front.pk, revision=3)
    assert again.figures["area_ha"] == 13.55
    with agrees():
        remove_plot(**WANG, plot_id=front.pk)
    with agrees():
        back = undo_plot(**WANG, plot_id=front.pk, revision=5)
    assert back.ended_at is None
    assert back.figures["area_ha"] == 13.55


def test_undoing_the_first_stroke_takes_it_off_the_map(front: Plot, agrees: Agrees):
    with agrees():
        gone = undo_plot(**WANG, plot_id=front.pk, revision=1)
    assert gone.ended_at is not None
    with agrees():
        assert undo_plot(**WANG, plot_id=front.pk, revision=2).ended_at is None


def test_nobody_undoes_what_another_did_since(front: Plot):
    change_plot(**CHEN, plot_id=front.pk, values={"name": "东侧"})
    with pytest.raises(Problem, match="陈班长"):
        undo_plot(**WANG, plot_id=front.pk, revision=2)
    with pytest.raises(Problem, match="不能撤销"):
        undo_plot(**WANG, plot_id=front.pk, revision=1)


def test_plots_move_with_their_incident_and_merge_with_it(front: Plot, incident: Incident, agrees: Agrees):
    with agrees():
        change_fields(
            actor="system", incident_id=incident.pk, changes={"lon": (FIRE["lon"], 113.811), "lat": (FIRE["lat"], 23.261)}, border="follow"
        )  # fmt: skip
    assert Plot.objects.get(pk=front.pk).area == "440118"
    other = open_incident(actor="system", type="11G01", lon=113.812, lat=23.262, area="440118")
    with agrees():
        merge_incident(actor="system", incident_id=incident.pk, into_id=other.pk)
    assert Plot.objects.get(pk=front.pk).incident_id == other.pk


def test_plots_leave_the_board_with_their_incident(front: Plot, incident: Incident, agrees: Agrees):
    Incident.objects.filter(pk=incident.pk).update(phase="closed", closed_at=clock.now() - timedelta(days=40))
    with agrees():
        archive_over()
    assert Plot.objects.get(pk=front.pk).ended_at is not None
    with pytest.raises(Problem, match="已结束"):
        undo_plot(**WANG, plot_id=front.pk, revision=1)


def test_an_exercise_takes_its_plots_with_it(city: None, agrees: Agrees):
    drill = start_exercise(actor="system", name="推演", area="4401")
    plot = draw_plot(**WANG, kind="downwind", made=plume(), exercise=drill.pk)
    assert plot.row()["x"] == drill.pk
    with agrees():
        end_exercise(actor="system", exercise_id=drill.pk)
    assert Plot.objects.get(pk=plot.pk).ended_at is not None
    assert not Deadline.objects.filter(kind=LOOK).exists()


def test_when_the_wind_turns_the_area_says_so_and_turns_only_by_hand(incident: Incident, agrees: Agrees):
    plot = draw_plot(**WANG, kind="downwind", made=plume(45), incident_id=incident.pk)
    station = blow(50)
    look(plot.pk)
    assert "turned" not in Plot.objects.get(pk=plot.pk).figures, "five degrees are no turn"
    Feature.objects.filter(pk=station.pk).update(attributes={"from_deg": 90, "speed_ms": 5})
    with agrees():
        look(plot.pk)
    found = Plot.objects.get(pk=plot.pk)
    assert (found.figures["turned"]["wind_from"], found.figures["wind"]["wind_from"]) == (90, 45)
    assert Deadline.objects.filter(kind=LOOK, object_id=plot.pk).exists(), "it goes on looking"


def test_old_or_far_wind_is_no_wind(as_user: Any, people: SimpleNamespace):
    wang = as_user(people.wang)
    body = {"kind": "downwind", "downwind": FIRE | {"length_m": 3000}}
    blow(45, age_s=3 * 3600)
    blow(90, lon=114.5)
    assert wang.send("/api/plots", body).json()["where"] == ["downwind", "wind_from"]
    blow(225)
    drawn = wang.send("/api/plots", body).json()
    assert (drawn["figures"]["wind"]["wind_from"], drawn["figures"]["wind"]["feed"]) == (225, True)
    typed = wang.send("/api/plots", {"kind": "downwind", "downwind": FIRE | {"length_m": 3000, "wind_from": 10}}).json()
    assert typed["figures"]["wind"]["feed"] is False


def test_over_http_two_officers_and_one_lock(as_user: Any, people: SimpleNamespace):
    wang, chen = as_user(people.wang), as_user(people.chen)
    body = {"kind": "cordon", "circle": FIRE | {"radius_m": 1000}, "name": "一公里警戒"}
    drawn = wang.send("/api/plots", body)
    assert drawn.status_code == 201
    plot = drawn.json()
    assert (plot["figures"]["radius_m"], plot["by_name"]) == (1000, "王值班")
    assert wang.send(f"/api/plots/{plot['id']}/lock").status_code == 200
    refused = chen.send(f"/api/plots/{plot['id']}/change", {"name": "两公里警戒", "circle": FIRE | {"radius_m": 2000}})
    assert (refused.status_code, refused.json()["code"], refused.json()["holder"]["name"]) == (409, "plot_locked", "王值班")
    assert chen.send(f"/api/plots/{plot['id']}/take-over").status_code == 200
    grown = chen.send(f"/api/plots/{plot['id']}/change", {"seen": 1, "name": "两公里警戒", "circle": FIRE | {"radius_m": 2000}}).json()
    assert (grown["figures"]["radius_m"], grown["revision"]) == (2000, 2)
    assert len(chen.get(f"/api/plots/{plot['id']}/revisions").json()) == 2
    assert chen.send(f"/api/plots/{plot['id']}/undo", {"revision": 2}).json()["figures"]["radius_m"] == 1000


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"kind": "symbol", "shape": HOUSE}, "symbol"),
        ({"kind": "symbol", "symbol": "attack", "shape": HOUSE}, "symbol"),
        ({"kind": "polygon", "shape": HOUSE}, "shape"),
        ({"kind": "line", "circle": FIRE | {"radius_m": 5}}, "circle"),
        ({"kind": "downwind", "shape": FRONT}, "downwind"),
        ({"kind": "symbol", "symbol": "uav"}, "shape"),
    ],
)
def test_what_is_wrong_with_a_drawing_is_named(as_user: Any, people: SimpleNamespace, body: Any, where: str):
    refused = as_user(people.wang).send("/api/plots", body)
    assert refused.status_code == 422
    assert where in str(refused.json())


def test_the_catalogue_has_a_name_for_everything(as_user: Any, people: SimpleNamespace):
    found = as_user(people.wang).get("/api/plots/catalogue").json()
    assert len(found["symbols"]) >= 60
    assert {one["category"] for one in found["symbols"]} == {one["code"] for one in found["categories"]}
    assert all(one["name"] for one in [*found["symbols"], *found["kinds"], *found["layers"]])


def in_layers() -> list[tuple[str, str, str]]:
    return list(Feature.objects.filter(code__startswith="plot:").order_by("layer").values_list("layer", "name", "area"))


def test_what_is_burnt_or_closed_stands_in_the_layers_and_leaves_them_with_the_plot(incident: Incident, agrees: Agrees):
    with agrees():
        front = draw_plot(**WANG, kind="perimeter", made=make("perimeter", FRONT), incident_id=incident.pk)
        cordon = draw_plot(**WANG, kind="cordon", made=make("cordon", WIDER), incident_id=incident.pk, text="毒气")
        draw_plot(**WANG, kind="polygon", symbol="flood_area", made=make("polygon", WIDER), incident_id=incident.pk)
        draw_plot(**WANG, kind="polygon", symbol="search_area", made=make("polygon", WIDER), incident_id=incident.pk)
        draw_plot(**WANG, kind="downwind", made=plume(), incident_id=incident.pk)
    assert [layer for layer, _, _ in in_layers()] == ["affected_area", "affected_area", "cordon", "fire_perimeter"]
    burnt = Feature.objects.get(layer="fire_perimeter")
    assert (burnt.shape, burnt.attributes["area_ha"], burnt.observed_at) == (FRONT, front.figures["area_ha"], front.changed_at)
    with agrees():
        change_plot(**WANG, plot_id=front.pk, values={}, made=make("perimeter", WIDER))
        remove_plot(**WANG, plot_id=cordon.pk)
    assert Feature.objects.get(layer="fire_perimeter").shape == WIDER and not Feature.objects.filter(layer="cordon").exists()
    with agrees():
        undo_plot(**WANG, plot_id=cordon.pk, revision=cordon.revisions.order_by("-number")[0].number)
    assert Feature.objects.get(layer="cordon").attributes == {"reason": "毒气"}
    with pytest.raises(Problem, match="态势标绘"):
        change_feature(actor="user:1", feature_id=burnt.pk, name="别的")


def test_a_plot_in_the_layers_follows_its_incident_over_the_border(front: Plot, incident: Incident, agrees: Agrees):
    with agrees():
        change_fields(
            actor="user:1", incident_id=incident.pk, changes={"lon": (FIRE["lon"], 113.53), "lat": (FIRE["lat"], 22.80)}, border="follow"
        )
    assert [area[:6] for _, _, area in in_layers()] == ["440115"]


def test_the_view_leaves_plots_to_the_board_that_draws_them(front: Plot, people: SimpleNamespace, as_user: Callable[..., Any]):
    wang = as_user(people.wang)
    asked = "bbox=113.6,23.6,113.9,23.9&zoom=13&layers=fire_perimeter"
    assert wang.get(f"/api/features/view?{asked}").json()["shapes"] == []
    assert [row["name"] for row in wang.get("/api/features/list?layer=fire_perimeter").json()["rows"]] == [front.name]
    inside = wang.get(f"/api/map/plots/{front.pk}/inside").json()
    assert "fire_perimeter" not in [row["layer"] for row in inside["layers"]]
