/**
 * Builds comparisons from what each end said and what the other heard of it, as a test reads best: line by line.
 * Knows nothing of sockets; the edits come from the real alignment.
 */
import { bytesOf, concat } from '../../src/bytes.ts'
import { align } from '../../src/diff/align.ts'
import type {
  FlowComparison,
  LoneComparison,
  PairComparison,
  PathEvent,
  TlsComparison,
  Unheard,
} from '../../src/diff/comparison.ts'
import type { Flow } from '../../src/diff/edit.ts'
import type { FindingId } from '../../src/explain/finding.ts'
import { type JudgeContext, type Judged, type Judgement, judge } from '../../src/explain/judge.ts'
import type { Reading } from '../../src/explain/observation.ts'
import type { FamilyRow, Session } from '../../src/plan/session.ts'
import { otherRole, type Role, silentScript } from '../../src/script/script.ts'
import type { Ending, Layer, Tape, TapeEvent, TlsFacts } from '../../src/tape/tape.ts'

/** Something that one end said and the other heard; null for what was not said or not heard. Latin-1 text. */
export interface Words {
  readonly by: Role
  readonly layer: Layer
  readonly sent: string | null
  readonly heard: string | null
}

/** The answerer's words (greeting, replies). */
export function server(sent: string | null, heard: string | null = sent, layer: Layer = 'wire'): Words {
  return { by: 'answerer', layer, sent, heard }
}

/** The dialer's words (commands, messages). */
export function client(sent: string | null, heard: string | null = sent, layer: Layer = 'wire'): Words {
  return { by: 'dialer', layer, sent, heard }
}

/** The same words inside TLS. */
export function inTls(words: Words): Words {
  return { ...words, layer: 'tls' }
}

export interface PairOptions {
  readonly events?: readonly PathEvent[]
  readonly tls?: TlsComparison
  /** By flow: from which offset on nothing was heard, and why (wire layer, or tls where it has words). */
  readonly unheard?: Partial<Record<Flow, Unheard>>
  /** The last edit of that flow is the path's own end. */
  readonly cut?: Flow
  readonly dialer?: Partial<Ending>
  readonly answerer?: Partial<Ending>
  readonly unit?: 'lines' | 'bytes'
}

/** Both tapes of a session in which these words crossed. */
export function pair(words: readonly Words[], options: PairOptions = {}): PairComparison {
  const layers: readonly Layer[] = words.some(({ layer }) => layer === 'tls') ? ['wire', 'tls'] : ['wire']
  const flows = layers.flatMap(layer =>
    (['dialer-to-answerer', 'answerer-to-dialer'] as const).map(flow => flowOf(words, flow, layer, options)),
  )
  return {
    kind: 'pair',
    dialer: tape('dialer', words, options),
    answerer: tape('answerer', words, options),
    matchedBy: 'nonce',
    flows,
    tls: options.tls ?? null,
    events: options.events ?? [],
  }
}

function flowOf(words: readonly Words[], flow: Flow, layer: Layer, options: PairOptions): FlowComparison {
  const by = flow === 'dialer-to-answerer' ? 'dialer' : 'answerer'
  const mine = words.filter(it => it.by === by && it.layer === layer)
  const sent = concat(mine.map(it => bytesOf(it.sent ?? '')))
  const heard = concat(mine.map(it => bytesOf(it.heard ?? '')))
  const unheard = options.unheard?.[flow] ?? null
  const edits = align(sent.subarray(0, unheard?.sentAt), heard, { unit: options.unit ?? 'lines' })
  const last = edits.at(-1)
  const sealed =
    options.cut === flow && last !== undefined ? [...edits.slice(0, -1), { ...last, kind: 'cut' as const }] : edits
  return { flow, layer, sent, heard, edits: sealed, unheard }
}

function tape(role: Role, words: readonly Words[], options: PairOptions): Tape {
  const spoken = words.flatMap((it, at): TapeEvent[] => {
    const kind = it.by === role ? 'sent' : 'heard'
    const text = it[kind]
    return text === null ? [] : [{ kind, atMs: at, layer: it.layer, bytes: bytesOf(text) }]
  })
  const events = options.tls === undefined ? spoken : [...spoken, ...tlsEvents(role, options.tls)]
  return { ...emptyTape(role), events, ending: { ...finished, ...options[role] } }
}

