"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("files.image_mb", 20, "MB", "手机原图约 3–12 MB;本系统默认值,请各局按存储空间修订"),
    ("files.image_megapixels", 120, "百万像素", "一亿像素手机原图可收;更大的图会拖垮看图的席位"),
    ("files.document_mb", 30, "MB", "扫描件;本系统默认值,请各局按存储空间修订"),
    ("files.media_mb", 100, "MB", "现场一两分钟的视频;本系统默认值,请各局按存储空间修订"),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
