import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import type { FlowComparison, PairComparison, PathEvent, Unheard } from '../../src/diff/comparison.ts'
import type { Edit } from '../../src/diff/edit.ts'
import type { Ending, Tape } from '../../src/tape/tape.ts'
import { type Happened, heard, mark, sent, tapeOf, tlsFailed, tlsOpened } from '../support/tapes.ts'

function compare(dialer: Tape, answerer: Tape, unit: 'lines' | 'bytes' = 'lines'): PairComparison {
  return compareTapes({ dialer, answerer, matchedBy: 'nonce' }, unit)
}

/** Layer, flow, sent, heard. */
function tellFlows(pair: PairComparison): readonly (readonly string[])[] {
  return pair.flows.map(it => [it.layer, it.flow, textOf(it.sent), textOf(it.heard)])
}

describe('diff/compare', () => {
  it('finds nothing where both tapes agree', () => {
    const dialer = tapeOf('dialer', [
      heard('220 '),
      heard('hi\r\n'),
      sent('QUIT\r\n'),
      mark('fin-sent'),
      mark('fin-heard'),
    ])
    const answerer = tapeOf('answerer', [sent('220 hi\r\n'), heard('QUIT\r\n'), mark('fin-heard'), mark('fin-sent')])
    const pair = compare(dialer, answerer)
    assert.deepEqual(tellFlows(pair), [
      ['wire', 'dialer-to-answerer', 'QUIT\r\n', 'QUIT\r\n'],
      ['wire', 'answerer-to-dialer', '220 hi\r\n', '220 hi\r\n'],
    ])
    assert.ok(pair.flows.every(it => it.edits.length === 0 && it.unheard === null))
    assert.deepEqual([pair.tls, pair.events, pair.kind, pair.matchedBy], [null, [], 'pair', 'nonce'])
    assert.deepEqual([pair.dialer, pair.answerer], [dialer, answerer])
  })

  it('finds what was changed in either flow', () => {
    const dialer = tapeOf('dialer', [heard('220 ****\r\n'), sent('EHLO a\r\nQUIT\r\n')])
    const answerer = tapeOf('answerer', [sent('220 mail\r\n'), heard('XXXX a\r\nQUIT\r\n')])
    const edits = compare(dialer, answerer).flows.map(it => it.edits)
    assert.deepEqual(edits, [
      [{ kind: 'replaced', sentAt: 0, sentBytes: 4, heardAt: 0, heardBytes: 4 }],
      [{ kind: 'replaced', sentAt: 4, sentBytes: 4, heardAt: 4, heardBytes: 4 }],
    ])
  })

  it('takes what was put in at the end for inserted, however the connection ended', () => {
    const dialer = tapeOf('dialer', [heard('220 hi\r\n500 more\r\n')], { ending: { kind: 'reset-heard' } })
    const [, flow] = compare(dialer, tapeOf('answerer', [sent('220 hi\r\n')])).flows
    assert.deepEqual(flow?.edits, [{ kind: 'inserted', sentAt: 8, sentBytes: 0, heardAt: 8, heardBytes: 10 }])
    assert.equal(flow?.unheard, null)
  })
})

const SAID = '220 hi\r\n221 bye\r\n'
const HEARD = '220 hi\r\n'
const tail = { sentAt: 8, sentBytes: 9, heardAt: 8, heardBytes: 0 }
const fin = { sender: [mark('fin-sent')], hearer: [mark('fin-heard')] }

interface End {
  readonly events?: readonly Happened[]
  readonly ending: Partial<Ending>
}

interface TailRow {
  readonly title: string
  /** Said all of it. */
  readonly sender: End
  /** Heard the first line only. */
  readonly hearer: End
  /** What the missing tail is. */
  readonly is: Edit['kind'] | Unheard['cause']
  readonly events: readonly Told[]
}

/** `reset, heard by the hearer, sent by nobody` and the like. */
type Told = string

