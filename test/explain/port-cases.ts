/**
 * What can happen to a port besides changed words: losses and refusals with what the hosts say of themselves, datagrams,
 * limits, and source addresses. Each as tapes, and what it is called.
 */
import type { DatagramComparison, LoneComparison } from '../../src/diff/comparison.ts'
import type { FindingId, RowVerdict } from '../../src/explain/finding.ts'
import type { HostView, JudgeContext, Judged } from '../../src/explain/judge.ts'
import type { FirewallVerdict } from '../../src/host/facts.ts'
import { type FamilyRow, rowKey } from '../../src/plan/session.ts'
import type { Endpoint, Tape } from '../../src/tape/tape.ts'
import { judged, lone, pair, row25, server } from '../support/comparisons.ts'
import {
  carried,
  heardFrom,
  loneTalk,
  lostWay,
  noise,
  remote,
  type Talk,
  talk,
  trimmedTo,
  unanswered,
  upTo,
  type Way,
} from '../support/datagram-tapes.ts'
import { heard } from '../support/tapes.ts'

export interface PortCase {
  readonly name: string
  readonly results: readonly Judged[]
  readonly context?: Partial<JudgeContext>
  readonly finds: readonly FindingId[]
  readonly verdict: RowVerdict
}

const passes: FirewallVerdict = { kind: 'passes' }
/** The far end proves that nothing came, and both hosts let it through. */
const innocent: HostView = { answerer: passes, dialer: passes, arrived: false, blind: null }
const drops: FirewallVerdict = { kind: 'drops', rule: 'inet filter input drop' }

function seenBy(row: FamilyRow, view: Partial<HostView> = {}): Partial<JudgeContext> {
  return { rows: [row], hosts: new Map([[rowKey(row), { ...innocent, ...view }]]) }
}

const udp: FamilyRow = { direction: 'incoming', family: 4, transport: 'udp', port: 24441, protocol: 'echo' }
const icmp: FamilyRow = { ...udp, transport: 'icmp', port: 0 }
const outgoing: FamilyRow = { ...row25, direction: 'outgoing' }

const lost = judged(lone({ kind: 'connect-timeout' }, 'listening'))
const refused = judged(lone({ kind: 'refused' }, 'listening'))
const limited = { direction: 'incoming', family: 4, kind: 'per-minute', count: 6, measured: '6 came through' } as const

const connections: readonly PortCase[] = [
  {
    name: 'a connection that never came',
    results: [lost],
    context: seenBy(row25),
    finds: ['tcp.lost-out'],
    verdict: 'lost-out',
  },
  {
    name: 'a connection that came, and no answer',
    results: [lost],
    context: seenBy(row25, { arrived: true }),
    finds: ['tcp.lost-back'],
    verdict: 'lost-back',
  },
  {
    name: 'a refusal that neither host did',
    results: [refused],
    context: seenBy(row25),
    finds: ['tcp.refused-by-path'],
    verdict: 'refused-by-path',
  },
  {
    name: 'a rule of the answering host',
    results: [lost],
    context: seenBy(row25, { answerer: drops }),
    finds: ['host.firewall'],
    verdict: 'refused-by-host',
  },
  {
    name: 'a limit of connections',
    results: [lost],
    context: { limits: [limited] },
    finds: ['path.connection-limit'],
    verdict: 'untested',
  },
  {
    name: 'another source, and a connection that stands although nobody listens',
    results: [seenFrom('192.0.2.1', { row: row25 }), whileNobodyListens(true)],
    finds: ['tcp.split'],
    verdict: 'intact',
  },
  {
    name: 'another source, and nobody who takes a connection',
    results: [seenFrom('192.0.2.1', { row: row25 }), whileNobodyListens(false)],
    finds: [],
    verdict: 'intact',
  },
]

/** A connection that was dialed while the far end did not listen. `stood`: somebody took it. */
function whileNobodyListens(stood: boolean): Judged {
  const { kind, dialer, farEnd } = lone(stood ? { kind: 'closed' } : { kind: 'refused' }, 'not-listening')
  const events: Tape['events'] = stood ? [{ kind: 'open', atMs: 1, tookMs: 1 }] : []
  return judged({ kind, dialer: { ...dialer, events }, farEnd }, { variant: { kind: 'nobody-listens', of: 'its' } })
}

const sizes = [64, 512, 1200, 1400, 1472, 2048]
const out = sizes.map(size => noise(size))
/** Three tries of each. */
const thrice = [...out, ...out, ...out]
const back = sizes.map(size => noise(8, 5000 + size))
const idle = { kind: 'idle', script: 'unfinished' } as const
const elsewhere: Endpoint = { ...remote, address: '192.0.2.77' }

type Word =
  | 'altered'
  | 'duplicated'
  | 'source-rewritten'
  | 'fragments-lost'
  | 'intercepted'
  | 'refused'
  | 'refused-by-path'
  | 'lost-out'
  | 'lost-back'
  | 'lost'

