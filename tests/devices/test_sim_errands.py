"""The simulator obeys what the desk may tell a drone, and says how far it has come as a real one does."""

from __future__ import annotations

from random import Random

from devices.simulator.motion import Sortie


def test_a_drone_that_is_sent_goes_there_waits_and_comes_home_when_called() -> None:
    drone = Sortie(Random(3), 113.5, 23.5)
    drone.state, drone.height, drone.battery = "flying", 100.0, 90.0
    assert drone.send_to(113.51, 23.51) and drone.mode == 17
    far = drone.metres_to_errand()
    drone.step(10)
    assert drone.metres_to_errand() < far
    for _ in range(200):
        drone.step(2)
    assert drone.metres_to_errand() < 1 and drone.state == "sent"
    assert drone.go_home() and drone.mode == 9


def test_a_drone_on_the_ground_cannot_be_sent() -> None:
    drone = Sortie(Random(3), 113.5, 23.5)
    drone.state = "charging"
    assert not drone.send_to(113.51, 23.51) and not drone.go_home()