const lost: Partial<Ending> = { kind: 'reset-heard', script: 'unfinished' }
const hard = { resetSent: true, script: 'unfinished' } as const

/** DESIGN 2.8. */
const rows: readonly TailRow[] = [
  {
    title: 'a FIN that the sender had not sent is a cut',
    sender: { ending: lost },
    hearer: { events: fin.hearer, ending: { kind: 'closed', script: 'unfinished' } },
    is: 'cut',
    events: ['reset, heard by sender, sent by nobody'],
  },
  {
    title: 'a FIN in the middle of what the sender went on to say is a cut',
    sender: { events: fin.sender, ending: { script: 'off-script' } },
    hearer: { events: fin.hearer, ending: { script: 'unfinished' } },
    is: 'cut',
    events: [],
  },
  {
    title: 'a stream that came through to its FIN without its last words had them removed',
    sender: { events: fin.sender, ending: { script: 'finished' } },
    hearer: { events: fin.hearer, ending: { script: 'unfinished' } },
    is: 'removed',
    events: [],
  },
  {
    title: 'a reset that neither end sent is the path doing it',
    sender: { ending: lost },
    hearer: { ending: lost },
    is: 'reset',
    events: ['reset, heard by sender hearer, sent by nobody'],
  },
  {
    title: 'a reset heard by the hearer alone is the path doing it as well',
    sender: { ending: { kind: 'closed', script: 'finished' } },
    hearer: { ending: lost },
    is: 'reset',
    events: ['reset, heard by hearer, sent by nobody'],
  },
  {
    title: 'a reset that the hearer sent explains itself: it had left',
    sender: { ending: lost },
    hearer: { ending: { kind: 'left', ...hard } },
    is: 'hearer-left',
    events: ['reset, heard by sender, sent by hearer'],
  },
  {
    title: 'a reset that the sender sent took its own words with it',
    sender: { ending: { kind: 'aborted', ...hard } },
    hearer: { ending: lost },
    is: 'hearer-left',
    events: ['reset, heard by hearer, sent by sender'],
  },
  {
    title: 'a hearer that waited in vain has seen a stall',
    sender: { ending: { kind: 'idle', ...hard } },
    hearer: { ending: { kind: 'idle', ...hard } },
    is: 'stalled',
    events: ['stalled at 8'],
  },
  {
    title: 'a hearer that waited in vain and closed hard has seen a stall, though the sender heard its reset',
    sender: { ending: lost },
    hearer: { ending: { kind: 'idle', ...hard } },
    is: 'stalled',
    events: ['reset, heard by sender, sent by hearer', 'stalled at 8'],
  },
  {
    title: 'a sender that waited in vain and closed hard has met a stall too',
    sender: { ending: { kind: 'idle', ...hard } },
    hearer: { ending: lost },
    is: 'stalled',
    events: ['reset, heard by hearer, sent by sender', 'stalled at 8'],
  },
  {
    title: 'a deadline without a FIN is a stall',
    sender: { ending: { kind: 'closed' } },
    hearer: { ending: { kind: 'deadline', ...hard } },
    is: 'stalled',
    events: ['stalled at 8'],
  },
  {
    title: 'a hearer that left first has heard no more',
    sender: { ending: { script: 'finished' } },
    hearer: { ending: { kind: 'left', script: 'off-script' } },
    is: 'hearer-left',
    events: [],
  },
  {
    title: 'a sender that closed hard explains the FIN that a proxy made of it',
    sender: { ending: { kind: 'aborted', ...hard } },
    hearer: { events: fin.hearer, ending: { script: 'unfinished' } },
    is: 'hearer-left',
    events: [],
  },
]

