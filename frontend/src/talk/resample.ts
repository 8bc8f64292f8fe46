/** From the sound card's rate to 48 kHz by straight lines between samples; speech loses nothing anybody hears. */

export class Resampler {
  private last = 0
  /** Place of the next output sample after `last`, in input samples. */
  private at = 1

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  run(input: Float32Array): Float32Array {
    if (this.from === this.to) return input.slice()
    const step = this.from / this.to
    const out = new Float32Array(Math.ceil((input.length + 1 - this.at) / step) + 1)
    let n = 0
    // Index 0 is the last sample of the block before.
    while (this.at <= input.length) {
      const low = Math.floor(this.at)
      const a = low === 0 ? this.last : input[low - 1]!
      const b = low === input.length ? a : input[low]!
      out[n] = a + (b - a) * (this.at - low)
      n += 1
      this.at += step
    }
    this.at -= input.length
    this.last = input[input.length - 1] ?? this.last
    return out.subarray(0, n)
  }
}
