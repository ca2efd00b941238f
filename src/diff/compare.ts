/**
 * Lays two sealed tapes side by side: every flow of every layer, what TLS proves, and what happened to the
 * connection. Decides what a missing tail is (DESIGN 2.8); judges nothing. Pure.
 */
import type { Role } from '../script/script.ts'
import { bytesOn, clearBytes, firstOf } from '../tape/flow.ts'
import type { Layer, Tape } from '../tape/tape.ts'
import { align } from './align.ts'
import { cipherArrived } from './ciphertext.ts'
import type { FlowComparison, PairComparison, PathEvent, TlsComparison, Unheard } from './comparison.ts'
import type { Edit, Flow } from './edit.ts'

/** How a flow's bytes are laid out. */
export type Unit = 'lines' | 'bytes'

/** Two tapes of one session. */
export interface TapePair {
  readonly dialer: Tape
  readonly answerer: Tape
  readonly matchedBy: PairComparison['matchedBy']
}

/** Compares both flows of both layers. */
export function compareTapes(pair: TapePair, unit: Unit): PairComparison {
  const { dialer, answerer } = pair
  const layers: Layer[] = hasTls(dialer) || hasTls(answerer) ? ['wire', 'tls'] : ['wire']
  const flows = layers.flatMap(layer => [
    compareFlow({ flow: 'dialer-to-answerer', layer, sender: dialer, hearer: answerer, unit }),
    compareFlow({ flow: 'answerer-to-dialer', layer, sender: answerer, hearer: dialer, unit }),
  ])
  const events = [...resetOf(pair), ...stallsOf(flows)]
  return { kind: 'pair', ...pair, flows, tls: compareTls(pair), events }
}

function hasTls(tape: Tape): boolean {
  return tape.events.some(event => event.kind === 'sent' && event.layer === 'tls')
}

interface FlowInput {
  readonly flow: Flow
  readonly layer: Layer
  readonly sender: Tape
  readonly hearer: Tape
  readonly unit: Unit
}

function compareFlow(input: FlowInput): FlowComparison {
  const { flow, layer, sender, hearer } = input
  const sent = layer === 'wire' ? clearBytes(sender, 'sent') : bytesOn(sender, 'sent', 'tls')
  const heard = layer === 'wire' ? clearBytes(hearer, 'heard') : bytesOn(hearer, 'heard', 'tls')
  const edits = align(sent, heard, { unit: input.unit })
  return { flow, layer, sent, heard, ...sealTail(input, edits, { sent, heard }) }
}

/**
 * The last edit may be a tail that was never heard. It is a `cut` only when the hearer saw a FIN that the sender had
 * not sent there; else the reason why it was not heard stands beside the edits, and it is none itself.
 */
function sealTail(
  input: FlowInput,
  edits: readonly Edit[],
  bytes: { sent: Uint8Array; heard: Uint8Array },
): Pick<FlowComparison, 'edits' | 'unheard'> {
  const last = edits.at(-1)
  const isTail = last !== undefined && last.kind === 'removed' && last.sentAt + last.sentBytes === bytes.sent.length
  if (!isTail) return { edits, unheard: null }
  const cause = causeOf(input)
  if (cause === 'whole') return { edits, unheard: null }
  if (cause === 'cut') return { edits: [...edits.slice(0, -1), { ...last, kind: 'cut' }], unheard: null }
  return { edits: edits.slice(0, -1), unheard: { sentAt: last.sentAt, cause } }
}

/**
 * `whole`: the sender said all it had to say and then FIN, and a FIN arrived: the tail was taken out of a stream that
 * came through to its end. A FIN in the middle of what the sender had to say is not the sender's: `cut`.
 */
function causeOf({ sender, hearer, layer }: FlowInput): Unheard['cause'] | 'cut' | 'whole' {
  const finSent = firstOf(sender, 'fin-sent') !== undefined
  const finHeard = firstOf(hearer, 'fin-heard') !== undefined
  // Inside TLS the connection may go on while TLS is over; a tail there is judged by the ciphertext.
  if (layer === 'tls' && firstOf(hearer, 'tls-open') === undefined) return 'hearer-left'
  if (finHeard && finSent && sender.ending.script === 'finished') return 'whole'
  if (finHeard && sender.ending.resetSent !== true) return 'cut'
  if (sender.ending.kind === 'reset-heard' || hearer.ending.kind === 'reset-heard') return resetOrLeft(sender, hearer)
  if (hearer.ending.kind === 'idle' || hearer.ending.kind === 'deadline' || sender.ending.kind === 'idle')
    return 'stalled'
  return 'hearer-left'
}

/** An end that says that it closed hard explains the other's reset. */
function resetOrLeft(sender: Tape, hearer: Tape): Unheard['cause'] {
  if (sender.ending.kind === 'idle' || hearer.ending.kind === 'idle') return 'stalled'
  return sender.ending.resetSent === true || hearer.ending.resetSent === true ? 'hearer-left' : 'reset'
}

function resetOf({ dialer, answerer }: TapePair): PathEvent[] {
  const tapes: readonly [Role, Tape][] = [
    ['dialer', dialer],
    ['answerer', answerer],
  ]
  const heardBy = tapes.filter(([, tape]) => tape.ending.kind === 'reset-heard').map(([role]) => role)
  if (heardBy.length === 0) return []
  const sentBy = tapes.find(([, tape]) => tape.ending.resetSent === true)?.[0] ?? null
  return [{ kind: 'reset', heardBy, sentBy }]
}

function stallsOf(flows: readonly FlowComparison[]): PathEvent[] {
  return flows.flatMap(({ flow, unheard }): PathEvent[] =>
    unheard?.cause === 'stalled' ? [{ kind: 'stalled', flow, sentAt: unheard.sentAt }] : [],
  )
}

function compareTls({ dialer, answerer }: TapePair): TlsComparison | null {
  if (firstOf(dialer, 'tls-begin') === undefined && firstOf(answerer, 'tls-begin') === undefined) return null
  const facts = {
    dialer: firstOf(dialer, 'tls-open')?.tls ?? null,
    answerer: firstOf(answerer, 'tls-open')?.tls ?? null,
  }
  const both = facts.dialer !== null && facts.answerer !== null
  return {
    ...facts,
    exporterEqual: both ? facts.dialer?.exporter === facts.answerer?.exporter : null,
    certificateEqual: both ? facts.dialer?.certificate === facts.answerer?.certificate : null,
    ciphertextEqual: cipherArrived(dialer, answerer) && cipherArrived(answerer, dialer),
    failures: [...failureOf('dialer', dialer), ...failureOf('answerer', answerer)],
  }
}

function failureOf(role: Role, tape: Tape): TlsComparison['failures'] {
  const failed = firstOf(tape, 'tls-failed')
  return failed === undefined ? [] : [{ role, message: failed.message }]
}
