/**
 * Holds what a live service said to an outsider against what it said to its own host (DESIGN section 5). Pure; judges
 * nothing: the result has the form in which all other sessions are judged, and a difference may be the server's own.
 *
 * How: the server's words of the first local dial, with volatile places (mask.ts, forms.ts) as the outsider heard them,
 * stand as what the answerer sent; what the outsider heard stands as heard. How the outsider's own words arrived cannot
 * be seen from here, only what they were answered, so what the outsider sent stands as heard by the answerer and shows
 * no edit. Two connections have two sets of TLS keys: exporter and ciphertext are not compared, certificates are.
 */
import { equalBytes } from '../bytes.ts'
import { compareTapes, type Unit } from '../diff/compare.ts'
import type { PairComparison } from '../diff/comparison.ts'
import type { Protocol } from '../plan/session.ts'
import { bytesOn, clearBytes, firstOf } from '../tape/flow.ts'
import type { Layer, Tape, TapeEvent, TlsFacts } from '../tape/tape.ts'
import { withHeardRandom } from './forms.ts'
import { expectedWords, templateOf } from './mask.ts'
import type { Caller } from './tokens.ts'

/** One dial to the live service. */
export interface BesideDial {
  readonly tape: Tape
  /** The name it said in EHLO; null for other protocols. */
  readonly ehloName: string | null
  /** Addresses of the dialer beside the one on its tape: as the responder sees it, behind a NAT. */
  readonly addresses: readonly string[]
}

export interface BesideInput {
  readonly outside: BesideDial
  /** In order; what differs between the first two that were answered is volatile. */
  readonly locals: readonly BesideDial[]
  readonly protocol: Protocol
  readonly unit: Unit
}

/**
 * `compared`: a difference is an edit of the flow `answerer-to-dialer`, or a TLS fact. `silent`: equal, but the service
 * said nothing at all, which proves only that it took a connection. `untested`: nothing to hold it against, and why.
 */
export type BesideComparison =
  | { readonly kind: 'compared'; readonly comparison: PairComparison; readonly silent: boolean }
  | { readonly kind: 'untested'; readonly reason: string }

/** Compares. The outside tape must have a connection: one that never stood is for the caller to judge. */
export function compareBeside(input: BesideInput): BesideComparison {
  const [first, second] = input.locals.filter(({ tape }) => firstOf(tape, 'open') !== undefined && isWhole(tape))
  if (first === undefined) return { kind: 'untested', reason: 'the service did not answer its own host' }
  const comparison =
    second === undefined
      ? compareWith(input, first, null)
      : (compareWith(input, first, second) ?? compareWithEither(input, [first, second]))
  if (comparison === null)
    return { kind: 'untested', reason: 'the service answered its own host in two different ways' }
  return { kind: 'compared', comparison, silent: isSilent(comparison) }
}

/** Null when the two local dials differ in more than volatile words. */
function compareWith(input: BesideInput, first: BesideDial, second: BesideDial | null): PairComparison | null {
  const wire = expectedOn('wire', input, first, second)
  const tls = expectedOn('tls', input, first, second)
  if (wire === null || tls === null) return null
  const answerer = answererTape(input.outside.tape, first.tape, { wire, tls })
  const dialer = playedAlike(input.outside.tape, first.tape)
  const compared = withoutLateReset(compareTapes({ dialer, answerer, matchedBy: 'order' }, input.unit))
  return { ...compared, tls: tlsBeside(compared, first.tape) }
}

/**
 * A service that has two manners (postscreen: one for callers it has not met) may show the outsider one of them. Only
 * equality says anything then.
 */
function compareWithEither(input: BesideInput, locals: readonly BesideDial[]): PairComparison | null {
  const compared = locals.map(local => compareWith(input, local, null))
  return compared.find(it => it !== null && isEqual(it)) ?? null
}

function isEqual({ flows, tls }: PairComparison): boolean {
  const isSameTls = tls === null || (tls.certificateEqual !== false && tls.ciphertextEqual)
  return isSameTls && flows.every(({ edits, unheard }) => edits.length === 0 && unheard === null)
}

function isSilent({ flows, tls }: PairComparison): boolean {
  const words = flows.filter(({ flow }) => flow === 'answerer-to-dialer')
  return tls === null && words.every(({ sent, heard }) => sent.length + heard.length === 0)
}

/** The conversation was held; one that was broken off shows only a part of what the service says. */
function isWhole({ ending }: Tape): boolean {
  const isReset = ending.kind === 'reset-heard' && ending.script !== 'unfinished'
  return isReset || ending.kind === 'closed' || ending.kind === 'left'
}

/**
 * A service that has said goodbye and closed resets whatever still comes, and the end of TLS still comes. When the
 * conversation was held to its end and nothing of it is missing, that is no event of the path.
 */
