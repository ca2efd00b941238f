/**
 * Holds an outsider's tape of a live service against what this host's kernel saw of that connection (method `captured`).
 * Pure. A capture has what crossed the path and no keys: words in clear and ciphertext are compared, words inside TLS
 * are not.
 */
import { compareTapes, type Unit } from '../diff/compare.ts'
import type { PairComparison } from '../diff/comparison.ts'
import type { Tape } from '../tape/tape.ts'

/** Compares like any two tapes. Equal ciphertext proves that nobody opened the TLS between. */
export function compareCaptured(dialer: Tape, captured: Tape, unit: Unit): PairComparison {
  const events = dialer.events.filter(event => !('layer' in event) || event.layer === 'wire')
  const compared = compareTapes({ dialer: { ...dialer, events }, answerer: captured, matchedBy: 'source-port' }, unit)
  return isRefusal(dialer, compared)
    ? { ...compared, dialer: { ...compared.dialer, ending: finished(dialer) } }
    : compared
}

/** The dialer left its script because of words that are the service's own, so nothing is missing in the conversation. */
function isRefusal({ ending }: Tape, { flows, tls }: PairComparison): boolean {
  const isEqual = flows.every(({ edits, unheard }) => edits.length === 0 && unheard === null)
  return ending.script === 'off-script' && isEqual && (tls === null || tls.failures.length === 0)
}

function finished({ ending }: Tape): Tape['ending'] {
  return { ...ending, script: 'finished' }
}
