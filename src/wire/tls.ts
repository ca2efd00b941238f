/**
 * TLS over a tap, for either role, and what this end knows of it afterwards. Certificates are compared by the two
 * ends, never verified here: the answerer makes its own at start, and what matters is whether it arrives.
 */
import type { Duplex } from 'node:stream'
import { connect, createServer, type Server, type TLSSocket } from 'node:tls'
import { sha256Hex } from '../bytes.ts'
import type { Role } from '../script/script.ts'
import type { TlsFacts } from '../tape/tape.ts'
import type { Certificate } from './certificate.ts'

/** Exported by both ends and compared over control, never in the session itself (RFC 8446, 7.5; RFC 5705). */
const EXPORTER_LABEL = 'EXPORTER-pathproof-session'
const EXPORTER_BYTES = 32

/**
 * Starts TLS over `stream`: the answerer with its certificate, the dialer without (null), as TLS client. Rejects when
 * the handshake fails.
 */
export function startTls(stream: Duplex, certificate: Certificate | null): Promise<TLSSocket> {
  return certificate === null ? dialerTls(stream) : answererTls(stream, certificate)
}

function dialerTls(stream: Duplex): Promise<TLSSocket> {
  const secured = connect({ socket: stream, rejectUnauthorized: false })
  return new Promise((resolve, reject) => {
    secured.once('secureConnect', () => resolve(secured))
    secured.once('error', reject)
    secured.once('close', () => reject(new Error('closed before TLS stood')))
  })
}

function answererTls(stream: Duplex, certificate: Certificate): Promise<TLSSocket> {
  const server: Server = createServer({ cert: certificate.certPem, key: certificate.keyPem })
  return new Promise((resolve, reject) => {
    server.once('secureConnection', resolve)
    server.once('tlsClientError', reject)
    // A peer that leaves before its first word of TLS is no error to Node.
    for (const event of ['end', 'close']) stream.once(event, () => reject(new Error('closed before TLS stood')))
    server.emit('connection', stream)
  })
}

/** What this end knows of a TLS session that stands. */
export function tlsFacts(secured: TLSSocket, role: Role): TlsFacts {
  const shown = role === 'dialer' ? secured.getPeerX509Certificate() : secured.getX509Certificate()
  return {
    version: secured.getProtocol() ?? 'unknown',
    cipher: secured.getCipher().standardName ?? 'unknown',
    exporter: secured.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.alloc(0)).toString('hex'),
    certificate: shown === undefined ? '' : sha256Hex(shown.raw),
    subject: oneLine(shown?.subject),
    issuer: oneLine(shown?.issuer),
  }
}

/** Node writes one attribute a line. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ')
}