function withoutLateReset(compared: PairComparison): PairComparison {
  const { dialer, flows, events } = compared
  const { kind, script } = dialer.ending
  const isAllHeard = flows.every(({ edits, unheard }) => edits.length === 0 && unheard === null)
  if (kind !== 'reset-heard' || script !== 'finished' || !isAllHeard) return compared
  const { code: _, ...ending } = dialer.ending
  const ended = { ...dialer, ending: { ...ending, kind: 'closed' } as const }
  return { ...compared, dialer: ended, events: events.filter(event => event.kind !== 'reset') }
}

/** What the outsider should have heard; null when two local dials heard different things. */
function expectedOn(layer: Layer, input: BesideInput, first: BesideDial, second: BesideDial | null): Uint8Array | null {
  const heard = heardOn(input.outside.tape, layer)
  const said = heardOn(first.tape, layer)
  const filled = withHeardRandom(input.protocol, said, heard)
  if (!equalBytes(filled, said)) return filled
  const spoken = (dial: BesideDial) => ({ bytes: heardOn(dial.tape, layer), caller: callerOf(dial) })
  const template = templateOf(spoken(first), second === null ? null : spoken(second))
  return template === null ? null : expectedWords(template, { bytes: heard, caller: callerOf(input.outside) })
}

function heardOn(tape: Tape, layer: Layer): Uint8Array {
  return layer === 'wire' ? clearBytes(tape, 'heard') : bytesOn(tape, 'heard', 'tls')
}

function sentOn(tape: Tape, layer: Layer): Uint8Array {
  return layer === 'wire' ? clearBytes(tape, 'sent') : bytesOn(tape, 'sent', 'tls')
}

function callerOf({ tape, ehloName, addresses }: BesideDial): Caller {
  const own = tape.head.local === null ? [] : [tape.head.local.address]
  return { ehloName, addresses: [...new Set([...own, ...addresses])] }
}

/** The service's side as its own tape would have it. */
function answererTape(outside: Tape, local: Tape, said: Readonly<Record<Layer, Uint8Array>>): Tape {
  const { atMs } = local.ending
  const begun = firstOf(local, 'tls-begin')
  const opened = firstOf(local, 'tls-open')
  const talk = (layer: Layer): readonly TapeEvent[] => [
    ...pieceOf('heard', layer, sentOn(outside, layer), atMs),
    ...pieceOf('sent', layer, said[layer], atMs),
  ]
  const { head } = outside
  return {
    head: {
      ...local.head,
      role: 'answerer',
      session: head.session,
      local: local.head.remote,
      remote: head.local,
    },
    events: [
      { kind: 'open', atMs, tookMs: 0 },
      ...talk('wire'),
      ...(begun === undefined ? [] : [{ ...begun, atMs }]),
      ...(opened === undefined ? [] : [{ ...opened, atMs, tls: withoutExporter(opened.tls) }]),
      ...talk('tls'),
      ...finsOf(local, atMs),
    ],
    ending: { kind: 'closed', atMs, script: 'finished' },
  }
}

function pieceOf(kind: 'sent' | 'heard', layer: Layer, bytes: Uint8Array, atMs: number): readonly TapeEvent[] {
  return bytes.length === 0 ? [] : [{ kind, atMs, layer, bytes }]
}

/** The service sent its FIN when its own host heard one, or a reset behind the last word; and the other way. */
function finsOf(local: Tape, atMs: number): readonly TapeEvent[] {
  const isClosed = firstOf(local, 'fin-heard') !== undefined || local.ending.kind === 'reset-heard'
  return [
    ...(firstOf(local, 'fin-sent') === undefined ? [] : [{ kind: 'fin-heard', atMs } as const]),
    ...(isClosed ? [{ kind: 'fin-sent', atMs } as const] : []),
  ]
}

/** A key of another connection is nothing to be read beside this one. */
function withoutExporter(tls: TlsFacts): TlsFacts {
  return { ...tls, exporter: '' }
}

/** Asked from both places, the service ended it at the same point (no STARTTLS): the conversation was held to its end. */
function playedAlike(outside: Tape, local: Tape): Tape {
  const isAlike = outside.ending.script === local.ending.script && isWhole(outside)
  return isAlike ? { ...outside, ending: { ...outside.ending, script: 'finished' } } : outside
}

/**
 * `ciphertextEqual` means that both places came as far in TLS. A failure in both of them is the service's own and not
 * the path's; it is told as one of the outsider.
 */
function tlsBeside({ tls, dialer }: PairComparison, local: Tape): PairComparison['tls'] {
  if (tls === null) return null
  const failed = (tape: Tape) => firstOf(tape, 'tls-failed') !== undefined
  return { ...tls, exporterEqual: null, ciphertextEqual: failed(dialer) === failed(local) }
}
