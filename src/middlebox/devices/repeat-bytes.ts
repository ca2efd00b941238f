/** A faulty box that writes one piece of each stream twice, as if a segment had come again and were taken for new. */
import type { Device } from '../device.ts'
import { type ByteEdit, relay } from '../relay.ts'

/** Behind the first words and in front of the end of a short conversation. */
const FROM_BYTES = 40
const PIECE_BYTES = 12

export const repeatBytes: Device = {
  name: 'repeat-bytes',
  description: 'Says the bytes 40 to 51 of each direction twice, on any protocol; no known vendor.',
  open: () => relay({ dialer: repeating(), answerer: repeating() }),
}

function repeating(): ByteEdit {
  let offset = 0
  const piece: number[] = []
  return bytes => {
    const out: number[] = []
    for (const byte of bytes) {
      out.push(byte)
      if (offset >= FROM_BYTES && offset < FROM_BYTES + PIECE_BYTES) piece.push(byte)
      offset += 1
      if (offset === FROM_BYTES + PIECE_BYTES) out.push(...piece)
    }
    return [Uint8Array.from(out)]
  }
}
