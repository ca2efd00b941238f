/**
 * What the two ends' TLS sessions say: one session, or somebody between who holds two. Judges by keys and bytes, never
 * by who signed a certificate.
 */
import type { PairComparison, TlsComparison } from '../diff/comparison.ts'
import { firstOf } from '../tape/flow.ts'
import { helloDifferences } from '../tls/hello-words.ts'
import { quoteText } from './escape.ts'
import type { Observation } from './observation.ts'
import { helloTrace, sessionTrace } from './tls-traces.ts'

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
  const cut = cutObservation(tls)
  if (cut !== null) return { ...nothing, observation: cut }
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
    ...(differences(tls).length > 0 ? ['another ClientHello arrived than was sent'] : []),
  ]
  const observation = { id: 'tls.intercepted', flow: null, notes: signs, traces: tracesOf(tls) } as const
  return { observation, issuer, open: null }
}

function failed(tls: TlsComparison): Observation {
  const changed = differences(tls)
  const note = `the ClientHello was changed on the way (${changed.join(', ')})`
  const notes = [reasons(tls), ...(changed.length > 0 ? [note] : [])]
  return { id: 'tls.failed', flow: null, notes: notes.filter(it => it !== ''), traces: helloTrace(tls) }
}

function differences({ hello }: TlsComparison): readonly string[] {
  return hello === undefined ? [] : helloDifferences(hello.sent, hello.heard)
}

function tracesOf(tls: TlsComparison): Observation['traces'] {
  return [sessionTrace(tls), ...helloTrace(tls)]
}

/** The path's own FIN in the middle of the handshake. */
function cutObservation({ unheard = [] }: TlsComparison): Observation | null {
  const cut = unheard.find(({ cause }) => cause === 'cut')
  if (cut === undefined) return null
  return { id: 'tcp.cut', flow: cut.flow, notes: ['bytes of the TLS handshake are missing'], traces: [] }
}

function reasons({ failures }: TlsComparison): string {
  return failures.map(({ role, message }) => `the ${role} says ${quoteText(plainReason(message))}`).join(', ')
}

/** OpenSSL packs its reason between numbers and file names: `...:error:0A00009F:SSL routines:fn:length mismatch:...`. */
function plainReason(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1] ?? message
}
