/** Keeps the screen on while a position is reported; the browser takes the lock away in the background, so it is asked for again. */

export class WakeLock {
  private sentinel: WakeLockSentinel | null = null
  private wanted = false

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (this.wanted && document.visibilityState === 'visible') void this.ask()
    })
  }

  hold(): void {
    this.wanted = true
    void this.ask()
  }

  release(): void {
    this.wanted = false
    void this.sentinel?.release()
    this.sentinel = null
  }

  private async ask(): Promise<void> {
    if (!('wakeLock' in navigator) || (this.sentinel && !this.sentinel.released)) return
    try {
      this.sentinel = await navigator.wakeLock.request('screen')
    } catch {
      // Low battery mode refuses; the page works on, the screen just goes dark.
      this.sentinel = null
    }
  }
}
