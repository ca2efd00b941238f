/**
 * The sessions of which the page shows both tapes: those that the evidence of a finding comes from, and where there is
 * no evidence (nothing came through) one that was not played to its end. Knows nothing of markup.
 */
import type { ReportEvidence, ReportFinding } from '../report/report.ts'
import { endsOf } from '../report/words.ts'
import type { End, Tape } from '../tape/tape.ts'
import { examplesOf, type Gathered } from './gathered.ts'
import { type Marks, marksOf, mergedMarks } from './locate.ts'

/** Sessions shown. Each finding has its own; the others are in the tape files. */
export const maxSessions = 30

/** What a session has to do with a finding. */
export interface Cause {
  readonly gathered: Gathered
  /** The one of them that it shows. */
  readonly finding: ReportFinding
  readonly piece: ReportEvidence | null
}

export interface SessionView {
  /** The `id` of its place in the page. */
  readonly name: string
  readonly session: string
  readonly client: Tape | null
  readonly responder: Tape | null
  readonly causes: readonly Cause[]
  /** What was changed, by end. */
  readonly marks: Readonly<Record<End, Marks>>
  /** What of it one piece of evidence speaks of. */
  readonly pieceMarks: (piece: ReportEvidence, side: 'sent' | 'heard') => Marks
}

/** All tapes, and which belong together where they do not say so themselves. */
export interface KnownTapes {
  readonly tapes: readonly Tape[]
  readonly otherEndOf?: (tape: Tape) => Tape | null
}

/** The sessions, in the order of the findings. */
export function sessionViews(gathered: readonly Gathered[], known: KnownTapes): readonly SessionView[] {
  const { tapes } = known
  const causes = causesBySession(
    gathered.filter(it => it.isFull),
    tapes,
  )
  const wanted = [...causes].slice(0, maxSessions)
  const bySession = tapesBySession(tapes, new Set(wanted.map(([session]) => session)))
  return wanted.flatMap(([session, its], at): readonly SessionView[] => {
    const { client, responder } = bothEnds(bySession.get(session) ?? [], known)
    if (client === null && responder === null) return []
    const pieceMarks = marksByPiece(its, { client, responder })
    const marks = { client: marksOn('client', its, pieceMarks), responder: marksOn('responder', its, pieceMarks) }
    return [{ name: `s${at + 1}`, session, client, responder, causes: its, marks, pieceMarks }]
  })
}

/** Which end's tape holds a side of a piece of evidence. */
export function endOf(
  { direction }: Pick<ReportFinding, 'direction'>,
  piece: ReportEvidence,
  side: 'sent' | 'heard',
): End {
  const { sender, hearer } = endsOf(direction, piece.flow)
  return (side === 'sent' ? sender : hearer) === 'client' ? 'client' : 'responder'
}

/** First one session of each finding, then the others: a bound cuts off what is told least. */
function causesBySession(gathered: readonly Gathered[], tapes: readonly Tape[]): ReadonlyMap<string, readonly Cause[]> {
  const all = gathered.map(its => causesOf(its, tapes))
  const most = Math.max(0, ...all.map(causes => causes.length))
  const ordered = Array.from({ length: most }, (_, at) => all.flatMap(causes => causes[at] ?? [])).flat()
  const causes = new Map<string, Cause[]>()
  for (const { session, cause } of ordered) causes.set(session, [...(causes.get(session) ?? []), cause])
  return causes
}

function causesOf(gathered: Gathered, tapes: readonly Tape[]): readonly { session: string; cause: Cause }[] {
  const { first, more } = examplesOf(gathered)
  const examples = [...first, ...more]
  if (examples.length > 0)
    return examples.map(({ finding, piece }) => ({ session: piece.session, cause: { gathered, finding, piece } }))
  const finding = gathered.shown
  const session = tapes.find(tape => isUnfinished(tape, finding))?.head.session ?? null
  return session === null ? [] : [{ session, cause: { gathered, finding, piece: null } }]
}

function isUnfinished({ head, ending }: Tape, { direction, family, transport, port }: ReportFinding): boolean {
  return (
    ending.script !== 'finished' &&
    head.role === 'dialer' &&
    head.direction === direction &&
    head.family === family &&
    head.transport === transport &&
    head.port === (port ?? 0)
  )
}

function tapesBySession(tapes: readonly Tape[], wanted: ReadonlySet<string>): ReadonlyMap<string, readonly Tape[]> {
  const known = new Map<string, Tape[]>()
  for (const tape of tapes) {
    const { session } = tape.head
    if (session !== null && wanted.has(session)) known.set(session, [...(known.get(session) ?? []), tape])
  }
  return known
}

/** An answerer that never heard the nonce does not know its session: it is found by the port that it was called from. */
function bothEnds(
  its: readonly Tape[],
  { tapes, otherEndOf }: KnownTapes,
): { client: Tape | null; responder: Tape | null } {
  const fullest = (end: End) =>
    its.filter(({ head }) => head.end === end).sort((a, b) => b.events.length - a.events.length)[0] ?? null
  const [client, responder] = [fullest('client'), fullest('responder')]
  const only = client ?? responder
  if (only === null || (client !== null && responder !== null)) return { client, responder }
  const other = otherEndOf?.(only) ?? tapes.find(tape => isOther(tape, only)) ?? null
  return client === null ? { client: other, responder } : { client, responder: other }
}

function isOther({ head }: Tape, { head: known }: Tape): boolean {
  return (
    head.session === null &&
    head.end !== known.end &&
    head.direction === known.direction &&
    head.family === known.family &&
    head.transport === known.transport &&
    head.port === known.port &&
    known.local !== null &&
    head.remote?.port === known.local.port
  )
}

/** The marks of each piece, found once. */
function marksByPiece(causes: readonly Cause[], tapes: Readonly<Record<End, Tape | null>>): SessionView['pieceMarks'] {
  const sides = ['sent', 'heard'] as const
  const known = new Map<ReportEvidence, Readonly<Record<'sent' | 'heard', Marks>>>()
  for (const { finding, piece } of causes) {
    if (piece === null) continue
    const [sent, heard] = sides.map(side => {
      const tape = tapes[endOf(finding, piece, side)]
      return tape === null ? none : marksOf(tape, piece, side)
    })
    known.set(piece, { sent: sent ?? none, heard: heard ?? none })
  }
  return (piece, side) => known.get(piece)?.[side] ?? none
}

const none: Marks = new Map()

function marksOn(end: End, causes: readonly Cause[], pieceMarks: SessionView['pieceMarks']): Marks {
  return mergedMarks(
    causes.flatMap(({ finding, piece }) => {
      if (piece === null) return []
      return [pieceMarks(piece, endOf(finding, piece, 'sent') === end ? 'sent' : 'heard')]
    }),
  )
}
