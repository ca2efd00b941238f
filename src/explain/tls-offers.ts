/**
 * Says over all sessions of a row which ClientHellos come through and which do not, and leaves out those that one of the
 * two hosts cannot make or will not take itself: such a session says nothing of the path. Pure; knows nothing of probes.
 */
import type { TlsComparison } from '../diff/comparison.ts'
import { firstOf } from '../tape/flow.ts'
import type { CipherClass, TlsOffer, TlsVersion } from '../tls/offer.ts'
import type { FindingId } from './finding.ts'
import type { Observation, Reading, Trace } from './observation.ts'
import { helloOffered } from './tls-traces.ts'

/** What a path does to a handshake that it does not let through. */
const blocking: readonly FindingId[] = ['tcp.reset', 'tcp.cut', 'tcp.stalled', 'tls.failed']

/** Labels that one sentence holds. */
const MAX_LABELS = 4

/** The readings of one row, silences settled. */
export function settleTls(readings: readonly Reading[]): readonly Reading[] {
  const ofThePath = readings.filter(reading => !isOwnRefusal(reading))
  const kept = ofThePath.length === 0 ? readings : ofThePath
  const blocked = kept.filter(isBlocked)
  if (blocked.length === 0) return kept
  const through = kept.filter(isThrough)
  const note = noteOf(blocked.map(offerOf), through.map(offerOf))
  return kept.map(reading => (blocked.includes(reading) ? withNote(reading, note) : reading))
}

/**
 * An end failed by itself, in a handshake that was not the usual one, and every byte of it arrived: its own OpenSSL, or the
 * policy of its host, has no such version or suite.
 */
function isOwnRefusal(reading: Reading): boolean {
  const tls = tlsOf(reading)
  if (tls === null || Object.keys(offerOf(reading)).length === 0) return false
  const isOwn = tls.failures.some(({ message }) => /\bSSL routines\b|^error:|\bERR_(?:SSL|TLS)_/.test(message))
  return (
    isOwn &&
    tls.ciphertextEqual &&
    tls.unheard === undefined &&
    reading.observations.length + reading.stalls.length === 0
  )
}

/** TLS began, and did not stand at both ends because of the path. */
function isBlocked(reading: Reading): boolean {
  const tls = tlsOf(reading)
  if (tls === null || (tls.dialer !== null && tls.answerer !== null)) return false
  return reading.observations.some(({ id }) => blocking.includes(id))
}

/** The dialer got its session, from whomever. */
function isThrough(reading: Reading): boolean {
  return (tlsOf(reading)?.dialer ?? null) !== null
}

function tlsOf({ comparison }: Reading): TlsComparison | null {
  return comparison.kind === 'pair' ? comparison.tls : null
}

function offerOf({ comparison }: Reading): TlsOffer {
  return firstOf(comparison.dialer, 'tls-begin')?.offer ?? {}
}

/**
 * First of all notes, because a sentence holds only some of them; and what was offered in the place of what was said
 * before. How a connection ends whose handshake was changed is a consequence.
 */
function withNote(reading: Reading, note: string): Reading {
  const offered = offeredTrace(reading)
  const isChanged = reading.observations.some(({ id }) => id === 'tls.failed')
  const own = reading.observations.filter(({ id }) => !isChanged || id === 'tls.failed' || !blocking.includes(id))
  const observations = own.map((it): Observation => {
    if (!blocking.includes(it.id)) return it
    const traces = it.id === 'tls.failed' ? [...it.traces, ...offered].slice(0, 1) : offered
    return { ...it, notes: [note, ...it.notes.filter(isTelling)], traces: traces.length === 0 ? it.traces : traces }
  })
  return { ...reading, observations }
}

function offeredTrace({ comparison }: Reading): readonly Trace[] {
  return comparison.kind === 'pair' ? helloOffered(comparison.dialer, comparison.answerer) : []
}

/** What was said in clear before the ClientHello did not trigger it. */
function isTelling(note: string): boolean {
  return note !== 'before anything was said' && !note.startsWith('the last thing said before it')
}

const versionWords: Readonly<Record<TlsVersion, string>> = {
  TLSv1: 'TLS 1.0',
  'TLSv1.1': 'TLS 1.1',
  'TLSv1.2': 'TLS 1.2',
  'TLSv1.3': 'TLS 1.3',
}

const cipherWords: Readonly<Record<CipherClass, string>> = {
  'ecdhe-aead': 'AEAD suites',
  'ecdhe-cbc': 'CBC suites',
  'rsa-key-exchange': 'RSA key exchange',
}

/** What marks an offer, each thing by itself. */
function marksOf({ versions, ciphers, serverName, alpn }: TlsOffer): readonly string[] {
  return [
    ...(versions === undefined ? [] : [versionsText(versions)]),
    ...(ciphers === undefined ? [] : [cipherWords[ciphers]]),
    serverName === undefined ? 'no server name' : `a server name below ${parentOf(serverName)}`,
    ...(alpn === undefined ? [] : [`ALPN ${alpn.join(', ')}`]),
  ]
}

function versionsText([min, max]: readonly [TlsVersion, TlsVersion]): string {
  return min === max ? `${versionWords[min]} alone` : `${versionWords[min]} to ${versionWords[max]}`
}

/** Without its first label, which is another one in every session. */
function parentOf(name: string): string {
  return name.split('.').slice(1).join('.') || name
}

/** What an offer is called beside others: its suites or protocols, else its version, else its server name. */
function labelOf(offer: TlsOffer): string {
  const own = marksOf(offer).filter(mark => !mark.includes('server name'))
  return own.at(-1) ?? marksOf(offer).join()
}

/** One mark that all that is blocked has, and nothing that comes through, says it best; else all of it is listed. */
function noteOf(blocked: readonly TlsOffer[], through: readonly TlsOffer[]): string {
  const passed = new Set(through.flatMap(marksOf))
  const shared = marksOf(blocked[0] ?? {}).filter(mark => blocked.every(offer => marksOf(offer).includes(mark)))
  if (through.length === 0) return `TLS does not come through, whatever is offered (${listOf(blocked.map(labelOf))})`
  const reason = shared.find(mark => !passed.has(mark)) ?? listOf(blocked.map(labelOf))
  return `TLS does not come through with ${reason}; it does with ${listOf(through.map(labelOf).sort(likeFirst(reason)))}`
}

/** Versions beside a version and names beside a name say most. */
function likeFirst(reason: string): (a: string, b: string) => number {
  const kindOf = (label: string) => kinds.findIndex(kind => kind.test(label))
  const rank = (label: string) => (kindOf(label) === kindOf(reason) ? 0 : 1)
  return (a, b) => rank(a) - rank(b)
}

const kinds = [/^TLS/, /server name/, /^ALPN/]

function listOf(labels: readonly string[]): string {
  const different = [...new Set(labels)]
  const more = different.length > MAX_LABELS ? ` and ${different.length - MAX_LABELS} more` : ''
  return `${different.slice(0, MAX_LABELS).join(', ')}${more}`
}
