"""degrees → **writing** → text: one place in every notation, each ready to be copied. No Django."""

from __future__ import annotations

from math import floor

from realtime.coordinates.grids import OutOfGrid, gauss, mgrs, utm
from realtime.datum import DATUMS, from_wgs84

DECIMALS = 6  # eleven centimetres


def sexagesimal(degrees: float, parts: int = 3, digits: int = 2) -> tuple[int, int, float]:
    """Degrees, minutes, seconds (or degrees, minutes with `parts=2`), rounded once, so that no 60 is ever written."""
    unit = 60 ** (parts - 1) * 10**digits
    total = floor(abs(degrees) * unit + 0.5)
    whole, rest = divmod(total, unit)
    if parts == 2:
        return whole, 0, rest / 10**digits
    minutes, seconds = divmod(rest, 60 * 10**digits)
    return whole, minutes, seconds / 10**digits


def dms(degrees: float, axis: str) -> str:
    whole, minutes, seconds = sexagesimal(degrees)
    return f"{_letter(degrees, axis)}{whole}°{minutes:02d}′{seconds:05.2f}″"


def dm(degrees: float, axis: str) -> str:
    whole, _, minutes = sexagesimal(degrees, 2, 4)
    return f"{_letter(degrees, axis)}{whole}°{minutes:07.4f}′"


def words(lon: float, lat: float) -> str:
    """As it is said on the radio and written in a report."""
    said = []
    for degrees, (plus, minus) in ((lon, ("东经", "西经")), (lat, ("北纬", "南纬"))):
        whole, minutes, seconds = sexagesimal(degrees, 3, 0)
        said.append(f"{plus if degrees >= 0 else minus}{whole}度{minutes}分{seconds:.0f}秒")
    return ",".join(said)


def _letter(degrees: float, axis: str) -> str:
    return ("EW" if axis == "lon" else "NS")[degrees < 0]


def notations(lon: float, lat: float) -> dict[str, str]:
    """Key of the notation → text; those a place does not have are left out."""
    written = {}
    for datum in DATUMS:
        x, y = from_wgs84(lon, lat, datum)
        written[datum] = f"{x:.{DECIMALS}f}, {y:.{DECIMALS}f}"
    written |= {"dms": f"{dms(lon, 'lon')} {dms(lat, 'lat')}", "dm": f"{dm(lon, 'lon')} {dm(lat, 'lat')}", "words": words(lon, lat)}
    for key, write in (
        ("utm", lambda: utm(lon, lat)),
        ("mgrs", lambda: mgrs(lon, lat)),
        ("gauss3", lambda: gauss(lon, lat)),
        ("gauss6", lambda: gauss(lon, lat, 6)),
    ):
        try:
            written[key] = str(write())
        except OutOfGrid:
            continue
    return written
