"""What a team of each trade plausibly owns and can do. Invented; numbers follow the head-count."""

from __future__ import annotations

import random

# kind → {equipment: one for so many people, at least one}, skills
OUTFITS: dict[str, tuple[dict[str, float], list[str]]] = {
    "forest_fire": (
        {"blower": 2, "backpack_pump": 5, "portable_pump": 12, "fire_hose": 2, "chainsaw": 8, "flapper": 1, "thermal_camera": 25, "drone": 30},
        ["fire_line", "water_relay", "backburn", "chainsaw_op", "drone_pilot"],
    ),
    "flood": ({"assault_boat": 12, "life_jacket": 1, "drain_pump": 15, "sandbag": 0.02, "floodlight": 10}, ["pumping", "boat_driver", "swift_water", "evacuation"]),
    "hazmat": ({"gas_suit": 3, "air_respirator": 2, "gas_detector": 6, "leak_kit": 10}, ["hazmat_tech", "leak_plug", "decon"]),
    "power": ({"generator": 6, "floodlight": 6}, ["high_voltage"]),
    "gas": ({"gas_detector": 4, "air_respirator": 4, "leak_kit": 8, "pipe_plug": 12}, ["leak_plug", "pipe_repair"]),
    "water": ({"pipe_plug": 8, "drain_pump": 15, "generator": 15}, ["pipe_repair", "pumping"]),
    "road": ({"excavator": 12, "loader": 12, "chainsaw": 10, "floodlight": 12}, ["heavy_plant", "blasting"]),
    "comms": ({"satellite_phone": 5, "base_station": 10, "generator": 8, "drone": 20}, ["radio_op", "drone_pilot"]),
    "medical": ({"stretcher": 4, "defibrillator": 8, "first_aid": 2}, ["paramedic", "first_aider"]),
    "construction": ({"hydraulic_cutter": 8, "life_detector": 20, "excavator": 20, "generator": 12}, ["collapse", "heavy_plant"]),
    "water_rescue": ({"assault_boat": 6, "life_jacket": 0.7, "sonar": 25}, ["boat_driver", "swift_water", "diving"]),
    "environment": ({"sampling_kit": 4, "gas_detector": 4, "drone": 15}, ["sampling", "drone_pilot"]),
    "rail": ({"rerailer": 20, "hydraulic_cutter": 10, "floodlight": 8}, ["rail_rescue", "collapse"]),
    "aviation": ({"helicopter": 30, "drone": 6, "thermal_camera": 10}, ["air_crew", "drone_pilot"]),
    "general": ({"blower": 6, "flapper": 2, "life_jacket": 2, "chainsaw": 10, "loudhailer": 10, "first_aid": 10}, ["evacuation", "patrol", "first_aider"]),
    "mountain_rescue": ({"rope_kit": 5, "stretcher": 8, "first_aid": 5, "drone": 20}, ["rope_rescue", "first_aider"]),
    "volunteer": ({"life_jacket": 4, "first_aid": 6, "loudhailer": 8, "stretcher": 15}, ["evacuation", "first_aider"]),
}  # fmt: skip
RADIO_FOR = 6  # people to a handheld radio


def outfit(kind: str, headcount: int, dice: random.Random) -> tuple[dict[str, int], list[str]]:
    """(equipment, skills); a small team lacks the rarer skills."""
    per, skills = OUTFITS[kind]
    equipment = {
        code: max(1, round(headcount / people * dice.uniform(0.8, 1.2))) for code, people in per.items() if headcount >= people / 2
    }
    equipment["radio"] = max(2, round(headcount / RADIO_FOR))
    return equipment, skills if headcount >= 20 else skills[:2]
