/** One tone at a time for the most urgent unacknowledged alarm, until somebody acknowledges it. */
import type { Urgency } from '@/api/types'

/** Hz of each 160 ms note; three rising notes for 特急 are told apart without looking. */
export const NOTES: Record<Urgency, readonly number[]> = {
  critical: [660, 880, 1175],
  urgent: [660, 880],
  normal: [587],
}
/** Falling: a neighbour's desk went silent. */
export const NOTICE: readonly number[] = [523, 392]
/** As a telephone: somebody calls the person of this desk. */
export const CALL: readonly number[] = [784, 988, 784, 988]
/** Seconds between two patterns. Used until a snapshot brought the city's own rows. */
export const EVERY_S: Record<Urgency, number> = { critical: 2, urgent: 5, normal: 15 }
const NOTE_S = 0.16

/** Whether a tone is due now, given when the last one played and for what. */
export function due(urgency: Urgency | null, last: { at: number; urgency: Urgency } | null, now: number, everyS: Record<Urgency, number> = EVERY_S): boolean {
  if (urgency === null) return false
  return last === null || last.urgency !== urgency || now - last.at >= everyS[urgency] * 1000
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
  tick(urgency: Urgency | null, now: number, everyS?: Record<Urgency, number>, gain?: number): void {
    if (urgency === null) {
      this.last = null
      return
    }
    if (this.blocked || !due(urgency, this.last, now, everyS)) return
    this.last = { at: now, urgency }
    this.play(NOTES[urgency], gain)
  }

  play(notes: readonly number[], gain = 0.35): void {
    const context = this.context
    if (!context) return
    notes.forEach((hz, i) => {
      const at = context.currentTime + i * (NOTE_S + 0.03)
      const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: hz })
      const fader = new GainNode(context, { gain: 0 })
      // A ramp of 10 ms keeps the loudspeaker from clicking.
      fader.gain.setValueAtTime(0, at)
      fader.gain.linearRampToValueAtTime(gain, at + 0.01)
      fader.gain.setValueAtTime(gain, at + NOTE_S - 0.02)
      fader.gain.linearRampToValueAtTime(0, at + NOTE_S)
      oscillator.connect(fader).connect(context.destination)
      oscillator.start(at)
      oscillator.stop(at + NOTE_S)
    })
  }
}
