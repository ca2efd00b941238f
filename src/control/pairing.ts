/**
 * The pairing code: one word that the responder's administrator gives to whoever runs the client. It holds all that a
 * client needs to find and to trust the responder. Pure: clock and randomness are arguments.
 * Must not know sockets, files or who asks for a code, and must never put a code or a secret into an error.
 */
import { createHash, hkdfSync } from 'node:crypto'
import { bytesOf, concat, equalBytes } from '../bytes.ts'
import { addressOfBytes, bytesOfAddress } from './address.ts'
import { fromCrockford, likelyMeant, toCrockford } from './crockford.ts'
import { ControlError, PairingError } from './errors.ts'

/** What a code says. */
export interface Pairing {
  /** Names the secret at the responder; not secret. Eight characters of Crockford's base32. */
  readonly keyId: string
  /** 16 bytes. */
  readonly secret: Uint8Array
  /** Ports to try for control, in this order; 1 to 15 of them. */
  readonly controlPorts: readonly number[]
  /** IPv4 and IPv6 literals of the responder, in this order; 0 to 8 of them. */
  readonly addresses: readonly string[]
  /** Whole seconds. */
  readonly expiresAt: Date
}

/** What `mintPairing` needs. `random(n)` gives n unpredictable bytes; `lifeMs` is how long the code is good. */
export interface MintOptions {
  readonly controlPorts: readonly number[]
  readonly addresses: readonly string[]
  readonly lifeMs: number
  readonly now: Date
  readonly random: (countBytes: number) => Uint8Array
}

const prefix = 'pp1'
const version = 1
const keyIdBytes = 5
const secretBytes = 16
const checksumBytes = 4
/** version, counts, families, key id, secret, expiry: what stands before the ports and addresses. */
const headBytes = 3 + keyIdBytes + secretBytes + 4
const maxPorts = 15
const maxAddresses = 8
/** Far more than the longest code (305 characters) with any dashes; a pasted file is not worth decoding. */
const maxTextChars = 4096
const groupChars = 5

/** A new code. Throws ControlError (`us`) on ports or addresses that no code can hold. */
export function mintPairing(options: MintOptions): Pairing {
  checkPorts(options.controlPorts)
  if (options.addresses.length > maxAddresses) throw ours(`a pairing code holds at most ${maxAddresses} addresses`)
  const expiresMs = Math.ceil((options.now.getTime() + options.lifeMs) / 1000) * 1000
  if (!(expiresMs >= 0 && expiresMs < 2 ** 32 * 1000)) throw ours('the life of a pairing code is out of range')
  return {
    keyId: toCrockford(options.random(keyIdBytes)),
    secret: options.random(secretBytes),
    controlPorts: [...options.controlPorts],
    addresses: options.addresses.map(literal => addressOfBytes(bytesOfAddress(literal))),
    expiresAt: new Date(expiresMs),
  }
}

/**
 * The code as one word: `pp1-` and groups of Crockford base32. Payload: version (1 byte), counts (ports << 4 |
 * addresses), families (bit n set: address n is IPv6), key id (5), secret (16), expiry (4, seconds since 1970), ports
 * (2 each), addresses (4 or 16 each), checksum (first 4 bytes of SHA-256 of all before it). Every later version must keep
 * the version byte first and the checksum last, so that an old release can tell `newer` from `mistyped`.
 */
export function encodePairing(pairing: Pairing): string {
  const payload = payloadOf(pairing)
  const text = toCrockford(concat([payload, checksumOf(payload)]))
  const groups = text.match(new RegExp(`.{1,${groupChars}}`, 'g')) ?? []
  return [prefix, ...groups].join('-')
}

/**
 * Reads a code as people hand it on: any case, broken lines, dashes of any kind or none, o for 0, i and l for 1, quotes
 * around it. Throws PairingError, and nothing else, on any text.
 */
export function decodePairing(text: string): Pairing {
  const body = bodyOf(text)
  const { bytes, foreign, loose } = fromCrockford(body)
  if (foreign !== null)
    throw new PairingError(`this pairing code is mistyped: ${spell(foreign)} never stands in one; ${again}`)
  const payload = bytes.subarray(0, Math.max(0, bytes.length - checksumBytes))
  const whole = !loose && payload.length > 0 && equalBytes(checksumOf(payload), bytes.subarray(payload.length))
  if (!whole) throw brokenCode(bytes)
  if (payload[0] !== version) throw newerCode()
  return pairingOf(payload)
}

/** True from the second on at which the code ends. */
export function isExpired(pairing: Pairing, now: Date): boolean {
  return now.getTime() >= pairing.expiresAt.getTime()
}

/** The 32-byte pre-shared key of the control channel: HKDF-SHA256 (RFC 5869). */
export function pskOf(pairing: Pick<Pairing, 'keyId' | 'secret'>): Uint8Array {
  return derive(pairing, 'pathproof/1 control psk')
}

/** The 32-byte seed of the plan. Derived apart from the key, so that a published seed says nothing of the key. */
export function seedOf(pairing: Pick<Pairing, 'keyId' | 'secret'>): Uint8Array {
  return derive(pairing, 'pathproof/1 plan seed')
}

