/** A box that no rule may name: it writes everything in capitals on its way to the answerer. */
import type { Device } from '../device.ts'
import { relay } from '../relay.ts'

export const upperCase: Device = {
  name: 'upper-case',
  description: 'Turns a-z into A-Z from dialer to answerer, on any protocol; no known vendor.',
  open: () => relay({ dialer: bytes => [bytes.map(upper)] }),
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte
}
