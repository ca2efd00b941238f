/**
 * In what pieces the words of a session left their sender. Some devices look at each packet by itself. Knows nothing
 * of devices.
 */
import type { Flow } from '../../diff/edit.ts'
import type { Layer } from '../../tape/tape.ts'
import type { Reading } from '../observation.ts'
import type { Stretch } from '../smtp/dialog.ts'

/** A flow of one layer. */
export interface Stream {
  readonly flow: Flow
  readonly layer: Layer
}

/** Where in the stretch of a flow (as it was sent) its sender began another piece, bytes from the stretch's beginning. */
export function cutsIn({ comparison }: Reading, stream: Stream, { from, to }: Stretch): readonly number[] {
  if (comparison.kind !== 'pair') return []
  const tape = stream.flow === 'dialer-to-answerer' ? comparison.dialer : comparison.answerer
  const cuts: number[] = []
  let at = 0
  for (const event of tape.events) {
    if (event.kind !== 'sent' || event.layer !== stream.layer) continue
    if (at > from && at < to) cuts.push(at - from)
    if (at >= to) break
    at += event.bytes.length
  }
  return cuts
}
