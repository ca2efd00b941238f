/** A provider that blocks port 25 and says so in its own way to every line; on POP3 it is a portal (FACTS N26). */
import { bytesOf } from '../../bytes.ts'
import type { Device, DeviceContext, DeviceEvent, DeviceSession } from '../device.ts'
import { relay } from '../relay.ts'

const REFUSALS = {
  smtp: '452 syntax error (connecting)\r\n',
  pop3: '-ERR Not Enrolled\r\n',
} as const

export const syntax452: Device = {
  name: 'syntax-452',
  description:
    'Answers "452 syntax error (connecting)" to the connection and to every line, and never dials the server (FACTS N26).',
  speaks: ['pop3'],
  open: ({ protocol }) => (protocol === 'smtp' || protocol === 'pop3' ? refusing(protocol) : relay()),
}

const LF = 0x0a

function refusing(protocol: keyof typeof REFUSALS & DeviceContext['protocol']): DeviceSession {
  return event => {
    if (event.kind === 'fin') return [{ kind: 'fin', to: 'dialer' }]
    const refusals = REFUSALS[protocol].repeat(linesOf(event))
    return refusals === '' ? [] : [{ kind: 'send', to: 'dialer', bytes: bytesOf(refusals) }]
  }
}

/** The connection counts as one line. */
function linesOf(event: DeviceEvent): number {
  if (event.kind === 'accepted') return 1
  return event.kind === 'bytes' ? event.bytes.filter(byte => byte === LF).length : 0
}
