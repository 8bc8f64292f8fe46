"""degrees ⇄ **projection** ⇄ metres: transverse Mercator by Krüger's series, which UTM, MGRS and the national 3° and 6° zones share. No Django.

The series to the fourth power of the third flattening is good to a fraction of a millimetre anywhere in a zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import asin, asinh, atan2, atanh, cos, cosh, degrees, hypot, radians, sin, sinh, sqrt


@dataclass(frozen=True)
class Ellipsoid:
    axis: float  # metres
    flattening: float

    @cached_property
    def third(self) -> float:
        return self.flattening / (2 - self.flattening)

    @cached_property
    def radius(self) -> float:
        """Of the circle with the meridian's length."""
        n = self.third
        return self.axis / (1 + n) * (1 + n**2 / 4 + n**4 / 64)

    @cached_property
    def series(self) -> tuple[list[float], list[float], list[float]]:
        """Forward, backward, and from conformal to geographic latitude."""
        n = self.third
        forward = [
            n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
            13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
            61 * n**3 / 240 - 103 * n**4 / 140,
            49561 * n**4 / 161280,
        ]
        backward = [
            n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
            n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
            17 * n**3 / 480 - 37 * n**4 / 840,
            4397 * n**4 / 161280,
        ]
        latitude = [
            2 * n - 2 * n**2 / 3 - 2 * n**3 + 116 * n**4 / 45,
            7 * n**2 / 3 - 8 * n**3 / 5 - 227 * n**4 / 45,
            56 * n**3 / 15 - 136 * n**4 / 35,
            4279 * n**4 / 630,
        ]
        return forward, backward, latitude


WGS84 = Ellipsoid(6378137.0, 1 / 298.257223563)
CGCS2000 = Ellipsoid(6378137.0, 1 / 298.257222101)


def project(lon: float, lat: float, middle: float, scale: float, ellipsoid: Ellipsoid) -> tuple[float, float]:
    """Metres east of the middle meridian and north of the equator."""
    n, spread = ellipsoid.third, radians(lon - middle)
    eccentricity = 2 * sqrt(n) / (1 + n)
    sine = sin(radians(lat))
    conformal = sinh(atanh(sine) - eccentricity * atanh(eccentricity * sine))
    north, east = atan2(conformal, cos(spread)), asinh(sin(spread) / hypot(conformal, cos(spread)))
    y = north + sum(a * sin(2 * j * north) * cosh(2 * j * east) for j, a in enumerate(ellipsoid.series[0], 1))
    x = east + sum(a * cos(2 * j * north) * sinh(2 * j * east) for j, a in enumerate(ellipsoid.series[0], 1))
    return scale * ellipsoid.radius * x, scale * ellipsoid.radius * y


def unproject(x: float, y: float, middle: float, scale: float, ellipsoid: Ellipsoid) -> tuple[float, float]:
    """Longitude and latitude in degrees."""
    up, right = y / (scale * ellipsoid.radius), x / (scale * ellipsoid.radius)
    north = up - sum(b * sin(2 * j * up) * cosh(2 * j * right) for j, b in enumerate(ellipsoid.series[1], 1))
    east = right - sum(b * cos(2 * j * up) * sinh(2 * j * right) for j, b in enumerate(ellipsoid.series[1], 1))
    conformal = asin(sin(north) / cosh(east))
    lat = conformal + sum(d * sin(2 * j * conformal) for j, d in enumerate(ellipsoid.series[2], 1))
    return middle + degrees(atan2(sinh(east), cos(north))), degrees(lat)
