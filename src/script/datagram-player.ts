/**
 * Plays a conversation in datagrams, for either role: what was heard goes in, what is to be sent comes out. Pure: the
 * time comes in with each event. Knows nothing of sockets and tapes.
 */
import { equalBytes, textOf } from '../bytes.ts'
import type { DatagramKey, DatagramScript, Exchange, Request } from './datagrams.ts'

/** `atMs`: milliseconds on any monotonic clock, the same for all events of one player. */
export type DatagramEvent =
  | { readonly kind: 'open'; readonly atMs: number }
  /** `fromPeer`: it came from the address and port that were dialed. */
  | { readonly kind: 'heard'; readonly atMs: number; readonly bytes: Uint8Array; readonly fromPeer: boolean }
  /** The time of the last `timer` action is over. */
  | { readonly kind: 'timer'; readonly atMs: number }

export type DatagramAction =
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  /** Wait; a later `timer` replaces it. */
  | { readonly kind: 'timer'; readonly waitMs: number }
  /** `finished`: every exchange was answered. `unfinished`: at least one was given up. */
  | { readonly kind: 'done'; readonly outcome: 'finished' | 'unfinished' }

export type DatagramDialer = (event: DatagramEvent) => readonly DatagramAction[]

/** When each try of an exchange is sent, milliseconds after the first. */
const TRY_AT_MS = [0, 700, 1900] as const
/** When an exchange without all its answers is given up, milliseconds after its first try. */
const GIVE_UP_MS = 4000
/** Between two datagrams, so that a burst does not overrun a socket's buffer. */
const SPREAD_MS = 2
/** How long a dialer that has all answers still listens, for duplicates. */
const LINGER_MS = 150

interface Asking {
  readonly exchange: Exchange
  /** Null as long as its turn has not come. */
  startedAtMs: number | null
  /** For each try that was sent, in order: when. */
  readonly sentAtMs: number[]
  /** Unchanged replies heard, by their bytes as text. */
  readonly heard: Map<string, number>
  state: 'open' | 'answered' | 'given-up'
}

