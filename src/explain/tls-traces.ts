/**
 * TLS as evidence: what each end has of its session, and what was offered, as text in the place of sent and heard bytes.
 * Judges nothing.
 */
import { bytesOf } from '../bytes.ts'
import type { TlsComparison } from '../diff/comparison.ts'
import type { Flow } from '../diff/edit.ts'
import { helloIn } from '../diff/handshake.ts'
import type { Tape, TlsFacts } from '../tape/tape.ts'
import { helloDifferences, helloLines } from '../tls/hello-words.ts'
import type { Trace } from './observation.ts'

/** The two TLS sessions: the answerer's where sent bytes stand, the dialer's where heard ones do. */
export function sessionTrace({ dialer, answerer }: TlsComparison): Trace {
  return traceOf('answerer-to-dialer', 'certificate and exporter', linesOf(answerer), linesOf(dialer))
}

/** The ClientHello as sent and as it arrived; none where it is the same. */
export function helloTrace({ hello }: TlsComparison): readonly Trace[] {
  if (hello === undefined || helloDifferences(hello.sent, hello.heard).length === 0) return []
  return [traceOf('dialer-to-answerer', 'ClientHello', helloLines(hello.sent), helloLines(hello.heard))]
}

/** The ClientHello of a handshake that did not come through, and as much of it as arrived; none where the tape withholds it. */
export function helloOffered(dialer: Tape, answerer: Tape): readonly Trace[] {
  const [sent, heard] = [helloIn(dialer, 'sent'), helloIn(answerer, 'heard')]
  if (sent === null) return []
  const trace = traceOf('dialer-to-answerer', 'ClientHello', helloLines(sent), heard === null ? [] : helloLines(heard))
  return [{ ...trace, edits: [] }]
}

function traceOf(flow: Flow, place: string, sentLines: readonly string[], heardLines: readonly string[]): Trace {
  const [sent, heard] = [bytesOfLines(sentLines), bytesOfLines(heardLines)]
  return {
    lane: { flow, layer: 'tls', sent, heard },
    sent: { from: 0, to: sent.length },
    heard: { from: 0, to: heard.length },
    place,
  }
}

/** Names in a certificate may be UTF-8; a flow is bytes. */
function bytesOfLines(lines: readonly string[]): Uint8Array {
  return bytesOf(Buffer.from(lines.map(line => `${line}\n`).join(''), 'utf8').toString('latin1'))
}

/** The certificate first, so that an excerpt holds it whole. */
function linesOf(facts: TlsFacts | null): readonly string[] {
  if (facts === null) return ['no TLS session']
  const { certificate, subject, issuer, exporter, version, cipher, chain, serverName, alpn } = facts
  return [
    `certificate ${certificate}`,
    `subject ${subject}`,
    `issuer ${issuer}`,
    `exporter ${exporter}`,
    `version ${version}`,
    `cipher ${cipher}`,
    ...(serverName === undefined ? [] : [`server name ${serverName ?? 'none'}`]),
    ...(alpn === undefined ? [] : [`ALPN ${alpn.join(', ') || 'none'}`]),
    ...(chain ?? []).slice(1).map(digest => `signed by ${digest}`),
  ]
}
