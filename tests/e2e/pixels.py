"""What the map really drew: bytes read from its WebGL canvas in the frame in which it drew them."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

# As unitsLayer.ts colours them
DRONE, PERSON = (201, 166, 255), (158, 199, 219)

# The drawing buffer is only there inside the frame (preserveDrawingBuffer is off, as in real life).
_IN_FRAME = """
const { map } = document.querySelector('.command-map-canvas').engine
const canvas = map.getCanvas(), gl = canvas.getContext('webgl2')
const inFrame = (read) => new Promise((done, fail) => {
  setTimeout(() => fail(new Error('the map did not draw for 30 s')), 30000)
  map.once('render', () => { gl.bindFramebuffer(gl.FRAMEBUFFER, null); done(read()) })
  map.triggerRepaint()
})
"""
_AROUND = (
    "async ([lon, lat, reach]) => {"
    + _IN_FRAME
    + """
  return inFrame(() => {
    const ratio = canvas.width / canvas.clientWidth, at = map.project([lon, lat]), side = 2 * reach + 1
    const bytes = new Uint8Array(side * side * 4)
    gl.readPixels(Math.round(at.x * ratio) - reach, canvas.height - 1 - Math.round(at.y * ratio) - reach, side, side, gl.RGBA, gl.UNSIGNED_BYTE, bytes)
    return Array.from(bytes)
  })
}"""
)
_WHOLE = (
    "async () => {"
    + _IN_FRAME
    + """
  return inFrame(() => {
    const bytes = new Uint8Array(canvas.width * canvas.height * 4), seen = new Map()
    gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, bytes)
    for (let n = 0; n < bytes.length; n += 4) {
      const colour = (bytes[n] << 16) | (bytes[n + 1] << 8) | bytes[n + 2]
      seen.set(colour, (seen.get(colour) ?? 0) + 1)
    }
    return [seen.size, Math.max(...seen.values()) / (canvas.width * canvas.height)]
  })
}"""
)


@dataclass
class Canvas:
    colours: int
    largest_share: float

    @property
    def blank(self) -> bool:
        """Land, districts, borders, labels and forces give thousands of colours; an empty canvas gives one."""
        return self.colours < 50 or self.largest_share > 0.99


def canvas(page: Page) -> Canvas:
    return Canvas(*page.evaluate(_WHOLE))


def marked(page: Page, colour: tuple[int, int, int], lon: float, lat: float, reach: int = 7) -> int:
    """How many pixels of this hue the canvas has around a place; small marks are darkened by their soft edges, the ground is far darker."""
    values = page.evaluate(_AROUND, [lon, lat, reach])
    found = 0
    for pixel in zip(values[0::4], values[1::4], values[2::4], strict=True):
        light = max(pixel)
        found += light >= 110 and all(abs(have / light - want / max(colour)) <= 0.09 for have, want in zip(pixel, colour, strict=True))
    return found
