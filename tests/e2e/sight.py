"""When something became visible on a page, by the page's own clock: how busy the test's own driver is does not count."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.system.centre import wait_until

_WATCH = """
([key, selector, texts]) => {
  const seen = (window.seenAt ??= {})
  const look = () => {
    if ([...document.querySelectorAll(selector)].some((found) => texts.every((text) => found.textContent.includes(text)))) {
      seen[key] ??= Date.now()
      eye.disconnect()
    }
  }
  const eye = new MutationObserver(look)
  eye.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['class'] })
  look()
}
"""


class Sight:
    """`sight = Sight(page, selector, *texts)` before the cause; `sight.after(cause_s)` waits for it and says how long it took."""

    AT_MOST = 5.0  # a second is the aim and is printed; machines that run tests are noisy

    def __init__(self, page: Page, selector: str, *texts: str) -> None:
        self.page = page
        self.key = " ".join((selector, *texts))
        page.evaluate(_WATCH, [self.key, selector, list(texts)])

    def after(self, cause_s: float, what: str) -> float:
        at_ms = wait_until(lambda: self.page.evaluate("(key) => window.seenAt[key]", self.key), 45, f"{what}: {self.key}")
        took = float(at_ms) / 1000 - cause_s
        print(f"  {what}: {took:.2f} s")
        assert took <= self.AT_MOST, f"{what} took {took:.1f} s"
        return took


def pressed(page: Page, selector: str) -> float:
    """Presses a button; answers when the page felt it (seconds since 1970)."""
    page.evaluate("() => document.addEventListener('click', () => (window.pressedAt = Date.now()), { capture: true, once: true })")
    page.click(selector)
    return float(page.evaluate("window.pressedAt")) / 1000
