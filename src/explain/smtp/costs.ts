/**
 * What it costs to take one piece of an SMTP conversation for another that was heard: nothing when they are equal,
 * below 2 when one may have been made into the other, above 2 when never. Two pieces that are not paired cost 2.
 */
import { equalBytes } from '../../bytes.ts'
import type { Said } from './dialog.ts'
import { bytesIn, type Lane } from './passage.ts'

/** A line of a reply, and the verb of the command that the reply answers. */
export interface ReplyLineWords {
  readonly bytes: Uint8Array
  readonly verb: string
}

/** Of a command or a message. A rewritten command mostly keeps its verb; a message that was changed is a message. */
export function commandCost(lane: Lane, said: Said | undefined, got: Said | undefined): number {
  if (said === undefined || got === undefined || isMessage(said) !== isMessage(got)) return 3
  const [a, b] = [bytesIn(lane.sent, said), bytesIn(lane.heard, got)]
  if (equalBytes(a, b)) return 0
  if (isMessage(said)) return 0.5
  const byVerb = said.verb === got.verb ? 0.6 : 1.5
  return Math.min(byVerb, inPlaceCost(a, b))
}

/** A line that goes on with AUTH is a command to who has not heard AUTH. */
function isMessage({ kind }: Said): boolean {
  return kind === 'message'
}

/** Of two lines of replies. An answer to another command is hardly ever the same line. */
export function lineCost(said: ReplyLineWords, got: ReplyLineWords): number {
  const [a, b] = [said.bytes, got.bytes]
  const elsewhere = verbClass(said.verb) !== verbClass(got.verb)
  if (equalBytes(a, b)) return elsewhere ? 0.05 : 0
  if (a.length === b.length && equalBytes(a.subarray(4), b.subarray(4))) return 0.1
  const byCode = equalBytes(a.subarray(0, 3), b.subarray(0, 3)) ? 1.1 : 1.5
  return Math.min(byCode, inPlaceCost(a, b)) + (elsewhere ? 0.6 : 0)
}

/** The more bytes stayed as they were, the surer it is that the others were overwritten in their place. */
function inPlaceCost(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length || a.length === 0) return 3
  const same = a.reduce((count, byte, at) => count + (b[at] === byte ? 1 : 0), 0)
  return 0.4 + (1 - same / a.length)
}

/** A proxy that greets with EHLO for a client that says HELO asks the same question. */
function verbClass(verb: string): string {
  return verb === 'HELO' ? 'EHLO' : verb
}