/** What UDP and ICMP have in common. */
function datagrams(row: FamilyRow): readonly PortCase[] {
  const transport = row.transport === 'icmp' ? 'icmp' : 'udp'
  const on = (comparison: DatagramComparison | LoneComparison) => [judged(comparison, { row })]
  // Of ICMP the kernel answers, with what came.
  const answers = (wayOut: Way) => (transport === 'icmp' ? out.flatMap(wayOut) : back)
  const talked = ({ wayOut = carried, ...rest }: Partial<Talk>) =>
    on(talk({ out, back: answers(wayOut), transport, wayOut, ...rest }))
  const fromElsewhere = answers(carried).map(text => heardFrom(text, elsewhere))
  const alone = (ending: Parameters<typeof loneTalk>[0], ...answered: readonly string[]) =>
    on(
      loneTalk(
        { ...idle, ...ending },
        'listening',
        answered.map(text => heard(text)),
      ),
    )
  const upper = (text: string) => [text.replace(/^./s, 'X')]
  const twice = (text: string) => [text, text]
  const id = (word: Word): FindingId => (word === 'altered' ? `${transport}.payload.altered` : `${transport}.${word}`)
  const cases: readonly (readonly [Word, RowVerdict, readonly Judged[], Partial<JudgeContext>])[] = [
    ['altered', 'altered', talked({ wayOut: upper }), {}],
    ['duplicated', 'altered', talked({ wayOut: twice }), {}],
    ['source-rewritten', 'altered', talked({ wayBack: lostWay, besides: fromElsewhere }), {}],
    ['fragments-lost', 'lost', talked({ out: thrice, wayOut: upTo(1472), ending: unanswered }), {}],
    ['intercepted', 'intercepted', alone({}, 'somebody else'), {}],
    ['refused', 'refused', alone({ kind: 'refused', code: 'ECONNREFUSED' }), {}],
    ['refused-by-path', 'refused-by-path', alone({ kind: 'refused', code: 'ECONNREFUSED' }), seenBy(row)],
    ['lost-out', 'lost-out', alone({}), seenBy(row)],
    ['lost-back', 'lost-back', talked({ wayBack: lostWay, ending: unanswered }), {}],
    ['lost', 'lost', alone({}), {}],
  ]
  return cases.map(([word, verdict, results, context]) => ({
    name: `${transport}, ${word}`,
    results,
    context: { rows: [row], ...context },
    finds: [id(word)],
    verdict,
  }))
}

const ofUdp: readonly PortCase[] = [
  {
    name: 'datagrams without their end',
    results: [judged(talk({ out, back, wayOut: trimmedTo(1400) }), { row: udp })],
    finds: ['udp.truncated'],
    verdict: 'altered',
  },
  {
    name: 'a datagram refused where nothing could listen',
    results: [judged(loneTalk({ ...idle, kind: 'refused' }, 'not-listening'), { row: udp })],
    finds: ['udp.refused-by-host'],
    verdict: 'refused-by-host',
  },
  {
    name: 'large packets that vanish',
    results: [judged(talk({ out: thrice, back, wayOut: upTo(1200), ending: unanswered }), { row: udp })],
    finds: ['path.black-hole'],
    verdict: 'lost',
  },
].map(its => ({ context: { rows: [udp] }, ...its }) as PortCase)

/** The server was dialed there, and has these addresses. */
const servers = [{ family: 4, dialed: '198.51.100.25', own: ['198.51.100.25', '198.51.100.26'] }] as const

/** An intact session whose answerer saw this source. */
function seenFrom(address: string, { row = outgoing, port = 40001 }: { row?: FamilyRow; port?: number } = {}): Judged {
  const comparison = pair([server('220 ready\r\n')])
  const at = (tape: Tape, ends: Partial<Tape['head']>): Tape => ({ ...tape, head: { ...tape.head, ...ends } })
  const dialer = at(comparison.dialer, { local: { address: '198.51.100.25', port: 40001 } })
  const answerer = at(comparison.answerer, {
    remote: { address, port },
    local: { address: '203.0.113.9', port: row.port },
  })
  return judged({ ...comparison, dialer, answerer }, { row })
}

const row587: FamilyRow = { ...outgoing, port: 587 }

const sources: readonly PortCase[] = [
  { name: 'the right source', results: [seenFrom('198.51.100.25')], finds: [], verdict: 'intact' },
  {
    name: 'a source that is not the server’s',
    results: [seenFrom('192.0.2.1')],
    finds: ['nat.source-differs'],
    verdict: 'altered',
  },
  {
    name: 'another address of the server’s own',
    results: [seenFrom('198.51.100.26')],
    finds: ['host.source-selection'],
    verdict: 'altered',
  },
  {
    name: 'a source of its own on one port alone',
    results: [seenFrom('192.0.2.1'), seenFrom('198.51.100.25', { row: row587 })],
    context: { rows: [outgoing, row587] },
    finds: ['nat.source-varies'],
    verdict: 'altered',
  },
  {
    name: 'another source port',
    results: [seenFrom('198.51.100.25', { port: 50001 })],
    finds: ['nat.port-rewritten'],
    verdict: 'intact',
  },
  {
    name: 'an address that no interface has',
    results: [seenFrom('198.51.100.25')],
    context: { servers: [{ family: 4, dialed: '198.51.100.25', own: ['10.0.0.25'] }] },
    finds: ['nat.present'],
    verdict: 'intact',
  },
].map(its => ({ ...its, context: { rows: [outgoing], servers, ...its.context } }) as PortCase)

/** The first row of each has the verdict. */
export const portCases: readonly PortCase[] = [
  ...connections,
  ...datagrams(udp),
  ...datagrams(icmp),
  ...ofUdp,
  ...sources,
]
