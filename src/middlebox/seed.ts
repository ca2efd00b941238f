/**
 * Repeatable noise for devices: the same seed gives the same numbers on every machine.
 * Not for secrets. Knows nothing of devices.
 */

/** A generator of numbers in [0, 1). Mulberry32: 32 bits of state are plenty for noise, and it fits in four lines. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The seed of the `index`-th connection of a run, so that neighbours behave differently and a rerun alike. */
export function connectionSeed(seed: number, index: number): number {
  return Math.floor(randomOf(Math.imul(seed, 0x9e3779b1) + index)() * 2 ** 32)
}