/** What every PSK identity of ours begins with. */
export const pskIdentityPrefix = 'pathproof/1/'

/** The PSK identity in the ClientHello (RFC 8446, 4.2.11): it crosses the path in the clear. */
export function pskIdentityOf(keyId: string): string {
  return `${pskIdentityPrefix}${keyId}`
}

const again = 'copy it again, or ask for a new one (`pathproof responder`)'

function derive(pairing: Pick<Pairing, 'keyId' | 'secret'>, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', pairing.secret, bytesOf(pairing.keyId), bytesOf(info), 32))
}

function payloadOf(pairing: Pairing): Uint8Array {
  const addresses = pairing.addresses.map(bytesOfAddress)
  const families = addresses.reduce((bits, bytes, n) => (bytes.length === 16 ? bits | (1 << n) : bits), 0)
  const head = Uint8Array.of(version, (pairing.controlPorts.length << 4) | addresses.length, families)
  const expiry = new Uint8Array(4)
  new DataView(expiry.buffer).setUint32(0, Math.floor(pairing.expiresAt.getTime() / 1000))
  const ports = Uint8Array.from(pairing.controlPorts.flatMap(port => [port >> 8, port & 255]))
  return concat([head, fromCrockford(pairing.keyId).bytes, pairing.secret, expiry, ports, ...addresses])
}

/** The payload has passed its checksum, so what does not fit was made so by a program of another mind. */
function pairingOf(payload: Uint8Array): Pairing {
  if (payload.length !== expectedPayloadBytes(payload)) throw newerCode()
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  const [, counts = 0, families = 0] = payload
  const secretAt = 3 + keyIdBytes
  const addressesAt = headBytes + 2 * (counts >> 4)
  const pairing = {
    keyId: toCrockford(payload.subarray(3, secretAt)),
    secret: payload.slice(secretAt, secretAt + secretBytes),
    controlPorts: Array.from({ length: counts >> 4 }, (_, n) => view.getUint16(headBytes + 2 * n)),
    addresses: addressesOf(payload.subarray(addressesAt), counts & 15, families),
    expiresAt: new Date(view.getUint32(secretAt + secretBytes) * 1000),
  }
  if (pairing.controlPorts.length === 0 || pairing.controlPorts.includes(0)) throw newerCode()
  return pairing
}

function addressesOf(bytes: Uint8Array, count: number, families: number): string[] {
  let offsetBytes = 0
  return Array.from({ length: count }, (_, n) => {
    const start = offsetBytes
    offsetBytes += addressBytes(families, n)
    return addressOfBytes(bytes.subarray(start, offsetBytes))
  })
}

function addressBytes(families: number, n: number): number {
  return (families >> n) & 1 ? 16 : 4
}

function expectedPayloadBytes(bytes: Uint8Array): number {
  const [, counts = 0, families = 0] = bytes
  const addresses = Array.from({ length: counts & 15 }, (_, n) => addressBytes(families, n))
  return addresses.reduce((sum, each) => sum + each, headBytes + 2 * (counts >> 4))
}

function checksumOf(payload: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(payload).digest()).subarray(0, checksumBytes)
}

/** The characters after `pp1`, as they were meant. Format characters (zero width space) come with chat programs. */
function bodyOf(text: string): string {
  if (text.length > maxTextChars) throw notACode()
  const bare = likelyMeant(text.replace(/[\s\p{Pd}\p{Cf}"'`*“”‘’]/gu, ''))
  if (bare === '')
    throw new PairingError('no pairing code was given; ask for one on the mail server (`pathproof responder`)')
  if (/^pp[2-9]/.test(bare)) throw newerCode()
  if (!bare.startsWith(prefix)) throw notACode()
  return bare.slice(prefix.length)
}

function brokenCode(bytes: Uint8Array): PairingError {
  const short = bytes.length < 3 || bytes.length < expectedPayloadBytes(bytes) + checksumBytes
  const what = short ? 'is cut off: its end is missing' : 'is mistyped: its checksum does not fit'
  return new PairingError(`this pairing code ${what}; ${again}`)
}

function newerCode(): PairingError {
  return new PairingError(
    'this pairing code was made by a newer release of pathproof; update pathproof on this machine',
  )
}

function notACode(): PairingError {
  return new PairingError('this is not a pairing code; one begins with pp1- and is printed by `pathproof responder`')
}

/** A foreign character for people: as it is when it can be seen, else by its number. */
function spell(char: string): string {
  return /^[\x21-\x7e]$/.test(char)
    ? `'${char}'`
    : `the character U+${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

function checkPorts(ports: readonly number[]): void {
  if (ports.length < 1 || ports.length > maxPorts) throw ours(`a pairing code holds 1 to ${maxPorts} control ports`)
  const wrong = ports.find(port => !Number.isInteger(port) || port < 1 || port > 65535)
  if (wrong !== undefined) throw ours(`${wrong} is not a port number`)
}

function ours(message: string): ControlError {
  return new ControlError(message, 'us')
}
