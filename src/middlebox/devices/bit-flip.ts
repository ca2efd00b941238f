/** A faulty memory or line card behind a checksum that it recomputes: one wrong bit per connection and direction. */
import type { Device } from '../device.ts'
import { type ByteEdit, relay } from '../relay.ts'
import { randomOf } from '../seed.ts'

export const bitFlip: Device = {
  name: 'bit-flip',
  description:
    'Flips one bit in each direction of every connection, on any protocol, where the conversation survives it.',
  open: ({ seed }) => relay({ dialer: flipper(seed), answerer: flipper(seed + 1) }),
}

/** Reply codes and verbs stay readable: the first bytes of the stream and of each line are spared. */
const FIRST_OFFSET_BYTES = 6
const SPARED_COLUMNS = 4
/** Early enough to hit the shortest conversation. */
const OFFSET_SPREAD_BYTES = 32

const CR = 0x0d
const LF = 0x0a

function flipper(seed: number): ByteEdit {
  const random = randomOf(seed)
  const fromOffset = FIRST_OFFSET_BYTES + Math.floor(random() * OFFSET_SPREAD_BYTES)
  const mask = 1 << Math.floor(random() * 3)
  let offset = 0
  let column = 0
  let flipped = false
  const edit = (byte: number): number => {
    const fits = !flipped && offset >= fromOffset && column >= SPARED_COLUMNS && survives(byte, mask)
    offset += 1
    column = byte === LF ? 0 : column + 1
    flipped ||= fits
    return fits ? byte ^ mask : byte
  }
  return bytes => [bytes.map(edit)]
}

/** A line end neither vanishes nor appears. */
function survives(byte: number, mask: number): boolean {
  return ![byte, byte ^ mask].some(value => value === CR || value === LF)
}
