/**
 * Reads the first words of a TLS client: to decide who shall answer it, and to compare what was offered with what
 * arrived. Pure, takes any bytes, never throws. Must not know sockets, keys or what the answer will be. Not a check of the
 * handshake: OpenSSL does that afterwards.
 */
import { concat, textOf } from '../bytes.ts'
import { type Cursor, cursorOf } from './cursor.ts'

/** What a TLS client offers (RFC 8446, 4.1.2). Numbers are those of the IANA registries; lists keep their order. */
export interface ClientHello {
  /** `legacy_version`: up to TLS 1.2 the highest version that is offered. */
  readonly version: number
  readonly ciphers: readonly number[]
  /** The types of all extensions. */
  readonly extensions: readonly number[]
  /** `supported_versions`; empty where there is no such extension. */
  readonly versions: readonly number[]
  readonly groups: readonly number[]
  readonly pointFormats: readonly number[]
  /** PSK identities, Latin-1; tickets are among them (RFC 8446, 4.2.11). */
  readonly pskIdentities: readonly string[]
  /** Protocol names, Latin-1 (RFC 7301). */
  readonly alpn: readonly string[]
  /** The host name asked for (RFC 6066, 3), Latin-1, or null. */
  readonly serverName: string | null
}

/** What the bytes are. `need-more`: so far they may become a ClientHello. `not-tls`: they never will. */
export type FirstWords =
  | { readonly kind: 'need-more' }
  | { readonly kind: 'not-tls' }
  | ({ readonly kind: 'client-hello' } & ClientHello)

/** More than any ClientHello needs (a post-quantum one has about 1500 bytes); more is refused as `not-tls`. */
export const maxClientHelloBytes = 16 * 1024

const handshakeRecord = 22
const clientHelloType = 1
const recordHeaderBytes = 5
const messageHeaderBytes = 4

/** Looks at all bytes that arrived so far (RFC 8446, 5.1 and 4.1.2). The hello may span several records. */
export function readClientHello(bytes: Uint8Array): FirstWords {
  const message = joinRecords(bytes)
  if (message === null || message.length > maxClientHelloBytes) return { kind: 'not-tls' }
  if (message.length > 0 && message[0] !== clientHelloType) return { kind: 'not-tls' }
  if (message.length < messageHeaderBytes) return moreWithin(bytes)
  const wholeBytes = messageBytes(message)
  if (wholeBytes > maxClientHelloBytes) return { kind: 'not-tls' }
  return message.length < wholeBytes ? moreWithin(bytes) : readBody(message.subarray(messageHeaderBytes, wholeBytes))
}

function moreWithin(bytes: Uint8Array): FirstWords {
  return { kind: bytes.length > maxClientHelloBytes ? 'not-tls' : 'need-more' }
}

/** The handshake bytes of the records so far, or null when a record is not one of a TLS handshake. */
function joinRecords(bytes: Uint8Array): Uint8Array | null {
  const parts: Uint8Array[] = []
  let heardBytes = 0
  let wantedBytes: number | null = null
  let rest = bytes
  // What follows a finished hello (early data, an alert) is no business of this parser.
  while (rest.length > 0 && (wantedBytes === null || heardBytes < wantedBytes)) {
    const lengthBytes = recordLength(rest)
    if (lengthBytes === null) return null
    const part = rest.subarray(recordHeaderBytes, recordHeaderBytes + lengthBytes)
    parts.push(part)
    heardBytes += part.length
    if (wantedBytes === null && heardBytes >= messageHeaderBytes) wantedBytes = messageBytes(concat(parts))
    rest = rest.subarray(recordHeaderBytes + lengthBytes)
  }
  return concat(parts)
}

/** The length that a record's header says, 0 when the header is not all there, null when no such record may be. */
function recordLength(rest: Uint8Array): number | null {
  const [type, major = 3, , high, low] = rest
  if (type !== handshakeRecord || major !== 3) return null
  if (high === undefined || low === undefined) return 0
  const lengthBytes = high * 256 + low
  // An empty handshake record is forbidden (RFC 8446, 5.1), and would let a peer keep us here for nothing.
  return lengthBytes === 0 || lengthBytes > maxClientHelloBytes ? null : lengthBytes
}

function messageBytes(message: Uint8Array): number {
  return messageHeaderBytes + cursorOf(message.subarray(1)).number(3)
}

type Extensions = Omit<ClientHello, 'version' | 'ciphers'>

const noExtensions: Extensions = {
  extensions: [],
  versions: [],
  groups: [],
  pointFormats: [],
  pskIdentities: [],
  alpn: [],
  serverName: null,
}

function readBody(body: Uint8Array): FirstWords {
  const cursor = cursorOf(body)
  const version = cursor.number(2)
  cursor.take(32) // random
  cursor.vector(1) // legacy_session_id
  const ciphers = cursorOf(cursor.vector(2)).numbers(2)
  cursor.vector(1) // legacy_compression_methods
  const hello = { kind: 'client-hello', version, ciphers } as const
  if (cursor.left() === 0 && !cursor.overran()) return { ...hello, ...noExtensions } // before TLS 1.2 a hello could end here
  const found = readExtensions(cursor.vector(2))
  return cursor.overran() || found === null ? { kind: 'not-tls' } : { ...hello, ...found }
}

/** What is read of an extension, by its type; of all others the type alone. */
const readers: Readonly<Record<number, (body: Cursor) => Partial<Extensions>>> = {
  0: body => ({ serverName: readServerName(cursorOf(body.vector(2))) }),
  10: body => ({ groups: cursorOf(body.vector(2)).numbers(2) }),
  11: body => ({ pointFormats: cursorOf(body.vector(1)).numbers(1) }),
  16: body => ({ alpn: readAlpn(cursorOf(body.vector(2))) }),
  41: body => ({ pskIdentities: readIdentities(cursorOf(body.vector(2))) }),
  43: body => ({ versions: cursorOf(body.vector(1)).numbers(2) }),
}

function readExtensions(bytes: Uint8Array): Extensions | null {
  const cursor = cursorOf(bytes)
  const extensions: number[] = []
  let found = noExtensions
  while (cursor.left() > 0) {
    const type = cursor.number(2)
    const body = cursorOf(cursor.vector(2))
    extensions.push(type)
    found = { ...found, ...readers[type]?.(body) }
    if (body.overran()) return null
  }
  return cursor.overran() ? null : { ...found, extensions }
}

function readServerName(list: Cursor): string | null {
  while (list.left() > 0) {
    const isHostName = list.number(1) === 0
    const name = textOf(list.vector(2))
    if (isHostName && !list.overran()) return name
  }
  return null
}

function readAlpn(list: Cursor): string[] {
  const names: string[] = []
  while (list.left() > 0) names.push(textOf(list.vector(1)))
  return names
}

function readIdentities(list: Cursor): string[] {
  const identities: string[] = []
  while (list.left() > 0) {
    identities.push(textOf(list.vector(2)))
    list.take(4) // obfuscated_ticket_age
  }
  return identities
}
