/**
 * Which tape of the dialer belongs to which tape of the answerer. Decided when they meet, never at accept: by nonce;
 * else by the source port that the dialer's socket had; else by order, only where nothing can be confused. What nobody
 * claims is a stranger's and stays apart. Pure.
 */
import { textOf } from '../bytes.ts'
import { bytesOn } from '../tape/flow.ts'
import type { Tape } from '../tape/tape.ts'

/** A dialer's tape with the words it can be known by. */
export interface Dialed {
  readonly session: string
  /** Upper case. */
  readonly nonce: string
  readonly tape: Tape
}

export interface Match {
  readonly session: string
  readonly dialer: Tape
  readonly answerer: Tape
  readonly by: 'nonce' | 'source-port' | 'order'
}

export interface Matched {
  readonly matches: readonly Match[]
  /** Dialer's tapes without a partner. */
  readonly alone: readonly Dialed[]
  /** Answerer's tapes that belong to no session: other people's connections, or a second claim to one nonce. */
  readonly strangers: readonly Tape[]
  /** Sessions whose nonce was shown by more than one connection. */
  readonly claimedTwice: readonly string[]
}

export interface MatchOptions {
  /** Difference of the two clocks: answerer's time plus this is dialer's time, milliseconds. */
  readonly offsetMs: number
  /** Source addresses that nonces on other rows of the same path and direction have proved to be the path's. */
  readonly provedAddresses?: ReadonlySet<string>
}

/** The offset of the clocks is known no better than half a round trip, and a busy host writes late. */
const SLACK_MS = 2000

/** A connection whose last ACK of the handshake was lost is accepted long after the dialer has given it up. */
const PORT_SLACK_MS = 60_000

/** Pairs tapes of one row (direction, family, port). */
export function matchTapes(dialed: readonly Dialed[], answered: readonly Tape[], options: MatchOptions): Matched {
  const left = new Set(answered)
  const matches: Match[] = []
  const claimedTwice: string[] = []
  const open = dialed.filter(it => it.tape.events.length > 0)

  function take(it: Dialed, answerer: Tape, by: Match['by']): void {
    left.delete(answerer)
    matches.push({ session: it.session, dialer: it.tape, answerer, by })
  }

  const heard = new Map(answered.map(tape => [tape, heardText(tape)]))
  for (const it of open) {
    const claims = answered.filter(tape => left.has(tape) && heard.get(tape)?.includes(it.nonce))
    if (claims.length > 1) claimedTwice.push(it.session)
    const best = claims.find(tape => sameSourcePort(it.tape, tape)) ?? claims[0]
    if (best !== undefined) take(it, best, 'nonce')
  }
  for (const it of unmatched(open, matches)) {
    const ported = [...left].filter(
      tape => sameSourcePort(it.tape, tape) && couldBelong(it.tape, tape, options, PORT_SLACK_MS),
    )
    if (ported.length === 1 && ported[0] !== undefined) take(it, ported[0], 'source-port')
  }
  for (const [it, tape] of byOrder(unmatched(open, matches), [...left], { matches, ...options }))
    take(it, tape, 'order')
  const alone = [...unmatched(dialed, matches)]
  return { matches, alone, strangers: [...left], claimedTwice }
}

function unmatched(dialed: readonly Dialed[], matches: readonly Match[]): Dialed[] {
  const done = new Set(matches.map(match => match.session))
  return dialed.filter(it => !done.has(it.session))
}

/** What an answerer heard, both layers, folded to upper case as the nonces are. */
function heardText(tape: Tape): string {
  return `${textOf(bytesOn(tape, 'heard', 'wire'))}\0${textOf(bytesOn(tape, 'heard', 'tls'))}`.toUpperCase()
}

function sameSourcePort(dialer: Tape, answerer: Tape): boolean {
  return dialer.head.local !== null && dialer.head.local.port === answerer.head.remote?.port
}

/** True when the two could be ends of one connection, by time alone. */
export function couldBelong(dialer: Tape, answerer: Tape, { offsetMs }: MatchOptions, slackMs = SLACK_MS): boolean {
  return (
    dialer.head.startedAtMs <= answerer.ending.atMs + offsetMs + SLACK_MS &&
    answerer.head.startedAtMs + offsetMs <= dialer.ending.atMs + slackMs
  )
}

/**
 * The last resort: as many left on either side, in order of time each overlapping its partner, and every one of the
 * answerer's from a source address that a nonce has proved to be the path's.
 */
function byOrder(
  dialed: readonly Dialed[],
  answered: readonly Tape[],
  known: MatchOptions & { matches: readonly Match[] },
): [Dialed, Tape][] {
  const proved = new Set([...provedBy(known.matches), ...(known.provedAddresses ?? [])])
  const candidates = answered.filter(tape => proved.has(tape.head.remote?.address ?? '')).sort(byStart)
  if (dialed.length === 0 || candidates.length !== dialed.length || candidates.length !== answered.length) return []
  const inOrder = [...dialed].sort((a, b) => byStart(a.tape, b.tape))
  const pairs = inOrder.flatMap((it, at): [Dialed, Tape][] => {
    const tape = candidates[at]
    return tape !== undefined && couldBelong(it.tape, tape, known) ? [[it, tape]] : []
  })
  return pairs.length === dialed.length ? pairs : []
}

/** The source addresses from which nonces came. */
export function provedBy(matches: readonly Match[]): readonly string[] {
  return matches.flatMap(it => (it.by === 'nonce' && it.answerer.head.remote ? [it.answerer.head.remote.address] : []))
}

function byStart(a: Tape, b: Tape): number {
  return a.head.startedAtMs - b.head.startedAtMs
}
