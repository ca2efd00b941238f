/**
 * Lays what one end heard against what the other sent and says where they differ, for any bytes: `apply` (apply.ts)
 * of the result gives what was heard. Knows nothing of tapes, protocols or the meaning of a difference; that a missing
 * tail is `cut` is for the caller to say, who knows how the connection ended.
 */
import { alignBytes } from './bytewise.ts'
import type { Edit } from './edit.ts'
import { alignLines } from './lines.ts'
import { editsOf, flowsOf } from './span.ts'
import { settleTail } from './tail.ts'

/**
 * What one alignment may spend, some tenths of a second. Comparing what is equal and finding long equal runs is
 * linear and not counted; hundreds of scattered edits in a long flow take a small part of it.
 */
const BUDGET_STEPS = 20_000_000

export interface AlignOptions {
  /** `lines`: whole lines first, then within a line. `bytes`: the flow has no lines (an echo, ciphertext). */
  readonly unit: 'lines' | 'bytes'
}

/**
 * The differences between `sent` and `heard`: `inserted`, `removed` and `replaced` (never `cut`), ascending, apart or
 * of different kinds; none when both are equal. A tail that was not heard is a removal up to the end. All bytes outside of them are equal. Takes any bytes and never throws;
 * where the two differ too much to be aligned in time, one `replaced` stands for all of that stretch.
 */
export function align(sent: Uint8Array, heard: Uint8Array, options: AlignOptions): readonly Edit[] {
  const flows = flowsOf(sent, heard)
  const whole = { sentAt: 0, sentBytes: sent.length, heardAt: 0, heardBytes: heard.length }
  const budget = { steps: BUDGET_STEPS }
  const spans = options.unit === 'lines' ? alignLines(flows, whole, budget) : alignBytes(flows, whole, budget)
  return settleTail(flows, editsOf(spans))
}
