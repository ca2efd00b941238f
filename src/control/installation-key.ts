/**
 * The key of this installation, whichever end it plays. A pairing code is pinned to the first client that uses it, and this
 * key is how that client is known again; each end signs its half of a bundle with it. Must not know pairing codes or messages; file system trouble is never an error here: without a
 * place to keep it the key lives as long as the process.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { sha256Hex } from '../bytes.ts'

export interface InstallationKey {
  /** The public key: SPKI DER, base64url. */
  readonly publicKey: string
  /** SHA-256 of the SPKI DER, lower-case hex. */
  readonly fingerprint: string
  /** `memory`: the directory could not be written or the file not be read; the next start has another key. */
  readonly kept: 'file' | 'memory'
  /** Ed25519 (RFC 8032), 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array
  /** The private key (PKCS #8, PEM), for the process that goes on after root is given up, and for nobody else. */
  privatePem(): string
}

const fileName = 'key.pem'

/** The key in `dir`, made there at first use with mode 0600. Never throws for the file system's sake. */
export function loadInstallationKey(dir: string = stateDir()): InstallationKey {
  const file = join(dir, fileName)
  const known = readKey(file)
  if (known !== null) return keyOf(known, 'file')
  const made = generateKeyPairSync('ed25519').privateKey
  if (!writeKey(dir, file, made)) return keyOf(made, 'memory')
  // Read again: of two first starts at the same time the later rename wins, for both.
  return keyOf(readKey(file) ?? made, 'file')
}

/** The fingerprint of the key in `dir`; null when none was made yet. Makes none. */
export function installationFingerprint(dir: string = stateDir()): string | null {
  const known = readKey(join(dir, fileName))
  return known === null ? null : keyOf(known, 'file').fingerprint
}

/** A key that was handed over (`privatePem`). Throws on any other text. */
export function installationKeyOf(pem: string): InstallationKey {
  return keyOf(createPrivateKey(pem), 'file')
}

/** True when the signature over the bytes was made by that key. False, never an error, on any other text or bytes. */
export function verify(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' && verifyBytes(null, bytes, key, signature)
  } catch {
    return false
  }
}

/** The fingerprint of a public key as it came over the wire: SHA-256 of its DER, lower-case hex. */
export function fingerprintOf(publicKey: string): string {
  return sha256Hex(Buffer.from(publicKey, 'base64url'))
}

/**
 * 32 bytes that both ends of this one TLS connection have and nobody else (RFC 8446, 7.5). Signed in the hello, so that
 * the signature is worth nothing on any other connection.
 */
export function controlBinding(socket: TLSSocket): Uint8Array {
  return new Uint8Array(socket.exportKeyingMaterial(32, 'EXPORTER-pathproof-control', Buffer.alloc(0)))
}

/** Where this installation keeps its state: XDG on Linux and other Unix, what is usual on macOS and Windows. */
export function stateDir(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'pathproof')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'pathproof')
  // The XDG rules say that a relative path is to be ignored.
  const xdg = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : join(home, '.local', 'state')
  return join(xdg, 'pathproof')
}

function keyOf(key: KeyObject, kept: 'file' | 'memory'): InstallationKey {
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64url')
  return {
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    kept,
    sign: bytes => new Uint8Array(signBytes(null, bytes, key)),
    privatePem: () => key.export({ format: 'pem', type: 'pkcs8' }).toString(),
  }
}

/** Null when there is none, it cannot be read, or it is no Ed25519 key. */
function readKey(file: string): KeyObject | null {
  try {
    const key = createPrivateKey(readFileSync(file))
    if (key.asymmetricKeyType !== 'ed25519') return null
    tighten(file)
    return key
  } catch {
    return null
  }
}

/** A copy or a restored backup may have come with other rights. */
function tighten(file: string): void {
  try {
    chmodSync(file, 0o600)
  } catch {
    // Readable but another's: it works, and it is not ours to change.
  }
}

/** Beside it first and then renamed, so that nobody ever reads half a key. */
function writeKey(dir: string, file: string, key: KeyObject): boolean {
  const beside = `${file}.${randomBytes(6).toString('hex')}`
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    writeFileSync(beside, key.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' })
    renameSync(beside, file)
    return true
  } catch {
    removeIfThere(beside)
    return false
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Where it could not be written it can't be removed either.
  }
}
