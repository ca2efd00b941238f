/**
 * One end of a ping as a process, for the tests in namespaces: `dial FAMILY ADDRESS SIZES` pings and prints its tape;
 * `hear FAMILY ADDRESS SIZES` says `ready`, and prints its tapes when its stdin ends. Both must end by themselves then.
 */
import { createRecorder } from '../../src/tape/recorder.ts'
import type { Family, Tape } from '../../src/tape/tape.ts'
import { pingSession } from '../../src/wire/icmp-dialer.ts'
import { createPingHearer } from '../../src/wire/icmp-hearer.ts'
import { pingsOf } from './pings.ts'

const [role, familyText, address = '', sizes = ''] = process.argv.slice(2)
const family = Number(familyText) as Family
const pings = pingsOf('NONCE-OF-NETNS', sizes.split(',').map(Number))
const session = 'ping'

if (role === 'dial') {
  const { signal } = new AbortController()
  print(await pingSession({ family, address, pings, recorder: recorder('dialer'), signal, patient: false }))
} else {
  const newRecorder = () => recorder('answerer')
  const sessions = [{ session, pings }]
  const heard = await createPingHearer({ family, localAddress: address, sessions, newRecorder, onTape: print })
  if (!heard.ok) throw new Error(heard.reason)
  process.stdout.write('ready\n')
  process.stdin.once('end', () => heard.hearer.close()).resume()
}

function recorder(role: 'dialer' | 'answerer') {
  const ends = { local: null, remote: null }
  const end = role === 'dialer' ? 'client' : 'responder'
  const head = { end, role, direction: 'incoming', family, transport: 'icmp', port: 0, session, ...ends } as const
  return createRecorder(head, () => performance.now())
}

function print(tape: Tape): void {
  const bytes = (kind: 'sent' | 'heard') =>
    tape.events.flatMap(it => (it.kind === kind ? [Buffer.from(it.bytes).toString('hex')] : []))
  const { head, ending } = tape
  process.stdout.write(`tape ${JSON.stringify({ head, ending, sent: bytes('sent'), heard: bytes('heard') })}\n`)
}
