/** A broken line with a checksum that is recomputed behind it: many bytes are wrong, none is lost, and never a line end. */
import type { Device } from '../device.ts'
import { type ByteEdit, relay } from '../relay.ts'
import { randomOf } from '../seed.ts'

export const noise: Device = {
  name: 'noise',
  description: 'Overwrites about every thirtieth byte in both directions with a random letter; no known vendor.',
  open: ({ seed }) => relay({ dialer: spoiling(seed), answerer: spoiling(seed + 1) }),
}

const ONE_IN = 30
/** Reply codes and verbs stay readable, so that the conversation goes on. */
const SPARED_COLUMNS = 5
const CR = 0x0d
const LF = 0x0a
const FIRST_LETTER = 0x61
const LETTERS = 26

function spoiling(seed: number): ByteEdit {
  const random = randomOf(seed)
  let column = 0
  const spoil = (byte: number): number => {
    const hit = random() * ONE_IN < 1
    const letter = FIRST_LETTER + Math.floor(random() * LETTERS)
    const spared = column < SPARED_COLUMNS || byte === CR || byte === LF
    column = byte === LF ? 0 : column + 1
    return hit && !spared ? letter : byte
  }
  return bytes => [bytes.map(spoil)]
}