describe('diff/compare, a tail that was not heard', () => {
  for (const row of rows)
    for (const flow of ['dialer-to-answerer', 'answerer-to-dialer'] as const)
      it(`${row.title} (${flow})`, () => {
        const pair = tailPair(row, flow)
        assert.deepEqual(tailOf(pair.flows.find(it => it.flow === flow)), expectedTail(row.is))
        assert.deepEqual(
          pair.events.map(event => tellEvent(event, flow)),
          row.events,
        )
      })

  it('leaves the edits before it as they are', () => {
    const dialer = tapeOf('dialer', [heard('220 XX\r\n')], { ending: { kind: 'idle', script: 'unfinished' } })
    const [, flow] = compare(dialer, tapeOf('answerer', [sent(SAID)], { ending: lost })).flows
    assert.deepEqual(flow?.edits, [{ kind: 'replaced', sentAt: 4, sentBytes: 2, heardAt: 4, heardBytes: 2 }])
    assert.deepEqual(flow?.unheard, { sentAt: 8, cause: 'stalled' })
  })

  it('is all of it when nothing was heard', () => {
    const dialer = tapeOf('dialer', [], { ending: { kind: 'idle', script: 'unfinished' } })
    const pair = compare(dialer, tapeOf('answerer', [sent(SAID)], { ending: lost }))
    assert.deepEqual(pair.flows[1]?.edits, [])
    assert.deepEqual(pair.events.at(-1), { kind: 'stalled', flow: 'answerer-to-dialer', sentAt: 0 })
  })
})

function tailPair({ sender, hearer }: TailRow, flow: FlowComparison['flow']): PairComparison {
  const [from, to] =
    flow === 'dialer-to-answerer' ? (['dialer', 'answerer'] as const) : (['answerer', 'dialer'] as const)
  const sending = tapeOf(from, [sent(SAID), ...(sender.events ?? [])], { ending: sender.ending })
  const hearing = tapeOf(to, [heard(HEARD), ...(hearer.events ?? [])], { ending: hearer.ending })
  return from === 'dialer' ? compare(sending, hearing) : compare(hearing, sending)
}

function expectedTail(is: TailRow['is']): Pick<FlowComparison, 'edits' | 'unheard'> {
  if (is === 'cut' || is === 'removed') return { edits: [{ kind: is, ...tail }], unheard: null }
  assert.ok(is === 'reset' || is === 'stalled' || is === 'hearer-left')
  return { edits: [], unheard: { sentAt: tail.sentAt, cause: is } }
}

function tailOf(flow: FlowComparison | undefined): Pick<FlowComparison, 'edits' | 'unheard'> {
  assert.ok(flow)
  return { edits: flow.edits, unheard: flow.unheard }
}

function tellEvent(event: PathEvent, flow: FlowComparison['flow']): Told {
  if (event.kind === 'stalled') return event.flow === flow ? `stalled at ${event.sentAt}` : `stalled in the other flow`
  const sender = flow === 'dialer-to-answerer' ? 'dialer' : 'answerer'
  const name = (role: string | null) => (role === null ? 'nobody' : role === sender ? 'sender' : 'hearer')
  const heardBy = event.heardBy.map(name).sort().reverse()
  return `reset, heard by ${heardBy.join(' ')}, sent by ${name(event.sentBy)}`
}

