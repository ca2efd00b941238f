/**
 * A session as steps in time: what was said, what of it was heard, and what else happened at each end. A session of any
 * length becomes a bounded list. Knows nothing of markup.
 */
import type { End, Tape, TapeEvent } from '../tape/tape.ts'
import { type Block, blocksOf, pairBlocks } from './blocks.ts'
import type { SessionClock } from './clock.ts'
import { inOrder, type Placed, type Point } from './order.ts'

/** `unseen`: the other end has no tape. */
export type Fate = 'same' | 'changed' | 'not-heard' | 'not-sent' | 'unseen'

/** Words that one end said or heard. Times: milliseconds since the session began. */
export interface Words {
  readonly kind: 'words'
  readonly from: End
  readonly fate: Fate
  readonly sent: Block | null
  readonly heard: Block | null
  readonly sentAtMs: number | null
  readonly heardAtMs: number | null
  readonly atMs: number
}

/** Something else that happened at one end. */
export interface Happened {
  readonly kind: 'happened'
  readonly end: End
  readonly what: string
  readonly atMs: number
}

export type Step = Words | Happened

/** Steps that are not shown. */
export interface StepsLeftOut {
  readonly kind: 'left-out'
  readonly steps: number
}

/** Both tapes; one may be missing. */
export interface Tapes {
  readonly client: Tape | null
  readonly responder: Tape | null
}

const ends: readonly End[] = ['client', 'responder']

/** Steps shown: from the beginning, from the end, round what was changed, and in all. */
const shownSteps = { head: 10, tail: 6, round: 1, most: 60 } as const

/** All steps, in the order in which one led to another; ciphertext is left out where both ends could read what was in it. */
export function stepsOf(tapes: Tapes, clock: SessionClock): readonly Step[] {
  return inOrder<Step>([
    ...ends.flatMap(from => wordsFrom(from, tapes, clock).map(step => placedWords(step, clock))),
    ...ends.flatMap(end => happenedAt(end, tapes, clock)),
  ])
}

/** Words that nobody said have their place where they were heard. */
function placedWords(step: Words, clock: SessionClock): Placed<Step> {
  const to = step.from === 'client' ? 'responder' : 'client'
  const said = pointOf(step.sent, step.from, clock)
  const came = pointOf(step.heard, to, clock)
  return said === null
    ? { step, own: came ?? { end: to, index: 0, atMs: 0 }, heard: null }
    : { step, own: said, heard: came }
}

function pointOf(block: Block | null, end: End, clock: SessionClock): Point | null {
  return block === null ? null : { end, index: block.events[0], atMs: clock.at(end, block.firstMs) }
}

/** So many of them as can be read, round what was changed. */
export function boundedSteps(steps: readonly Step[]): readonly (Step | StepsLeftOut)[] {
  const { head, tail, round, most } = shownSteps
  if (steps.length <= most) return steps
  const odd = steps.map(step => step.kind === 'words' && step.fate !== 'same')
  const near = (at: number) => odd.slice(Math.max(0, at - round), at + round + 1).includes(true)
  let room = most - head - tail
  const shown = steps.map((_, at) => at < head || at >= steps.length - tail || (near(at) && room-- > 0))
  return steps.flatMap((step, at): readonly (Step | StepsLeftOut)[] => {
    if (shown[at] === true) return [step]
    if (at > 0 && shown[at - 1] !== true) return []
    const next = shown.indexOf(true, at)
    return [{ kind: 'left-out', steps: (next < 0 ? steps.length : next) - at }]
  })
}

function wordsFrom(from: End, tapes: Tapes, clock: SessionClock): readonly Words[] {
  const to = from === 'client' ? 'responder' : 'client'
  const [sender, hearer] = [tapes[from], tapes[to]]
  const sent = sender === null ? [] : blocksOf(sender).filter(({ kind }) => kind === 'sent')
  const heard = hearer === null ? [] : blocksOf(hearer).filter(({ kind }) => kind === 'heard')
  const pairs = kindsIn(tapes).flatMap(isKind => pairBlocks(sent.filter(isKind), heard.filter(isKind)))
  const isSeen = sender !== null && hearer !== null
  return pairs.map(pair => {
    const sentAtMs = pair.sent === null ? null : clock.at(from, pair.sent.firstMs)
    const heardAtMs = pair.heard === null ? null : clock.at(to, pair.heard.lastMs)
    const fate = isSeen ? fateOf(pair) : 'unseen'
    const { sent: said, heard: came } = pair
    return { kind: 'words', from, fate, sent: said, heard: came, sentAtMs, heardAtMs, atMs: sentAtMs ?? heardAtMs ?? 0 }
  })
}

