/**
 * Lays two sealed tapes side by side: every flow of every layer, what TLS proves, and what happened to the
 * connection. Decides what a missing tail is (DESIGN 2.8); judges nothing. Pure.
 */
import type { Role } from '../script/script.ts'
import { bytesOn, firstOf } from '../tape/flow.ts'
import type { Layer, Tape } from '../tape/tape.ts'
import { align } from './align.ts'
import { causeOf } from './cause.ts'
import { cipherArrived } from './ciphertext.ts'
import { clearFlow } from './clear-flow.ts'
import type { FlowComparison, PairComparison, PathEvent, TlsComparison } from './comparison.ts'
import type { Edit, Flow } from './edit.ts'
import { helloBetween, unheardCipher } from './handshake.ts'

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
  const tls = compareTls(pair)
  const events = [...resetOf(pair), ...stallsOf(flows), ...stalledHandshake(tls)]
  return { kind: 'pair', ...pair, flows, tls, events }
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
  const { sent, heard } = layer === 'wire' ? clearFlow(sender, hearer) : insideFlow(sender, hearer)
  const edits = align(sent, heard, { unit: input.unit })
  return { flow, layer, sent, heard, ...sealTail(input, edits, { sent, heard }) }
}

function insideFlow(sender: Tape, hearer: Tape): { sent: Uint8Array; heard: Uint8Array } {
  return { sent: bytesOn(sender, 'sent', 'tls'), heard: bytesOn(hearer, 'heard', 'tls') }
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

/** A ClientHello or an answer to it that vanished. */
function stalledHandshake(tls: TlsComparison | null): PathEvent[] {
  const stalled = (tls?.unheard ?? []).filter(({ cause }) => cause === 'stalled')
  return stalled.map(({ flow, sentAt }) => ({ kind: 'stalled', flow, sentAt }))
}

function compareTls({ dialer, answerer }: TapePair): TlsComparison | null {
  if (firstOf(dialer, 'tls-begin') === undefined && firstOf(answerer, 'tls-begin') === undefined) return null
  const facts = {
    dialer: firstOf(dialer, 'tls-open')?.tls ?? null,
    answerer: firstOf(answerer, 'tls-open')?.tls ?? null,
  }
  const both = facts.dialer !== null && facts.answerer !== null
  const hello = helloBetween(dialer, answerer)
  const unheard = unheardCipher(dialer, answerer)
  return {
    ...facts,
    exporterEqual: both ? facts.dialer?.exporter === facts.answerer?.exporter : null,
    certificateEqual: both ? facts.dialer?.certificate === facts.answerer?.certificate : null,
    ciphertextEqual: cipherArrived(dialer, answerer) && cipherArrived(answerer, dialer),
    failures: [...failureOf('dialer', dialer), ...failureOf('answerer', answerer)],
    ...(hello === null ? {} : { hello }),
    ...(unheard.length === 0 ? {} : { unheard }),
  }
}

function failureOf(role: Role, tape: Tape): TlsComparison['failures'] {
  const failed = firstOf(tape, 'tls-failed')
  return failed === undefined ? [] : [{ role, message: failed.message }]
}