describe('diff/compare, TLS', () => {
  const dialerHello = [sent('STARTTLS\r\n'), heard('220 go\r\n'), mark('tls-begin'), sent('<hello>')]
  const answererHello = [heard('STARTTLS\r\n'), sent('220 go\r\n'), mark('tls-begin'), heard('<hello>')]
  const dialer = tapeOf('dialer', [
    ...dialerHello,
    heard('<HELLO>'),
    tlsOpened(),
    sent('EHLO a\r\n', 'tls'),
    sent('<ehlo>'),
    heard('<250>'),
    heard('250 ok\r\n', 'tls'),
  ])
  const answerer = tapeOf('answerer', [
    ...answererHello,
    sent('<HELLO>'),
    tlsOpened(),
    heard('<ehlo>'),
    heard('EHLO a\r\n', 'tls'),
    sent('250 ok\r\n', 'tls'),
    sent('<250>'),
  ])

  /** The answerer's end of a TLS session that somebody opened. */
  function opened(facts: Parameters<typeof tlsOpened>[0], cipher = '<hello>'): Tape {
    return tapeOf('answerer', [
      heard('STARTTLS\r\n'),
      sent('220 go\r\n'),
      mark('tls-begin'),
      heard(cipher),
      sent('<HELLO>'),
      tlsOpened(facts),
      heard('EHLO a\r\n', 'tls'),
      sent('250 ok\r\n', 'tls'),
      sent('<250>'),
    ])
  }

  it('compares the words in clear, then those inside, and never diffs ciphertext', () => {
    const pair = compare(dialer, answerer)
    assert.deepEqual(tellFlows(pair), [
      ['wire', 'dialer-to-answerer', 'STARTTLS\r\n', 'STARTTLS\r\n'],
      ['wire', 'answerer-to-dialer', '220 go\r\n', '220 go\r\n'],
      ['tls', 'dialer-to-answerer', 'EHLO a\r\n', 'EHLO a\r\n'],
      ['tls', 'answerer-to-dialer', '250 ok\r\n', '250 ok\r\n'],
    ])
    assert.ok(pair.flows.every(it => it.edits.length === 0 && it.unheard === null))
  })

  it('says that nobody opened it when exporter, certificate and ciphertext are equal', () => {
    const tls = compare(dialer, answerer).tls
    assert.deepEqual([tls?.exporterEqual, tls?.certificateEqual, tls?.ciphertextEqual], [true, true, true])
    assert.deepEqual(tls?.failures, [])
    assert.equal(tls?.dialer?.exporter, 'e1')
  })

  it('says which of them differ', () => {
    const verdict = (other: Tape) => {
      const tls = compare(dialer, other).tls
      return [tls?.exporterEqual, tls?.certificateEqual, tls?.ciphertextEqual]
    }
    assert.deepEqual(verdict(opened({ exporter: 'e2' })), [false, true, true])
    assert.deepEqual(verdict(opened({ certificate: 'c2' })), [true, false, true])
    assert.deepEqual(verdict(opened({}, '<hallo>')), [true, true, false])
  })

  it('takes ciphertext that was on its way when an end left for equal', () => {
    const short = tapeOf('answerer', [...answererHello, sent('<HELLO>'), sent('<more>'), tlsOpened()])
    assert.equal(compare(dialer, short).tls?.ciphertextEqual, false)
    const early = tapeOf('dialer', [...dialerHello, heard('<HELLO>'), tlsOpened()])
    assert.equal(compare(early, short).tls?.ciphertextEqual, true)
  })

  it('has no exporter to compare when it stood at one end only, and tells why not', () => {
    const failed = tapeOf('answerer', [...answererHello, tlsFailed('no shared cipher')], {
      ending: { script: 'off-script' },
    })
    const tls = compare(dialer, failed).tls
    assert.deepEqual([tls?.exporterEqual, tls?.certificateEqual, tls?.answerer], [null, null, null])
    assert.deepEqual(tls?.failures, [{ role: 'answerer', message: 'no shared cipher' }])
  })

  it('takes words inside that had no TLS at the other end for unheard and not for removed', () => {
    const failed = tapeOf('answerer', [...answererHello, tlsFailed('no'), mark('fin-heard')])
    const inside = compare(dialer, failed).flows.find(it => it.layer === 'tls' && it.flow === 'dialer-to-answerer')
    assert.deepEqual(tailOf(inside), { edits: [], unheard: { sentAt: 0, cause: 'hearer-left' } })
  })

  it('is told of when one end alone began it', () => {
    const clear = tapeOf('answerer', [heard('STARTTLS\r\n'), sent('500 no\r\n')])
    const tls = compare(tapeOf('dialer', [...dialerHello, tlsFailed('no TLS')]), clear).tls
    assert.deepEqual(tls?.failures, [{ role: 'dialer', message: 'no TLS' }])
  })
})
