/**
 * How a flow that came to an end too early is told: as a removed tail. Whoever reads edits asks whether the last one
 * reaches the end of what was sent, so among readings that are equally true this one must be taken. Knows nothing of
 * why the flow ended.
 */
import type { Edit } from './edit.ts'
import { endOf, type Flows } from './span.ts'

/**
 * The same edits, with a last removal moved to the end of the flow where the bytes allow it: of `a CRLF b CRLF` that
 * was cut after the first CRLF, `b CRLF` is missing, and not `CRLF b` before a CRLF that arrived.
 */
export function settleTail(flows: Flows, edits: readonly Edit[]): readonly Edit[] {
  const last = edits.at(-1)
  if (last?.kind !== 'removed') return edits
  const { sentAt, heardAt } = last
  const restBytes = flows.sent.length - endOf(last).sent
  if (flows.sent.compare(flows.heard, heardAt, heardAt + restBytes, sentAt, sentAt + restBytes) !== 0) return edits
  return [...edits.slice(0, -1), { ...last, sentAt: sentAt + restBytes, heardAt: heardAt + restBytes }]
}