/** Blocks that are compared with each other; ciphertext only where somebody could not read it. */
function kindsIn(tapes: Tapes): readonly ((block: Block) => boolean)[] {
  const isReadable = ends.every(end => tapes[end]?.events.some(({ kind }) => kind === 'tls-open') ?? true)
  return [
    ({ layer, isCipher }) => layer === 'wire' && !isCipher,
    ({ isCipher }) => isCipher && !isReadable,
    ({ layer }) => layer === 'tls',
  ]
}

function fateOf({ sent, heard, isEqual }: ReturnType<typeof pairBlocks>[number]): Fate {
  if (sent === null) return 'not-sent'
  if (heard === null) return 'not-heard'
  return isEqual ? 'same' : 'changed'
}

function happenedAt(end: End, tapes: Tapes, clock: SessionClock): readonly Placed<Step>[] {
  const tape = tapes[end]
  if (tape === null) return []
  const placed = (what: string, own: Point): Placed<Step> => ({
    step: { kind: 'happened', end, what, atMs: own.atMs },
    own,
    heard: null,
  })
  const steps = tape.events.flatMap((event, index) => {
    const what = wordsOf(event)
    if (what === null) return []
    const step = placed(what, { end, index, atMs: clock.at(end, event.atMs) })
    return [event.kind === 'fin-sent' ? withHeardEnd(step, tapes, clock) : isCall(event, tape) ? first(step) : step]
  })
  const { kind, atMs, code } = tape.ending
  const last = `${endings[kind]}${code === undefined ? '' : ` (${code})`}`
  return [...steps, placed(last, { end, index: tape.events.length, atMs: clock.at(end, atMs) })]
}

function isCall({ kind }: TapeEvent, { head }: Tape): boolean {
  return kind === 'open' && head.role === 'dialer'
}

/** Nothing comes before the call, whatever the clocks say. */
function first(call: Placed<Step>): Placed<Step> {
  return { ...call, own: { ...call.own, atMs: Number.NEGATIVE_INFINITY } }
}

/** An end that was said leads to the one that was heard, unless that came too soon: then it was the path's. */
function withHeardEnd(said: Placed<Step>, tapes: Tapes, clock: SessionClock): Placed<Step> {
  const end = said.own.end === 'client' ? 'responder' : 'client'
  const index = tapes[end]?.events.findIndex(({ kind }) => kind === 'fin-heard') ?? -1
  const event = tapes[end]?.events[index]
  if (event === undefined) return said
  const heard = { end, index, atMs: clock.at(end, event.atMs) } as const
  const error = clock.roundTripMs === null ? Number.POSITIVE_INFINITY : clock.roundTripMs / 2
  return heard.atMs < said.own.atMs - error ? said : { ...said, heard }
}

/** What an event is called that is no words; null for words. */
export function wordsOf(event: TapeEvent): string | null {
  switch (event.kind) {
    case 'sent':
    case 'heard':
      return null
    case 'open':
      return 'the connection stands'
    case 'tls-open':
      return `TLS stands: ${event.tls.version}, ${event.tls.cipher}`
    case 'tls-failed':
      return `TLS failed: ${event.message}`
    default:
      return others[event.kind]
  }
}

const others = {
  'fin-sent': 'says its end (FIN)',
  'fin-heard': 'hears the end (FIN)',
  'tls-begin': 'TLS begins',
} as const

/** How a session ended, in words. */
export const endings: Readonly<Record<Tape['ending']['kind'], string>> = {
  closed: 'closed, by both ends',
  left: 'closed',
  'reset-heard': 'a reset came',
  idle: 'gave up: nothing came any more',
  deadline: 'gave up: it took too long',
  aborted: 'the run was called off',
  limit: 'a limit of this end was reached',
  refused: 'the connection was refused',
  unreachable: 'the far end could not be reached',
  'connect-timeout': 'no answer to the connection',
  'no-connection': 'no connection came',
}
