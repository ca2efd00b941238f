import { textOf } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { offeredOn, onTls, rightName } from './tls.ts'

/** Registered names (IANA, TLS ALPN protocol IDs) by what the port greets with. SMTP has none. */
const registered: readonly (readonly [greeting: string, names: readonly string[]])[] = [
  ['* OK', ['imap']],
  ['+OK', ['pop3']],
]
const ofTheWeb = ['h2', 'http/1.1']

function namesFor(greeting: readonly Step[]): readonly string[] {
  const hello = textOf(greeting.find(step => step.kind === 'say')?.bytes ?? new Uint8Array(0))
  return registered.find(([first]) => hello.startsWith(first))?.[1] ?? ofTheWeb
}

/** Application protocols in the ClientHello (RFC 7301): a registered one, and one that nobody knows. */
export const tlsAlpn: Probe = {
  ...onTls,
  name: 'tls-alpn',
  shows: 'Whether TLS comes through with a registered application protocol, and with an invented one.',
  parts: ['tls', 'tls'],
  converse: (context, part) => {
    const invented = `x-${context.random.word(6).toLowerCase()}`
    const alpn = part === 0 ? namesFor(context.greeting) : [invented]
    return offeredOn(context, { serverName: rightName(context.nonce), alpn })
  },
}
