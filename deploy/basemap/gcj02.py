"""GCJ-02 to WGS-84 for whole arrays of points: every boundary passes here once before it touches the map."""

from __future__ import annotations

import numpy as np

AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323  # Krasovsky 1940, as the published GCJ-02 formula uses


def _shift(lonlat: np.ndarray) -> np.ndarray:
    """How far GCJ-02 moves a WGS-84 point, in degrees."""
    x, y = lonlat[:, 0] - 105.0, lonlat[:, 1] - 35.0
    wave = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    lat += (wave + 20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    lat += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    lon += (wave + 20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    lon += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    radians = np.radians(lonlat[:, 1])
    magic = 1 - ECCENTRICITY * np.sin(radians) ** 2
    lat = lat * 180.0 / ((AXIS * (1 - ECCENTRICITY)) / (magic * np.sqrt(magic)) * np.pi)
    lon = lon * 180.0 / (AXIS / np.sqrt(magic) * np.cos(radians) * np.pi)
    return np.column_stack((lon, lat))


def to_wgs84(gcj: np.ndarray) -> np.ndarray:
    """The formula has no closed inverse; four rounds bring it below a millimetre."""
    wgs = gcj - _shift(gcj)
    for _ in range(4):
        wgs = wgs + (gcj - (wgs + _shift(wgs)))
    return wgs
