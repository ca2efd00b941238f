/**
 * Where random bytes stand in the first packets of binary protocols, by their published form. Pure. With it one local
 * dial is enough, and services that count unfinished logins are asked once.
 */
import type { Protocol } from '../plan/session.ts'

/** A stretch of bytes; `to` is behind its last one. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

type Reader = (words: Uint8Array) => readonly ByteRange[]

const readers: Partial<Readonly<Record<Protocol, Reader>>> = { ssh: sshRandom, mysql: mysqlRandom }

const LF = 0x0a
const KEXINIT = 20
const COOKIE_BYTES = 16
const HANDSHAKE_V10 = 0x0a
const THREAD_AND_SALT_BYTES = 12
/** Filler 1, capabilities 2, charset 1, status 2, capabilities 2, salt length 1, reserved 10. */
const BETWEEN_SALTS_BYTES = 19
const SECOND_SALT_BYTES = 12

/**
 * What the service said, with random bytes as they stand in what was heard; only where the form puts the same number
 * of ranges with the same lengths in both. Unchanged for protocols without such bytes.
 */
export function withHeardRandom(protocol: Protocol, said: Uint8Array, heard: Uint8Array): Uint8Array {
  const reader = readers[protocol]
  if (reader === undefined) return said
  const [own, others] = [reader(said), reader(heard)]
  const isSameForm = own.length === others.length && own.every((it, at) => lengthOf(it) === lengthOf(others[at]))
  if (!isSameForm) return said
  const filled = said.slice()
  own.forEach(({ from }, at) => {
    const other = others[at]
    if (other !== undefined) filled.set(heard.subarray(other.from, other.to), from)
  })
  return filled
}

function lengthOf(range: ByteRange | undefined): number {
  return range === undefined ? -1 : range.to - range.from
}

/** RFC 4253, 4.2, 6 and 7.1: lines up to the ident, then a packet KEXINIT with a cookie and padding. */
function sshRandom(words: Uint8Array): readonly ByteRange[] {
  const view = Buffer.from(words.buffer, words.byteOffset, words.byteLength)
  const ident = view.indexOf('SSH-', 0, 'latin1')
  const feed = ident < 0 ? -1 : words.indexOf(LF, ident)
  const at = feed + 1
  if (feed < 0 || words.length < at + 6 + COOKIE_BYTES || words[at + 5] !== KEXINIT) return []
  const end = at + 4 + view.readUInt32BE(at)
  const padding = words[at + 4] ?? 0
  if (end > words.length || end - padding < at + 6 + COOKIE_BYTES) return []
  return [
    { from: at + 6, to: at + 6 + COOKIE_BYTES },
    { from: end - padding, to: end },
  ]
}

/** MySQL protocol, HandshakeV10: thread id and the salt, in two parts. */
function mysqlRandom(words: Uint8Array): readonly ByteRange[] {
  if (words[4] !== HANDSHAKE_V10) return []
  const versionEnd = words.indexOf(0, 5)
  const from = versionEnd + 1
  const second = from + THREAD_AND_SALT_BYTES + BETWEEN_SALTS_BYTES
  if (versionEnd < 0 || words.length < second + SECOND_SALT_BYTES) return []
  return [
    { from, to: from + THREAD_AND_SALT_BYTES },
    { from: second, to: second + SECOND_SALT_BYTES },
  ]
}
