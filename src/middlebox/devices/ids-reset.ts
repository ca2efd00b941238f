/** An intrusion prevention system: resets both ends when a known attack passes, as Snort inline does (FACTS N24). */
import type { Device, DeviceContext, DeviceSession } from '../device.ts'
import { relay } from '../relay.ts'

export const idsReset: Device = {
  name: 'ids-reset',
  description:
    'Resets both sides at the SMTP commands DEBUG and WIZ, and on any protocol at 8 NUL bytes in a row (after FACTS N24).',
  open: watching,
}

function watching({ protocol }: DeviceContext): DeviceSession {
  const alarms = { dialer: alarm(protocol === 'smtp'), answerer: alarm(protocol === 'smtp') }
  const forward = relay()
  let tripped = false
  return event => {
    if (tripped) return []
    if (event.kind !== 'bytes') return forward(event)
    const harmlessBytes = event.bytes.findIndex(alarms[event.from])
    if (harmlessBytes < 0) return forward(event)
    tripped = true
    return [
      ...forward({ ...event, bytes: event.bytes.subarray(0, harmlessBytes) }),
      { kind: 'reset', to: 'dialer' },
      { kind: 'reset', to: 'answerer' },
    ]
  }
}

/** The debugging commands of old Sendmails, at a line's beginning and complete: the classic of SMTP signatures. */
const ATTACK = /^[ \t]*(DEBUG|WIZ)[ \t\r\n]$/i
const LONGEST_ATTACK_BYTES = 16
const NUL_RUN_BYTES = 8

/** Says byte by byte whether this one completes a trigger, so that cuts between packets hide nothing. */
function alarm(speaksSmtp: boolean): (byte: number) => boolean {
  let line = ''
  let nulBytes = 0
  return byte => {
    nulBytes = byte === 0 ? nulBytes + 1 : 0
    if (line.length < LONGEST_ATTACK_BYTES) line += String.fromCharCode(byte)
    const attack = speaksSmtp && ATTACK.test(line)
    if (byte === 0x0a) line = ''
    return attack || nulBytes >= NUL_RUN_BYTES
  }
}
