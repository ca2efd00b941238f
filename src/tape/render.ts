/**
 * A tape for eyes: one line an event, time first, bytes escaped. Pure.
 */
import { escapeBytes } from '../bytes.ts'
import type { TlsOffer } from '../tls/offer.ts'
import type { Endpoint, Tape, TapeEvent, TlsFacts } from './tape.ts'

/** The longest run of bytes shown on one line; more is said in numbers. */
const SHOWN_BYTES = 400

/** The whole tape as text, with a line feed after each line. */
export function renderTape(tape: Tape): string {
  const { head, ending } = tape
  const title = `${head.end} as ${head.role}, ${head.direction}, port ${head.port}, ${nameOf(head.local)} - ${nameOf(head.remote)}`
  const lines = tape.events.map(event => `${timeOf(event.atMs, head.startedAtMs)} ${renderEvent(event)}`)
  const code = ending.code === undefined ? '' : ` (${ending.code})`
  return [
    title,
    ...lines,
    `${timeOf(ending.atMs, head.startedAtMs)} ${ending.kind}, script ${ending.script}${code}`,
    '',
  ].join('\n')
}

function renderEvent(event: TapeEvent): string {
  switch (event.kind) {
    case 'sent':
    case 'heard':
      return `${event.kind === 'sent' ? '-->' : '<--'} ${event.layer === 'tls' ? '[tls] ' : ''}${told(event)}`
    case 'tls-begin':
      return event.offer === undefined ? event.kind : `${event.kind}, offering ${named(event.offer)}`
    case 'tls-open':
      return `TLS ${event.tls.version} ${event.tls.cipher} certificate ${event.tls.certificate}${asked(event.tls)}`
    case 'tls-failed':
      return `TLS failed: ${event.message}`
    default:
      return event.kind
  }
}

/** What was asked for, where the tape tells. */
function asked({ serverName, alpn = [] }: TlsFacts): string {
  const names = { ...(typeof serverName === 'string' ? { serverName } : {}), ...(alpn.length > 0 ? { alpn } : {}) }
  return Object.keys(names).length === 0 ? '' : `, asked for ${named(names)}`
}

/** Names come from the network: nothing of them goes out unescaped. */
function named({ versions, ciphers, serverName, alpn }: TlsOffer): string {
  return [
    ...(versions === undefined ? [] : [[...new Set(versions)].join(' to ')]),
    ...(ciphers === undefined ? [] : [ciphers]),
    ...(serverName === undefined ? [] : [`server name ${escapeBytes(Buffer.from(serverName))}`]),
    ...(alpn === undefined ? [] : [`ALPN ${escapeBytes(Buffer.from(alpn.join(', ')))}`]),
  ].join(', ')
}

function told({ bytes, withheld }: Extract<TapeEvent, { kind: 'sent' | 'heard' }>): string {
  if (withheld === undefined) return shown(bytes)
  if (bytes.length > 0) return `${shown(bytes)} (and ${withheld.bytes} bytes more, block sha256 ${withheld.sha256})`
  return `(${withheld.bytes} bytes of ciphertext withheld, sha256 ${withheld.sha256})`
}

function shown(bytes: Uint8Array): string {
  if (bytes.length <= SHOWN_BYTES) return escapeBytes(bytes)
  return `${escapeBytes(bytes.subarray(0, SHOWN_BYTES))}... (${bytes.length} bytes)`
}

function timeOf(atMs: number, startedAtMs: number): string {
  return `${(atMs - startedAtMs).toFixed(1).padStart(9)} ms`
}

function nameOf(endpoint: Endpoint | null): string {
  return endpoint === null ? '-' : `${endpoint.address} port ${endpoint.port}`
}
