/**
 * Scripts made of others to measure a path: the same words in small pieces, which arrive where large packets are lost; and
 * the first words alone, held open, to count how many go together. Knows nothing of who plays it.
 */
import type { Delivery, Script, Step } from '../script/script.ts'

/** The longest piece, bytes: with all headers and TLS around it still below the smallest packet of IPv4 (RFC 791, 576). */
const PIECE_BYTES = 400
/** Between two pieces, milliseconds: long enough for each to travel as a packet of its own. */
const PIECE_PAUSE_MS = 15

/** The first words of both ends. */
const FIRST_WORDS = 2
/**
 * Longer than any connection takes to come to be, milliseconds: SYNs go out at 0, 1 and 3 s, and one that came through only
 * because an earlier one had ended would be counted among those that stood together.
 */
const HELD_MS = 5500

/** The dialer's first words and the answer to them, then silence: the connection stands, and does nothing. */
export function heldOpen(script: Script): Script {
  return { ...script, steps: [...script.steps.slice(0, FIRST_WORDS), { kind: 'silence', waitMs: HELD_MS }] }
}

/** The same script with no write longer than a piece; words that were already cut are cut there too. */
export function inSmallPieces(script: Script): Script {
  const { dialer, answerer } = script.endings
  return { steps: cutAll(script.steps), endings: { dialer: cutAll(dialer), answerer: cutAll(answerer) } }
}

function cutAll(steps: readonly Step[]): readonly Step[] {
  return steps.map(step =>
    step.kind === 'say' && step.bytes.length > PIECE_BYTES
      ? { ...step, delivery: smallDelivery(step.bytes.length, step.delivery) }
      : step,
  )
}

function smallDelivery(bytes: number, its: Delivery | undefined): Delivery {
  if (its?.cuts === 'each') return its
  const even = Array.from({ length: Math.ceil(bytes / PIECE_BYTES) - 1 }, (_, at) => (at + 1) * PIECE_BYTES)
  const cuts = [...new Set([...even, ...(its?.cuts ?? [])])].sort((a, b) => a - b)
  return { cuts, pauseMs: Math.max(PIECE_PAUSE_MS, its?.pauseMs ?? 0) }
}
