/**
 * Steps that say text or bytes, for any protocol. Each waits by form alone: as many line feeds, or as many bytes.
 */
import { bytesOf } from '../bytes.ts'
import type { Role, Script, Step } from '../script/script.ts'

/** Latin-1 text; the hearer waits for as many line feeds as it has. */
export function saysLines(by: Role, text: string): Step {
  return { kind: 'say', by, bytes: bytesOf(text), until: { kind: 'lines', count: text.split('\n').length - 1 } }
}

/** The hearer waits for as many bytes. */
export function saysBytes(by: Role, bytes: Uint8Array): Step {
  return { kind: 'say', by, bytes, until: { kind: 'bytes', count: bytes.length } }
}

/** A script without last words: whoever leaves it closes. */
export function plainScript(steps: readonly Step[]): Script {
  return { steps, endings: { dialer: [], answerer: [] } }
}

/** Lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
