/** A path with tiny segments: TCP promises a stream and no packets, so this changes nothing and must find nothing. */
import type { Device } from '../device.ts'
import { type ByteEdit, relay } from '../relay.ts'
import { randomOf } from '../seed.ts'

const LONGEST_PIECE_BYTES = 7

export const chop: Device = {
  name: 'chop',
  description: 'Changes nothing, but sends all bytes on in random pieces of 1 to 7 bytes.',
  open: ({ seed }) => relay({ dialer: chopper(seed), answerer: chopper(seed + 1) }),
}

function chopper(seed: number): ByteEdit {
  const random = randomOf(seed)
  return bytes => {
    const pieces: Uint8Array[] = []
    for (let from = 0; from < bytes.length; from += pieces.at(-1)?.length ?? 0)
      pieces.push(bytes.subarray(from, from + 1 + Math.floor(random() * LONGEST_PIECE_BYTES)))
    return pieces
  }
}
