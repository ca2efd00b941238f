/**
 * What must be in no bundle, in every form in which somebody may have written it.
 */
import assert from 'node:assert/strict'
import { toCrockford } from '../../src/control/crockford.ts'
import { type InstallationKey, loadInstallationKey } from '../../src/control/installation-key.ts'
import { type Pairing, pskOf, seedOf } from '../../src/control/pairing.ts'
import { runSeed } from '../../src/control/run-seed.ts'

/** What nobody but the two ends may know. */
export function secretsOf(
  pairing: Pairing,
  runId: string,
  responderKey: InstallationKey,
): readonly (readonly [string, Uint8Array])[] {
  return [
    ['the secret', pairing.secret],
    ['the pre-shared key', pskOf(pairing)],
    ['the seed', seedOf(pairing)],
    ['the seed of the run', runSeed(pairing, runId)],
    ["the client's private key", scalarOf(loadInstallationKey())],
    ["the responder's private key", scalarOf(responderKey)],
  ]
}

/** The 32 bytes at the end of PKCS #8 (RFC 8410, section 7). */
function scalarOf(key: InstallationKey): Uint8Array {
  const der = Buffer.from(key.privatePem().replace(/-----[^-]+-----|\s/g, ''), 'base64')
  assert.equal(der.length, 48)
  return der.subarray(16)
}

/** As people and programs write bytes; base64 also where it began one or two bytes earlier. */
export function formsOf(bytes: Uint8Array): readonly string[] {
  const base64 = [0, 1, 2].map(lead => {
    const text = Buffer.concat([Buffer.alloc(lead), bytes]).toString('base64')
    return text.slice(lead === 0 ? 0 : 4, -4)
  })
  const url = base64.map(text => text.replaceAll('+', '-').replaceAll('/', '_'))
  return [Buffer.from(bytes).toString('hex'), toCrockford(bytes).slice(0, -2), ...base64, ...url]
}
