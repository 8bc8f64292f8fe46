/** One tone at a time for the most urgent unacknowledged alarm, until somebody acknowledges it. */
import type { Urgency } from '@/api/types'

interface Pattern {
  /** Hz of each 160 ms note; three rising notes for 特急 are told apart without looking. */
  notes: number[]
  everyMs: number
}

export const PATTERN: Record<Urgency, Pattern> = {
  critical: { notes: [660, 880, 1175], everyMs: 2000 },
  urgent: { notes: [660, 880], everyMs: 5000 },
  normal: { notes: [587], everyMs: 15_000 },
}
const NOTE_S = 0.16

/** Whether a tone is due now, given when the last one played and for what. */
export function due(urgency: Urgency | null, last: { at: number; urgency: Urgency } | null, now: number): boolean {
  if (urgency === null) return false
  return last === null || last.urgency !== urgency || now - last.at >= PATTERN[urgency].everyMs
}

export class Tones {
  private context: AudioContext | null = null
  private last: { at: number; urgency: Urgency } | null = null

  /** Browsers keep sound back until a person has touched the page; the desk must say so. */
  get blocked(): boolean {
    return this.context === null || this.context.state !== 'running'
  }

  async unlock(): Promise<void> {
    this.context ??= new AudioContext()
    if (this.context.state !== 'running') await this.context.resume()
  }

  /** Called four times a second with what should sound; plays at most one pattern. */
  tick(urgency: Urgency | null, now: number): void {
    if (urgency === null) {
      this.last = null
      return
    }
    if (this.blocked || !due(urgency, this.last, now)) return
    this.last = { at: now, urgency }
    this.play(PATTERN[urgency].notes)
  }

  play(notes: readonly number[]): void {
    const context = this.context
    if (!context) return
    notes.forEach((hz, i) => {
      const at = context.currentTime + i * (NOTE_S + 0.03)
      const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: hz })
      const gain = new GainNode(context, { gain: 0 })
      // A ramp of 10 ms keeps the loudspeaker from clicking.
      gain.gain.setValueAtTime(0, at)
      gain.gain.linearRampToValueAtTime(0.35, at + 0.01)
      gain.gain.setValueAtTime(0.35, at + NOTE_S - 0.02)
      gain.gain.linearRampToValueAtTime(0, at + NOTE_S)
      oscillator.connect(gain).connect(context.destination)
      oscillator.start(at)
      oscillator.stop(at + NOTE_S)
    })
  }
}
