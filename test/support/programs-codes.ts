/**
 * Pairing codes as tests need them: of nobody, of another time, or leading elsewhere.
 */
import { randomBytes } from 'node:crypto'
import { decodePairing, encodePairing, type MintOptions, mintPairing, type Pairing } from '../../src/control/pairing.ts'
import { serverAddress } from './programs.ts'

const hourMs = 3_600_000

/** A pairing that no responder knows; it leads to the server's address. */
export function strangePairing(options: Partial<MintOptions> = {}): Pairing {
  return mintPairing({
    controlPorts: [30443],
    addresses: [serverAddress],
    lifeMs: hourMs,
    now: new Date(),
    random: count => new Uint8Array(randomBytes(count)),
    ...options,
  })
}

/** A code that no responder knows. */
export function strangeCode(options: Partial<MintOptions> = {}): string {
  return encodePairing(strangePairing(options))
}

/** A code that was good until an hour ago. */
export function expiredCode(): string {
  return strangeCode({ now: new Date(Date.now() - 2 * hourMs) })
}

/** The same secret with other facts. */
export function changedCode(code: string, changes: Partial<Pairing>): string {
  return encodePairing({ ...decodePairing(code), ...changes })
}

/** The control port that a code leads to first. */
export function controlPortOf(code: string): number {
  return decodePairing(code).controlPorts[0] ?? 0
}
