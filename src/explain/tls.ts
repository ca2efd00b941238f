/**
 * What the two ends' TLS sessions say: one session, or somebody between who holds two. Judges by keys and bytes, never
 * by who signed a certificate.
 */
import { bytesOf } from '../bytes.ts'
import type { PairComparison, TlsComparison } from '../diff/comparison.ts'
import { firstOf } from '../tape/flow.ts'
import type { TlsFacts } from '../tape/tape.ts'
import { quoteText } from './escape.ts'
import type { Observation, Trace } from './observation.ts'

/** What TLS shows; all null for a session without TLS or with one TLS session between both ends. */
export interface TlsReading {
  readonly observation: Observation | null
  /** Issuer of the dialer's certificate where the far end did not send it. */
  readonly issuer: string | null
  /** Why TLS proves nothing here. */
  readonly open: string | null
}

const nothing: TlsReading = { observation: null, issuer: null, open: null }

/** Reads a session's TLS. `isLiveService`: the answerer is not ours and has no keys to tell. A key that differs outranks all else: then nothing inside can be trusted. */
export function readTls({ tls, answerer }: PairComparison, isLiveService = false): TlsReading {
  if (tls === null) return nothing
  const oneSided = tls.dialer !== null && firstOf(answerer, 'tls-begin') === undefined
  if (oneSided || tls.exporterEqual === false || tls.certificateEqual === false) return intercepted(tls)
  if (!tls.ciphertextEqual) return { ...nothing, observation: failed(tls) }
  if (tls.failures.length > 0) return { ...nothing, open: `TLS failed and no byte of it was changed: ${reasons(tls)}` }
  // A live service tells no keys; its ciphertext, or its certificate, was compared instead.
  return tls.exporterEqual === null && !isLiveService
    ? { ...nothing, open: 'TLS could not be compared: one end has no TLS session' }
    : nothing
}

function intercepted(tls: TlsComparison): TlsReading {
  const isForeign = tls.certificateEqual === false || tls.answerer === null
  const issuer = isForeign ? (tls.dialer?.issuer ?? null) : null
  const signs = [
    ...(tls.answerer === null ? ['the far end never began TLS'] : []),
    ...(tls.exporterEqual === false ? ['the TLS exporter values differ'] : []),
    ...(isForeign ? [`the certificate that arrived was issued by ${quoteText(issuer ?? 'unknown')}`] : []),
  ]
  const traces = [certificateTrace(tls)]
  return { observation: { id: 'tls.intercepted', flow: null, notes: signs, traces }, issuer, open: null }
}

/** The two certificates in the place of sent and heard bytes. */
function certificateTrace({ dialer, answerer }: TlsComparison): Trace {
  const [sent, heard] = [bytesOf(certificateText(answerer)), bytesOf(certificateText(dialer))]
  return {
    lane: { flow: 'answerer-to-dialer', layer: 'tls', sent, heard },
    sent: { from: 0, to: sent.length },
    heard: { from: 0, to: heard.length },
    place: 'certificate and exporter',
  }
}

function certificateText(facts: TlsFacts | null): string {
  if (facts === null) return 'no TLS session'
  const { certificate, subject, issuer, exporter } = facts
  const text = `certificate ${certificate}\nsubject ${subject}\nissuer ${issuer}\nexporter ${exporter}\n`
  // Names in a certificate may be UTF-8; a flow is bytes.
  return Buffer.from(text, 'utf8').toString('latin1')
}

function failed(tls: TlsComparison): Observation {
  return { id: 'tls.failed', flow: null, notes: [reasons(tls)], traces: [] }
}

function reasons({ failures }: TlsComparison): string {
  return failures.map(({ role, message }) => `the ${role} says ${quoteText(plainReason(message))}`).join(', ')
}

/** OpenSSL packs its reason between numbers and file names: `...:error:0A00009F:SSL routines:fn:length mismatch:...`. */
function plainReason(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1] ?? message
}