/** The dialer's player. `patient` (a repeat) doubles every wait. Feed it every event in order; carry out what it returns. */
export function createDatagramDialer(
  script: DatagramScript,
  { patient }: { readonly patient: boolean },
): DatagramDialer {
  const slower = patient ? 2 : 1
  const askings = script.exchanges.map(newAsking)
  const first = askings[0]
  let nextSendAtMs = 0
  let lastSentAtMs = 0
  let roundTripMs = 0
  let lingerUntilMs: number | null = null
  let done = false

  return event => {
    if (done) return []
    if (event.kind === 'open' && first !== undefined) first.startedAtMs = event.atMs
    if (event.kind === 'heard') take(event)
    return goOn(event.atMs)
  }

  function take({ atMs, bytes, fromPeer }: Extract<DatagramEvent, { kind: 'heard' }>): void {
    const text = textOf(bytes)
    const asking = askings.find(it => wants(it, text))
    if (asking !== undefined) {
      asking.heard.set(text, (asking.heard.get(text) ?? 0) + 1)
      settle(asking, atMs)
    }
    // An altered answer is an answer too: the rest of the conversation shows what else the path does.
    if (fromPeer || asking === first) startOthers(atMs)
  }

  function startOthers(atMs: number): void {
    if (first?.startedAtMs == null) return
    for (const [at, asking] of askings.entries()) asking.startedAtMs ??= atMs + at * SPREAD_MS
  }

  function settle(asking: Asking, atMs: number): void {
    const answered = asking.sentAtMs.findLastIndex((_, at) => isAnswered(asking, asking.exchange.tries[at]))
    if (asking.state !== 'open' || answered < 0) return
    asking.state = 'answered'
    // The tries of the first exchange differ, so that here it is known which of them was answered.
    if (asking === first) roundTripMs = atMs - (asking.sentAtMs[answered] ?? atMs)
  }

  function goOn(atMs: number): DatagramAction[] {
    giveUp(atMs)
    const actions = send(atMs)
    const outcome = outcomeAt(atMs)
    if (outcome !== null) {
      done = true
      return [...actions, { kind: 'done', outcome }]
    }
    return [...actions, { kind: 'timer', waitMs: Math.max(0, nextAtMs() - atMs) }]
  }

  function giveUp(atMs: number): void {
    for (const asking of askings) if (atMs >= givenUpAtMs(asking) && asking.state === 'open') asking.state = 'given-up'
  }

  /** One datagram at a time, also when the timer comes late and several are due. */
  function send(atMs: number): DatagramAction[] {
    const dueMs = Math.min(...askings.map(dueAtMs))
    const asking = askings.find(it => dueAtMs(it) === dueMs)
    const request = asking?.exchange.tries[asking.sentAtMs.length]
    if (asking === undefined || request === undefined || Math.max(dueMs, nextSendAtMs) > atMs) return []
    asking.sentAtMs.push(atMs)
    nextSendAtMs = atMs + SPREAD_MS
    lastSentAtMs = atMs
    settle(asking, atMs)
    if (asking === first && first.state === 'answered') startOthers(atMs)
    return [{ kind: 'send', bytes: request.bytes }]
  }

  function outcomeAt(atMs: number): 'finished' | 'unfinished' | null {
    const begun = askings.filter(it => it.startedAtMs !== null)
    if (begun.some(it => it.state === 'open')) return null
    if (askings.some(it => it.state !== 'answered')) return 'unfinished'
    // On a slow path the answers to tries that were sent in vain are still under way.
    lingerUntilMs ??= Math.max(atMs, lastSentAtMs + roundTripMs) + LINGER_MS * slower
    return atMs >= lingerUntilMs ? 'finished' : null
  }

  function nextAtMs(): number {
    const dues = askings.map(it => Math.min(Math.max(dueAtMs(it), nextSendAtMs), givenUpAtMs(it)))
    return Math.min(...dues, lingerUntilMs ?? Number.POSITIVE_INFINITY)
  }

  /** When its next try is to be sent; never, when it has none left or needs none. */
  function dueAtMs(asking: Asking): number {
    const next = asking.sentAtMs.length
    const afterMs = next < asking.exchange.tries.length ? TRY_AT_MS[next] : undefined
    if (asking.state !== 'open' || asking.startedAtMs === null || afterMs === undefined) return Number.POSITIVE_INFINITY
    return asking.startedAtMs + afterMs * slower
  }

  function givenUpAtMs(asking: Asking): number {
    if (asking.state !== 'open' || asking.startedAtMs === null) return Number.POSITIVE_INFINITY
    return asking.startedAtMs + GIVE_UP_MS * slower
  }
}

function newAsking(exchange: Exchange): Asking {
  return { exchange, startedAtMs: null, sentAtMs: [], heard: new Map(), state: 'open' }
}

/** True when one of the tries that were sent is still to be answered with these bytes. */
function wants(asking: Asking, text: string): boolean {
  if (asking.state !== 'open') return false
  const tries = asking.exchange.tries.slice(0, asking.sentAtMs.length)
  return tries.some(request => copiesIn(request, text) > (asking.heard.get(text) ?? 0))
}

function isAnswered({ heard }: Asking, request: Request | undefined): boolean {
  if (request === undefined) return false
  const wanted = new Set(request.replies.map(textOf))
  return [...wanted].every(text => (heard.get(text) ?? 0) >= copiesIn(request, text))
}

function copiesIn(request: Request, text: string): number {
  return request.replies.filter(reply => textOf(reply) === text).length
}

/** Where a datagram came from. */
export interface Source {
  readonly address: string
  readonly port: number
}

/** A session that may call. */
export interface ExpectedDatagrams {
  readonly session: string
  readonly script: DatagramScript
}

/** Whose datagram it is, and what is to be sent back to its source. */
export type DatagramAnswer =
  /** `claimed`: with it, its source became the session's. */
  | {
      readonly kind: 'claimed' | 'bound'
      readonly session: string
      readonly replies: readonly Uint8Array[]
    }
  /** Nobody's: never answered. */
  | { readonly kind: 'stranger' }
  /** It came from the source of a session that is over. */
  | { readonly kind: 'late'; readonly session: string }

