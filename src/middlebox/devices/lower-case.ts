/** A box that no rule may name: it writes everything small on its way to the dialer. */
import type { Device } from '../device.ts'
import { relay } from '../relay.ts'

export const lowerCase: Device = {
  name: 'lower-case',
  description: 'Turns A-Z into a-z from answerer to dialer, on any protocol; no known vendor.',
  open: () => relay({ answerer: bytes => [bytes.map(lower)] }),
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte
}
