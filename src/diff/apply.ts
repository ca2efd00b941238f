/**
 * The law that every list of edits obeys: `apply(edits, sent, heard)` equals `heard`. Knows nothing of how edits were
 * found, so it can check those of anybody, a bundle's included.
 */
import { concat } from '../bytes.ts'
import type { Edit } from './edit.ts'

/** Edits that cannot be the difference between two flows of these lengths. Ours, or a bundle's: never the path's. */
export class EditsError extends Error {
  override name = 'EditsError'
}

/**
 * What was heard, put together from `sent` where nothing changed and from `heard` where `edits` say so. It equals
 * `heard` exactly when the edits miss no difference. Throws `EditsError` as `checkEdits` does.
 */
export function apply(edits: readonly Edit[], sent: Uint8Array, heard: Uint8Array): Uint8Array {
  checkEdits(edits, sent.length, heard.length)
  const parts: Uint8Array[] = []
  let sentAt = 0
  for (const edit of edits) {
    parts.push(sent.subarray(sentAt, edit.sentAt), heard.subarray(edit.heardAt, edit.heardAt + edit.heardBytes))
    sentAt = edit.sentAt + edit.sentBytes
  }
  return concat([...parts, sent.subarray(sentAt)])
}

/**
 * Throws `EditsError` unless `edits` are ascending, in range, of the lengths that their kinds demand, and leave runs
 * of equal length between them. Lengths in bytes. A tail that was not heard and is no edit (`FlowComparison.unheard`)
 * does not belong to `sentLength`.
 */
export function checkEdits(edits: readonly Edit[], sentLength: number, heardLength: number): void {
  let end = { sent: 0, heard: 0 }
  edits.forEach((edit, index) => {
    const fault = faultOf(edit) ?? faultOfPlace(edit, end)
    if (fault !== null) throw new EditsError(`edit ${index + 1} of ${edits.length} (${wordsOf(edit)}) ${fault}`)
    end = { sent: edit.sentAt + edit.sentBytes, heard: edit.heardAt + edit.heardBytes }
    if (edit.kind === 'cut' && (end.sent !== sentLength || end.heard !== heardLength)) {
      throw new EditsError(
        `edit ${index + 1} of ${edits.length} (${wordsOf(edit)}) is a cut before the end of the flow`,
      )
    }
  })
  const left = { sent: sentLength - end.sent, heard: heardLength - end.heard }
  if (left.sent < 0 || left.heard < 0) {
    throw new EditsError(`the edits end at ${end.sent}/${end.heard}, outside of ${sentLength}/${heardLength} bytes`)
  }
  if (left.sent !== left.heard) {
    throw new EditsError(`the edits leave ${left.sent} bytes of the sent flow against ${left.heard} of the heard one`)
  }
}

/** Which of the two sides each kind has bytes on. */
const SIDES: Readonly<Record<Edit['kind'], { readonly sent: boolean; readonly heard: boolean }>> = {
  inserted: { sent: false, heard: true },
  removed: { sent: true, heard: false },
  replaced: { sent: true, heard: true },
  cut: { sent: true, heard: false },
}

function faultOf(edit: Edit): string | null {
  const numbers = [edit.sentAt, edit.sentBytes, edit.heardAt, edit.heardBytes]
  if (!numbers.every(number => Number.isSafeInteger(number) && number >= 0)) return 'has offsets that are none'
  const sides = SIDES[edit.kind]
  if (sides.sent !== edit.sentBytes > 0 || sides.heard !== edit.heardBytes > 0) return 'has lengths of another kind'
  return null
}

function faultOfPlace(edit: Edit, end: { readonly sent: number; readonly heard: number }): string | null {
  if (edit.sentAt < end.sent || edit.heardAt < end.heard) return `begins before ${end.sent}/${end.heard}`
  const [sentBytes, heardBytes] = [edit.sentAt - end.sent, edit.heardAt - end.heard]
  return sentBytes === heardBytes ? null : `has ${sentBytes} bytes sent before it and ${heardBytes} heard`
}

function wordsOf(edit: Edit): string {
  return `${edit.kind} ${edit.sentAt}+${edit.sentBytes}/${edit.heardAt}+${edit.heardBytes}`
}
