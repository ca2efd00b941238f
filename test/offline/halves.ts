/**
 * Halves as tests write them: two ends that met in one cycle on one echo row of each direction and one UDP row, the
 * responder's tapes on a clock that counts from elsewhere.
 */
import { protocolVersion } from '../../src/control/messages.ts'
import type { Half, HalfPath, HalfRecord } from '../../src/offline/half.ts'
import { offlinePlan } from '../../src/offline/plan.ts'
import { type FamilyRow, rowKey, type Session } from '../../src/plan/session.ts'
import type { Endpoint, Tape } from '../../src/tape/tape.ts'
import { silentHost } from '../support/hosts.ts'
import { heard, mark, opened, sent, tapeOf } from '../support/tapes.ts'

const seed = new Uint8Array(32).fill(7)

export const rows = {
  echoIn: { direction: 'incoming', family: 4, transport: 'tcp', port: 10045, protocol: 'echo' },
  echoOut: { direction: 'outgoing', family: 4, transport: 'tcp', port: 10046, protocol: 'echo' },
  udpIn: { direction: 'incoming', family: 4, transport: 'udp', port: 10047, protocol: 'echo' },
} as const satisfies Record<string, FamilyRow>

const all: readonly FamilyRow[] = Object.values(rows)
const plan = offlinePlan({ rows: all, seed })

export const clientAddress = '192.0.2.1'
export const serverAddress = '192.0.2.25'

/** Responder's monotonic time plus this is the client's. */
export const offsetMs = -5000

export interface Wish {
  /** How far the responder's wall clock is ahead. */
  readonly apartMs?: number
  /** The address from which the responder was called. */
  readonly seenAs?: string
  readonly client?: Partial<HalfRecord>
  readonly responder?: Partial<HalfRecord>
  readonly clientPath?: Partial<HalfPath>
  readonly responderPath?: Partial<HalfPath>
  /** Which tapes there are; default: all. */
  readonly tapes?: (tape: Tape) => boolean
  /** When a session is dialed on the client's clock. */
  readonly dialedAtMs?: (session: Session) => number
}

export interface Halves {
  readonly client: Half
  readonly responder: Half
}

/** Two halves of one cycle in which everything arrived. */
export function halvesOf(wish: Wish = {}): Halves {
  const sessions = [...plan.sessions.values()]
  const tapes = sessions.flatMap(session => tapesOf(session, wish)).filter(wish.tapes ?? (() => true))
  const tapesBy = (end: string) => tapes.filter(({ head }) => head.end === end)
  const client = recordOf('client', wish.clientPath)
  const responder = recordOf('responder', wish.responderPath)
  return {
    client: { record: { ...client, ...wish.client }, tapes: tapesBy('client') },
    responder: {
      record: {
        ...responder,
        clockOriginMs: client.clockOriginMs + offsetMs + (wish.apartMs ?? 0),
        ...wish.responder,
      },
      tapes: tapesBy('responder'),
    },
  }
}

function recordOf(end: 'client' | 'responder', path: Partial<HalfPath> = {}): HalfRecord {
  const own = end === 'client' ? clientAddress : serverAddress
  return {
    record: 'pathproof/cycle/1',
    end,
    protocol: protocolVersion,
    runId: 'a'.repeat(32),
    cycle: '2026-03-01T14:05:00.000Z',
    durationMs: 180_000,
    environment: { release: '1', platform: 'Linux', node: 'v20', hostname: `${end}.example`, addresses: [own] },
    clockOriginMs: 1_000_000,
    failOn: end === 'client' ? 'fault' : null,
    aborted: false,
    paths: [{ ...pathOf(end), ...path }],
  }
}

function pathOf(end: 'client' | 'responder'): HalfPath {
  const isClient = end === 'client'
  const mine = [...plan.sessions.values()].filter(it => (it.row.direction === 'incoming') === isClient)
  const others = [...plan.sessions.values()].filter(it => !mine.includes(it))
  const zeroMs = isClient ? 0 : -offsetMs
  return {
    family: 4,
    address: serverAddress,
    localAddress: isClient ? clientAddress : serverAddress,
    peerAddress: isClient ? serverAddress : clientAddress,
    rows: all,
    planned: all.map(row => [
      rowKey(row),
      [...plan.sessions.values()].filter(it => rowKey(it.row) === rowKey(row)).length,
    ]),
    host: { facts: silentHost, firewall: [] },
    unarmed: [],
    taken: [],
    dialed: mine.map(({ id, nonce, probe, row, part, attempt, idleMs }) => ({
      id,
      nonce,
      probe,
      row,
      part,
      attempt,
      idleMs,
    })),
    armed: [{ sessions: others.map(({ id }) => id), fromMs: zeroMs + 500, untilMs: zeroMs + 6000 }],
    witness: { arrivals: [], blind: 'this is a test' },
  }
}

/** Both ends' tapes; the dialer's end decides who writes which. */
function tapesOf(session: Session, { seenAs = clientAddress, dialedAtMs = () => 1000 }: Wish): readonly Tape[] {
  const { row, id, nonce } = session
  const isIncoming = row.direction === 'incoming'
  const atMs = dialedAtMs(session)
  const [dialerMs, answererMs] = isIncoming ? [atMs, atMs - offsetMs + 1] : [atMs - offsetMs, atMs + 1]
  const source: Endpoint = { address: isIncoming ? seenAs : serverAddress, port: 40_000 }
  const place = { direction: row.direction, family: row.family, transport: row.transport, port: row.port, session: id }
  const words = `${nonce} hello\r\n`
  const end = row.transport === 'tcp' ? [mark('fin-sent'), mark('fin-heard')] : []
  const dialer = tapeOf('dialer', [opened(2), sent(words), heard('ok\r\n'), ...end], {
    head: { ...place, end: isIncoming ? 'client' : 'responder', startedAtMs: dialerMs, local: source },
  })
  const answerer = tapeOf('answerer', [opened(), heard(words), sent('ok\r\n'), ...end], {
    head: { ...place, end: isIncoming ? 'responder' : 'client', startedAtMs: answererMs, remote: source },
  })
  return [dialer, answerer]
}
