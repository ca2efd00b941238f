/**
 * A path as the steps of a run see it, without a far end: its plan is a real one, its tapes are what a test says.
 */
import { planRun } from '../../src/plan/plan.ts'
import { type FamilyRow, rowKey, type Session } from '../../src/plan/session.ts'
import type { Path } from '../../src/run/path.ts'
import type { Tape, TapeHead } from '../../src/tape/tape.ts'
import type { PathEnd } from '../../src/wire/path-end.ts'
import { silentHost } from '../support/hosts.ts'
import { type Happened, heard, mark, opened, sent, type TapeOptions, tapeOf } from '../support/tapes.ts'

const seed = new Uint8Array(32).fill(7)

/** The rows of these tests, by name. */
export const rows = {
  smtpIn: { direction: 'incoming', family: 4, transport: 'tcp', port: 25, protocol: 'smtp' },
  echoIn: { direction: 'incoming', family: 4, transport: 'tcp', port: 10045, protocol: 'echo' },
  echoOut: { direction: 'outgoing', family: 4, transport: 'tcp', port: 10046, protocol: 'echo' },
  udpIn: { direction: 'incoming', family: 4, transport: 'udp', port: 10045, protocol: 'echo' },
} as const satisfies Record<string, FamilyRow>

/** A path with these rows on which nothing has happened yet. */
export function pathWith(these: readonly FamilyRow[], facts: Partial<Path> = {}): Path {
  const plan = planRun({ rows: these, seed })
  const planned = (key: string) => [...plan.sessions.values()].filter(it => rowKey(it.row) === key).length
  return {
    family: 4,
    address: '192.0.2.25',
    rows: these,
    planned: new Map(these.map(row => [rowKey(row), planned(rowKey(row))])),
    plan,
    seed,
    near: nobody,
    far: nobody,
    localAddress: '192.0.2.1',
    services: { open: async () => ({ ports: [] }), finish: async () => ({ services: [] }) },
    farKey: '',
    sign: async () => ({ statement: '', signature: '', map: null, files: [] }),
    settled: async () => undefined,
    responder: { release: '1', platform: 'Linux', node: 'v20', hostname: 'mail.example', addresses: ['192.0.2.25'] },
    nat: null,
    intercepted: [],
    tapes: [],
    offsetMs: 0,
    roundTripMs: 1,
    unarmed: new Map(),
    taken: new Set(),
    seenAs: '192.0.2.1',
    hosts: { client: { facts: silentHost, firewall: [] }, responder: { facts: silentHost, firewall: [] } },
    broken: () => null,
    breakOff: () => undefined,
    close: async () => undefined,
    ...facts,
  }
}

const nobody: PathEnd = {
  arm: async () => [],
  dial: async () => undefined,
  announced: () => undefined,
  settle: async () => undefined,
  witness: async () => ({ arrivals: [], blind: 'this is a test' }),
  close: async () => undefined,
}

/** The planned sessions of a row. */
export function sessionsOf(path: Path, row: FamilyRow): readonly Session[] {
  return [...path.plan.sessions.values()].filter(it => rowKey(it.row) === rowKey(row))
}

/** Both tapes of a session in which all that was said arrived, the dialer's first. */
export function cleanTapes(session: Session): readonly [Tape, Tape] {
  const words = `${session.nonce} hello\r\n`
  return tapesOf(session, [sent(words), heard('ok\r\n')], [heard(words), sent('ok\r\n')])
}

/** Both tapes of a session whose first byte came as another one. */
export function changedTapes(session: Session): readonly [Tape, Tape] {
  const words = `${session.nonce} hello\r\n`
  return tapesOf(session, [sent(`a${words}`), heard('ok\r\n')], [heard(`b${words}`), sent('ok\r\n')])
}

/** Both tapes of a session of which the last words were waited for in vain. */
export function stalledTapes(session: Session): readonly [Tape, Tape] {
  const dialer = [opened(), sent(`${session.nonce} hello\r\n`), sent('lost\r\n')]
  const answerer = [opened(), heard(`${session.nonce} hello\r\n`)]
  const idle = { kind: 'idle', script: 'unfinished', resetSent: true } as const
  return [dialerTape(session, dialer, idle), answererTape(session, answerer, idle)]
}

/** The dialer's tape of a session to which nobody at the far end belongs. */
export function dialerTape(session: Session, events: readonly Happened[], ending: TapeOptions['ending'] = {}): Tape {
  return tapeOf('dialer', events, { head: { ...headOf(session), session: session.id }, ending })
}

/** The answerer's tape; who called stands in what it heard. */
export function answererTape(session: Session, events: readonly Happened[], ending: TapeOptions['ending'] = {}): Tape {
  return tapeOf('answerer', events, { head: headOf(session), ending })
}

function tapesOf(session: Session, dialer: readonly Happened[], answerer: readonly Happened[]): readonly [Tape, Tape] {
  const end = [mark('fin-sent'), mark('fin-heard')]
  return [dialerTape(session, [opened(), ...dialer, ...end]), answererTape(session, [opened(), ...answerer, ...end])]
}

/** The dialer's tape of a session for which no connection came to be. */
export function refusedTape(session: Session): Tape {
  return dialerTape(session, [], { kind: 'refused', code: 'ECONNREFUSED', script: 'unfinished' })
}

/** Both tapes of a datagram session: each end names it, because each has shown its key. */
export function datagramTapes(session: Session, wayBack: (text: string) => readonly string[]): readonly [Tape, Tape] {
  const head = { ...headOf(session), session: session.id }
  const answers = wayBack('pong').map(text => heard(text))
  const script = answers.length === 0 ? 'unfinished' : 'finished'
  const dialer = tapeOf('dialer', [sent('ping'), ...answers], { head, ending: { script } })
  return [dialer, tapeOf('answerer', [heard('ping'), sent('pong')], { head })]
}

function headOf({ row }: Session): Partial<TapeHead> {
  const { direction, family, transport, port } = row
  return { direction, family, transport, port }
}
