/**
 * Which edits belong as comments into the capture of which tape: what was sent into the sender's, what was heard into the
 * hearer's. Pure.
 */
import { escapeBytes } from '../bytes.ts'
import type { FlowComparison, PairComparison } from '../diff/comparison.ts'
import type { Edit } from '../diff/edit.ts'
import type { Judged } from '../explain/judge.ts'
import type { CaptureInput } from '../pcap/capture.ts'
import type { Tape } from '../tape/tape.ts'

type Comment = CaptureInput['comments'][number]

/** Bytes of an edit that are shown in its comment. */
const SHOWN_BYTES = 60

/** Comments by tape; a tape without an edit has none. */
export function captureComments(results: readonly Judged[]): ReadonlyMap<Tape, readonly Comment[]> {
  const comments = new Map<Tape, Comment[]>()
  for (const { comparison } of results) {
    if (comparison.kind !== 'pair') continue
    for (const flow of comparison.flows.filter(it => it.layer === 'wire')) addFlow(comments, comparison, flow)
  }
  return comments
}

function addFlow(comments: Map<Tape, Comment[]>, { dialer, answerer }: PairComparison, flow: FlowComparison): void {
  const [sender, hearer] = flow.flow === 'dialer-to-answerer' ? [dialer, answerer] : [answerer, dialer]
  for (const edit of flow.edits) {
    const text = words(edit, flow)
    push(comments, sender, { kind: 'sent', at: edit.sentAt, text })
    push(comments, hearer, { kind: 'heard', at: edit.heardAt, text })
  }
}

function words({ kind, sentAt, sentBytes, heardAt, heardBytes }: Edit, { sent, heard }: FlowComparison): string {
  const was = shown(sent.subarray(sentAt, sentAt + sentBytes))
  const came = shown(heard.subarray(heardAt, heardAt + heardBytes))
  return `Pathproof: ${kind} on the way. Sent at byte ${sentAt}: ${was}. Heard at byte ${heardAt}: ${came}.`
}

function shown(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing'
  const more = bytes.length > SHOWN_BYTES ? ` ... (${bytes.length} bytes)` : ''
  return `"${escapeBytes(bytes.subarray(0, SHOWN_BYTES))}"${more}`
}

function push(comments: Map<Tape, Comment[]>, tape: Tape, comment: Comment): void {
  const its = comments.get(tape)
  if (its === undefined) comments.set(tape, [comment])
  else its.push(comment)
}
