/**
 * ClientHellos as tests need them: as read, and as bytes on a wire.
 */
import { bytesOf, concat } from '../../src/bytes.ts'
import type { ClientHello } from '../../src/tls/client-hello.ts'

/** What a plain hello of these parts reads as. */
export function helloOf(rest: Partial<ClientHello> = {}): ClientHello {
  return {
    version: 0x0303,
    ciphers: [0x1301, 0xc02b],
    extensions: [0, 43],
    versions: [0x0304, 0x0303],
    groups: [],
    pointFormats: [],
    pskIdentities: [],
    alpn: [],
    serverName: 'mail.example',
    ...rest,
  }
}

/** The bytes of a hello: its version, suites, server name, protocols and supported versions, in one record. */
export function helloBytes(rest: Partial<ClientHello> = {}): Uint8Array {
  const { version, ciphers, serverName, alpn, versions } = helloOf(rest)
  const extensions = [
    ...(serverName === null
      ? []
      : [extension(0, vector(2, concat([Uint8Array.of(0), vector(2, bytesOf(serverName))])))]),
    ...(alpn.length === 0 ? [] : [extension(16, vector(2, concat(alpn.map(name => vector(1, bytesOf(name))))))]),
    ...(versions.length === 0 ? [] : [extension(43, vector(1, concat(versions.map(it => number(2, it)))))]),
  ]
  const body = concat([
    number(2, version),
    new Uint8Array(32),
    vector(1, new Uint8Array(0)),
    vector(2, concat(ciphers.map(it => number(2, it)))),
    vector(1, Uint8Array.of(0)),
    vector(2, concat(extensions)),
  ])
  return concat([Uint8Array.of(22, 3, 1), vector(2, concat([Uint8Array.of(1), vector(3, body)]))])
}

function extension(type: number, body: Uint8Array): Uint8Array {
  return concat([number(2, type), vector(2, body)])
}

function vector(lengthBytes: number, bytes: Uint8Array): Uint8Array {
  return concat([number(lengthBytes, bytes.length), bytes])
}

function number(countBytes: number, value: number): Uint8Array {
  return Uint8Array.from({ length: countBytes }, (_, at) => (value >> (8 * (countBytes - 1 - at))) & 255)
}
