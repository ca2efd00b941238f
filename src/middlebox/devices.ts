/** All emulated middleboxes, by name. Knows nothing of how they are run. */
import type { Device } from './device.ts'
import { answerForYou } from './devices/answer-for-you.ts'
import { appendHeader } from './devices/append-header.ts'
import { asaEsmtp } from './devices/asa-esmtp.ts'
import { avShield } from './devices/av-shield.ts'
import { bitFlip } from './devices/bit-flip.ts'
import { chop } from './devices/chop.ts'
import { ehloReorder } from './devices/ehlo-reorder.ts'
import { flaky } from './devices/flaky.ts'
import { idsReset } from './devices/ids-reset.ts'
import { none } from './devices/none.ts'
import { pixFixup } from './devices/pix-fixup.ts'
import { stall } from './devices/stall.ts'
import { starttlsStrip } from './devices/starttls-strip.ts'
import { tlsOpen } from './devices/tls-open.ts'
import { transparentProxy } from './devices/transparent-proxy.ts'
import { upperCase } from './devices/upper-case.ts'

/** The clean path first, then known kinds, then boxes that no rule may name. */
export const devices: readonly Device[] = [
  none,
  pixFixup,
  asaEsmtp,
  starttlsStrip,
  avShield,
  transparentProxy,
  idsReset,
  bitFlip,
  tlsOpen,
  answerForYou,
  stall,
  upperCase,
  appendHeader,
  ehloReorder,
  chop,
  flaky,
]

/** The device of that name; the error of a wrong one lists them all. */
export function deviceNamed(name: string): Device {
  const device = devices.find(candidate => candidate.name === name)
  if (device) return device
  throw new Error(`There is no middlebox "${name}". There are: ${devices.map(each => each.name).join(', ')}.`)
}
