/**
 * What two tapes tell of a TLS handshake, whether it came to its end or not: the ClientHello as sent and as heard, and
 * what of it was never heard. Judges nothing. Pure.
 */
import { cipherBytes, clearBytes, firstOf, withheldMarks } from '../tape/flow.ts'
import type { Tape } from '../tape/tape.ts'
import { type ClientHello, readClientHello } from '../tls/client-hello.ts'
import { causeOf } from './cause.ts'
import type { HelloComparison, TlsComparison } from './comparison.ts'
import type { Flow } from './edit.ts'

/** The ClientHello of both tapes; null where one of them has none that can be read, as a redacted one. */
export function helloBetween(dialer: Tape, answerer: Tape): HelloComparison | null {
  const [sent, heard] = [helloIn(dialer, 'sent'), helloIn(answerer, 'heard')]
  return sent === null || heard === null ? null : { sent, heard }
}

/** The ClientHello that a tape begins its TLS with; null where there is none, or it is not whole, or is withheld. */
export function helloIn(tape: Tape, kind: 'sent' | 'heard'): ClientHello | null {
  const read = readClientHello(cipherBytes(tape, kind))
  return read.kind === 'client-hello' ? read : null
}

/** In both flows: ciphertext that an end without a TLS session never heard. */
export function unheardCipher(dialer: Tape, answerer: Tape): NonNullable<TlsComparison['unheard']> {
  return [...unheardIn('dialer-to-answerer', dialer, answerer), ...unheardIn('answerer-to-dialer', answerer, dialer)]
}

function unheardIn(flow: Flow, sender: Tape, hearer: Tape): NonNullable<TlsComparison['unheard']> {
  if (firstOf(sender, 'tls-begin') === undefined || firstOf(hearer, 'tls-open') !== undefined) return []
  const heardBytes = cipherLength(hearer, 'heard')
  if (cipherLength(sender, 'sent') <= heardBytes) return []
  const cause = causeOf({ sender, hearer, layer: 'wire' })
  return cause === 'whole' ? [] : [{ flow, sentAt: clearBytes(sender, 'sent').length + heardBytes, cause }]
}

function cipherLength(tape: Tape, kind: 'sent' | 'heard'): number {
  return withheldMarks(tape, kind)?.at(-1)?.bytes ?? cipherBytes(tape, kind).length
}
