/**
 * What the TLS probes share: what the dialer offers, put into the start of TLS, and one exchange inside with the session's
 * nonce. The name asked for holds the nonce too, so that a session whose handshake fails can be known by it.
 */
import { textOf } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { TlsOffer } from '../tls/offer.ts'
import { exchange as request } from './http.ts'
import type { Conversation, ProbeContext } from './probe.ts'
import { exchange, serverName, smtpScript } from './smtp.ts'
import { plainScript, saysLines } from './words.ts'

/** Where TLS comes first. */
export const onTls = { transports: ['tcp'], protocols: ['smtps', 'imaps', 'pop3s', 'https'] } as const

/** A name that the answerer's own certificate is for. */
export function rightName(nonce: string): string {
  return `${nonce}.${serverName}`
}

/** A name that it is not for (RFC 2606: never a real one). */
export function wrongName(nonce: string): string {
  return `${nonce}.wrong.example`
}

/** The same steps; TLS begins with this offer. */
export function offering(steps: readonly Step[], offer: TlsOffer): Step[] {
  return steps.map(step => (step.kind === 'start-tls' ? { ...step, offer } : step))
}

/** TLS with this offer, what the port greets with, and one exchange in its protocol. */
export function offeredOn({ nonce, greeting }: ProbeContext, offer: TlsOffer): Conversation {
  const begin = offering(greeting, offer)
  const hello = textOf(begin.find(step => step.kind === 'say')?.bytes ?? new Uint8Array(0))
  if (hello.startsWith('220')) return { script: smtpScript([...begin, ...noop(nonce)]) }
  const said = Object.entries(afterGreeting).find(([first]) => hello.startsWith(first))?.[1] ?? http
  return { script: plainScript([...begin, ...said(nonce)]) }
}

/** NOOP with the nonce in command and reply. */
export function noop(nonce: string): Step[] {
  return exchange(`NOOP ${nonce}`, `250 2.0.0 ok ${nonce}`)
}

/** What is said where the port's first words begin so; a port that does not greet speaks HTTP. */
const afterGreeting: Readonly<Record<string, (nonce: string) => Step[]>> = {
  '* OK': nonce => [saysLines('dialer', `${nonce} NOOP\r\n`), saysLines('answerer', `${nonce} OK NOOP done.\r\n`)],
  '+OK': nonce => [saysLines('dialer', `NOOP ${nonce}\r\n`), saysLines('answerer', `-ERR no login ${nonce}\r\n`)],
}

function http(nonce: string): Step[] {
  return request({ text: `GET /${nonce} HTTP/1.1`, isValid: true }, nonce)
}
