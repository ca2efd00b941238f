/**
 * Why the end of a flow was sent and not heard (DESIGN 2.8): what the two ends say of how the connection ended. Knows
 * nothing of bytes. Pure.
 */
import { firstOf } from '../tape/flow.ts'
import type { Layer, Tape } from '../tape/tape.ts'
import type { Unheard } from './comparison.ts'

/** Both tapes, by who speaks in the flow. */
export interface Ends {
  readonly sender: Tape
  readonly hearer: Tape
  readonly layer: Layer
}

/**
 * `whole`: the sender said all it had to say and then FIN, and a FIN arrived: the tail was taken out of a stream that
 * came through to its end. A FIN in the middle of what the sender had to say is not the sender's: `cut`. Where both ends
 * heard a FIN before they sent one, neither was the first, and both FINs are the path's.
 */
export function causeOf({ sender, hearer, layer }: Ends): Unheard['cause'] | 'cut' | 'whole' {
  const finSent = firstOf(sender, 'fin-sent') !== undefined
  const finHeard = firstOf(hearer, 'fin-heard') !== undefined
  // Inside TLS the connection may go on while TLS is over; a tail there is judged by the ciphertext.
  if (layer === 'tls' && firstOf(hearer, 'tls-open') === undefined) return 'hearer-left'
  const isPathsFin = onlyAnsweredFin(sender) && onlyAnsweredFin(hearer)
  if (finHeard && finSent && !isPathsFin && sender.ending.script === 'finished') return 'whole'
  if (finHeard && sender.ending.resetSent !== true) return 'cut'
  if (sender.ending.kind === 'reset-heard' || hearer.ending.kind === 'reset-heard') return resetOrLeft(sender, hearer)
  if (hearer.ending.kind === 'idle' || hearer.ending.kind === 'deadline' || sender.ending.kind === 'idle')
    return 'stalled'
  return 'hearer-left'
}

/** It sent its FIN, if it sent one, after it had heard one. */
function onlyAnsweredFin({ events }: Tape): boolean {
  const first = events.find(({ kind }) => kind === 'fin-sent' || kind === 'fin-heard')
  return first?.kind === 'fin-heard'
}

/** An end that says that it closed hard explains the other's reset. */
function resetOrLeft(sender: Tape, hearer: Tape): Unheard['cause'] {
  if (sender.ending.kind === 'idle' || hearer.ending.kind === 'idle') return 'stalled'
  return sender.ending.resetSent === true || hearer.ending.resetSent === true ? 'hearer-left' : 'reset'
}
