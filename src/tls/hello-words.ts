/**
 * A ClientHello for eyes: its parts in words, its fingerprint, and in which parts two of them differ. Knows nothing of
 * tapes, nor of what a difference means. Names come from the network: whoever shows these words escapes them.
 */
import { createHash } from 'node:crypto'
import type { ClientHello } from './client-hello.ts'

const versionNames: Readonly<Record<number, string>> = {
  768: 'SSL 3.0',
  769: 'TLS 1.0',
  770: 'TLS 1.1',
  771: 'TLS 1.2',
  772: 'TLS 1.3',
}

const groupNames: Readonly<Record<number, string>> = {
  23: 'secp256r1',
  24: 'secp384r1',
  25: 'secp521r1',
  29: 'x25519',
  30: 'x448',
  256: 'ffdhe2048',
  4587: 'SecP256r1MLKEM768',
  4588: 'X25519MLKEM768',
}

const extensionNames: Readonly<Record<number, string>> = {
  0: 'server_name',
  5: 'status_request',
  10: 'supported_groups',
  11: 'ec_point_formats',
  13: 'signature_algorithms',
  16: 'alpn',
  18: 'signed_certificate_timestamp',
  21: 'padding',
  22: 'encrypt_then_mac',
  23: 'extended_master_secret',
  35: 'session_ticket',
  41: 'pre_shared_key',
  43: 'supported_versions',
  45: 'psk_key_exchange_modes',
  49: 'post_handshake_auth',
  50: 'signature_algorithms_cert',
  51: 'key_share',
  65281: 'renegotiation_info',
}

/** One part of a hello: what it is called, and what stands there. */
const parts: readonly (readonly [name: string, told: (hello: ClientHello) => string])[] = [
  ['version', ({ version }) => nameOf(versionNames, version)],
  ['supported versions', ({ versions }) => listOf(versionNames, versions)],
  ['server name', ({ serverName }) => serverName ?? 'none'],
  ['ALPN', ({ alpn }) => alpn.join(', ') || 'none'],
  ['JA3', ja3Of],
  ['cipher suites', ({ ciphers }) => listOf({}, ciphers)],
  ['groups', ({ groups }) => listOf(groupNames, groups)],
  ['extensions', ({ extensions }) => listOf(extensionNames, extensions)],
]

/** A line for each part, such as `server name mail.example`. Without line ends. */
export function helloLines(hello: ClientHello): string[] {
  return parts.map(([name, told]) => `${name} ${told(hello)}`)
}

/** The names of the parts in which they differ, such as `cipher suites`. The fingerprint is made of them and none itself. */
export function helloDifferences(a: ClientHello, b: ClientHello): string[] {
  return parts.filter(([name, told]) => name !== 'JA3' && told(a) !== told(b)).map(([name]) => name)
}

/**
 * The fingerprint of the TLS library that wrote a hello, as JA3 has it: MD5 over version, cipher suites, extensions, groups
 * and point formats, without GREASE values (RFC 8701). There are public lists of whose is whose.
 */
export function ja3Of({ version, ciphers, extensions, groups, pointFormats }: ClientHello): string {
  const lists = [ciphers, extensions, groups, pointFormats].map(list => list.filter(it => !isGrease(it)).join('-'))
  const text = [version, ...lists].join(',')
  try {
    return createHash('md5').update(text).digest('hex')
  } catch {
    // A host in FIPS mode has no MD5; the text says the same.
    return text
  }
}

function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
}

function listOf(names: Readonly<Record<number, string>>, values: readonly number[]): string {
  return values.map(value => nameOf(names, value)).join(' ') || 'none'
}

function nameOf(names: Readonly<Record<number, string>>, value: number): string {
  return names[value] ?? `0x${value.toString(16).padStart(4, '0')}`
}