export interface DatagramAnswerer {
  /** These may call from now on too. A session that is known already stays as it is. */
  readonly expect: (sessions: readonly ExpectedDatagrams[]) => void
  readonly heard: (bytes: Uint8Array, source: Source) => DatagramAnswer
  /** The session is over: nobody may call for it, and its source gets no answer. */
  readonly end: (session: string) => void
  /** `finished`: at least one try of every exchange was heard. */
  readonly outcomeOf: (session: string) => 'finished' | 'unfinished'
}

/** A changed first datagram is answered with no more than so many times its size (RFC 9000, 8.1 has the same limit). */
const ALTERED_FACTOR = 3

interface Expecting {
  readonly session: string
  readonly script: DatagramScript
  source: string | null
  over: boolean
  /** Tries that were heard; each is answered once. */
  readonly heard: Set<Request>
}

/**
 * The answerer's player for one port. It answers nobody whose first datagram does not hold the key of a session, no try
 * twice, and after that only the source of that first datagram.
 */
export function createDatagramAnswerer(sessions: readonly ExpectedDatagrams[]): DatagramAnswerer {
  const expecting = new Map<string, Expecting>()
  const bySource = new Map<string, Expecting>()
  expect(sessions)

  return {
    expect,
    heard: (bytes, source) => {
      const from = `${source.address} ${source.port}`
      const known = bySource.get(from)
      const request = known === undefined || known.over ? undefined : unheard(known, bytes)
      // Words of the script first: a later request may hold the key as well.
      if (known !== undefined && request !== undefined) return bound(known, once(known, request, bytes))
      return byKey(bytes, from) ?? bySourceOf(known)
    },
    end: session => {
      const known = expecting.get(session)
      if (known !== undefined) known.over = true
    },
    outcomeOf: session => {
      const known = expecting.get(session)
      const all = known?.script.exchanges.every(({ tries }) => tries.some(request => known.heard.has(request)))
      return all === true ? 'finished' : 'unfinished'
    },
  }

  function expect(more: readonly ExpectedDatagrams[]): void {
    for (const { session, script } of more) {
      if (!expecting.has(session))
        expecting.set(session, { session, script, source: null, over: false, heard: new Set() })
    }
  }

  function byKey(bytes: Uint8Array, from: string): DatagramAnswer | null {
    const finder = createFinder(bytes)
    for (const known of expecting.values()) {
      const at = known.over || (known.source ?? from) !== from ? -1 : known.script.keys.findIndex(finder)
      const request = known.script.exchanges[0]?.tries[at]
      if (request === undefined) continue
      const kind = known.source === null ? 'claimed' : 'bound'
      known.source = from
      bySource.set(from, known)
      return { kind, session: known.session, replies: once(known, request, bytes) }
    }
    return null
  }

  function bySourceOf(known: Expecting | undefined): DatagramAnswer {
    if (known === undefined) return { kind: 'stranger' }
    return known.over ? { kind: 'late', session: known.session } : bound(known, [])
  }
}

function bound({ session }: Expecting, replies: readonly Uint8Array[]): DatagramAnswer {
  return { kind: 'bound', session, replies }
}

/** The try that has these very bytes and was not heard yet. */
function unheard({ script, heard }: Expecting, bytes: Uint8Array): Request | undefined {
  const tries = script.exchanges.flatMap(exchange => exchange.tries)
  return tries.find(request => !heard.has(request) && equalBytes(request.bytes, bytes))
}

function once(known: Expecting, request: Request, bytes: Uint8Array): readonly Uint8Array[] {
  if (known.heard.has(request)) return []
  known.heard.add(request)
  const size = request.replies.reduce((sum, reply) => sum + reply.length, 0)
  return equalBytes(request.bytes, bytes) || size <= ALTERED_FACTOR * bytes.length ? request.replies : []
}

/** Tells which keys stand in the datagram. */
function createFinder(bytes: Uint8Array): (key: DatagramKey) => boolean {
  const text = textOf(bytes)
  const folded = fold(text)
  return key => (key.folds ? folded.includes(fold(textOf(key.bytes))) : text.includes(textOf(key.bytes)))
}

/** ASCII letters in lower case; all else as it is. */
function fold(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}