function tlsEvents(role: Role, tls: TlsComparison): TapeEvent[] {
  const facts = tls[role]
  const begin: TapeEvent = { kind: 'tls-begin', atMs: 0 }
  return facts === null ? [begin] : [begin, { kind: 'tls-open', atMs: 0, tls: facts }]
}

const finished: Ending = { kind: 'closed', atMs: 100, script: 'finished' }

function emptyTape(role: Role): Tape {
  const head = {
    end: role === 'dialer' ? 'client' : 'responder',
    role,
    direction: 'incoming',
    family: 4,
    transport: 'tcp',
    port: 25,
    session: null,
    local: null,
    remote: null,
    startedAtMs: 0,
  } as const
  return { head, events: [], ending: finished }
}

/** A dialer's tape alone. `heard`: what somebody answered. */
export function lone(ending: Partial<Ending>, farEnd: LoneComparison['farEnd'], heard = ''): LoneComparison {
  const events: TapeEvent[] = heard === '' ? [] : [{ kind: 'heard', atMs: 1, layer: 'wire', bytes: bytesOf(heard) }]
  return { kind: 'lone', dialer: { ...emptyTape('dialer'), events, ending: { ...finished, ...ending } }, farEnd }
}

/** The incoming SMTP row on port 25. */
export const row25: FamilyRow = { direction: 'incoming', family: 4, transport: 'tcp', port: 25, protocol: 'smtp' }

let count = 0

/** A session of the plan with its comparison. */
export function judged(comparison: Judged['comparison'], session: Partial<Session> = {}): Judged {
  count += 1
  const base = { id: `session-${count}`, nonce: 'NONCE', probe: 'smtp-ehlo', row: row25, part: 0, script: silentScript }
  return { session: { ...base, attempt: 1, idleMs: 5000, ...session }, comparison }
}

/** What a session shows that was read already: these ids, each of the connection as a whole. */
export function readingOf(ids: readonly FindingId[], rest: Partial<Reading> = {}): Reading {
  const observations = ids.map(id => ({ id, flow: null, notes: [], traces: [] }))
  const shown = { stalls: [], passages: [], issuer: null, open: null }
  return { ...readSession, observations, ...shown, ...rest }
}

const readSession = {
  session: {
    id: 's',
    nonce: 'N',
    probe: 'tcp-echo',
    row: row25,
    part: 0,
    script: silentScript,
    attempt: 1,
    idleMs: 5000,
  },
  comparison: pair([]),
}

/** TLS facts with a name to tell them apart. */
export function tlsFacts(name: string, issuer = `CN=${name}`): TlsFacts {
  const certificate = Buffer.from(name).toString('hex')
  return {
    version: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    exporter: `e-${name}`,
    certificate,
    subject: 'CN=probe.example',
    issuer,
  }
}

/** One TLS session between both ends, or two. */
export function tlsBetween(
  dialer: TlsFacts | null,
  answerer: TlsFacts | null,
  rest: Partial<TlsComparison> = {},
): TlsComparison {
  const both = dialer !== null && answerer !== null
  return {
    dialer,
    answerer,
    exporterEqual: both ? dialer.exporter === answerer.exporter : null,
    certificateEqual: both ? dialer.certificate === answerer.certificate : null,
    ciphertextEqual: true,
    failures: [],
    ...rest,
  }
}

/** The role that hears a flow. */
export function hearerOf(flow: Flow): Role {
  return otherRole(flow === 'dialer-to-answerer' ? 'dialer' : 'answerer')
}

/** Judges one session in which these words crossed, asked once, on the incoming SMTP row. */
export function judgeWords(words: readonly Words[], options: PairOptions = {}): Judgement {
  return judgeAll([judged(pair(words, options))])
}

/** Judges sessions on the incoming SMTP row, unless the context says otherwise. */
export function judgeAll(results: readonly Judged[], context: Partial<JudgeContext> = {}): Judgement {
  return judge(results, { clientNats: new Map(), untestedRows: new Map(), rows: [row25], ...context })
}
