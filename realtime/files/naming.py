"""A sender's file name, made harmless: no path, no control or direction marks, and the ending of what the file really is. No Django."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80  # characters before the ending; a Chinese file name of a sentence still fits
NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')
ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def safe_name(given: str, ending: str) -> str:
    """`../../etc/现场.html` that is a JPEG → `现场.jpg`."""
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    # Cc, Cf: control characters, and marks that turn the writing direction so that `gpj.exe` reads as `exe.jpg`
    name = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    stem = ENDING.sub("", NOT_IN_NAMES.sub("", name)).strip(" .")[:LONGEST].strip(" .")
    return f"{stem or '附件'}.{ending}"
