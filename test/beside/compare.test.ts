import assert from 'node:assert/strict'
import { type BesideDial, compareBeside } from '../../src/beside/compare.ts'
import { textOf } from '../../src/bytes.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { type Happened, heard, mark, opened, sent, tapeOf, tlsFailed, tlsOpened } from '../support/tapes.ts'

const fins = [mark('fin-sent'), mark('fin-heard')]

interface Words {
  readonly greeting?: string
  readonly keywords?: string
  /** Null: STARTTLS is refused. */
  readonly tls?: readonly Happened[] | null
}

function dialOf(
  name: string,
  address: string,
  { greeting = `220 mx id${name}`, keywords = '', tls = null }: Words = {},
): BesideDial {
  const refused = [heard('502 no\r\n'), sent('QUIT\r\n'), heard('221 bye\r\n')]
  const tape = tapeOf(
    'dialer',
    [
      opened(),
      heard(`${greeting}\r\n`),
      sent(`EHLO ${name}\r\n`),
      heard(`250-mx Hello ${name} [${address}]\r\n${keywords}250 SIZE\r\n`),
      sent('STARTTLS\r\n'),
      ...(tls === null ? refused : [heard('220 go\r\n'), mark('tls-begin'), ...tls]),
      ...fins,
    ],
    {
      head: { local: { address, port: 5 }, remote: { address: '192.0.2.2', port: 25 } },
      ending: { script: tls === null ? 'off-script' : 'finished' },
    },
  )
  return { tape, ehloName: name, addresses: [] }
}

const secured = (exporter: string, certificate = 'c1') => [
  tlsOpened({ exporter, certificate }),
  sent('QUIT\r\n', 'tls'),
  heard('221 bye\r\n', 'tls'),
]

function compare(outside: Words, local: Words = {}, other: Words = local) {
  const result = compareBeside({
    outside: dialOf('n3.example', '198.51.100.7', outside),
    locals: [dialOf('n1.example', '192.0.2.2', local), dialOf('n2.example', '192.0.2.2', other)],
    protocol: 'smtp',
    unit: 'lines',
  })
  return result.kind === 'compared' ? result : assert.fail(result.reason)
}

describe('beside/compare', () => {
  it('finds no difference but what is volatile, and a whole conversation', () => {
    const { comparison, silent } = compare({})
    assert.deepEqual(
      comparison.flows.map(({ flow, edits, unheard }) => [flow, edits, unheard]),
      [
        ['dialer-to-answerer', [], null],
        ['answerer-to-dialer', [], null],
      ],
    )
    assert.deepEqual([comparison.tls, comparison.events, silent], [null, [], false])
    assert.deepEqual([comparison.dialer.ending.script, comparison.answerer.ending.script], ['finished', 'finished'])
    assert.deepEqual(comparison.answerer.head.remote, { address: '198.51.100.7', port: 5 })
  })

  it('gives a missing keyword as the one edit', () => {
    const { comparison } = compare({}, { keywords: '250-CHUNKING\r\n' })
    const flow = comparison.flows.find(it => it.flow === 'answerer-to-dialer') ?? assert.fail()
    assert.deepEqual(
      flow.edits.map(({ kind, sentAt, sentBytes }) => [kind, textOf(flow.sent.subarray(sentAt, sentAt + sentBytes))]),
      [['removed', '250-CHUNKING\r\n']],
    )
    assert.deepEqual(comparison.flows[0]?.edits, [])
  })

  it('holds certificates against each other, never keys', () => {
    const equal = compare({ tls: secured('e3') }, { tls: secured('e1') }).comparison
    assert.deepEqual(
      [equal.tls?.certificateEqual, equal.tls?.exporterEqual, equal.tls?.ciphertextEqual, equal.tls?.failures],
      [true, null, true, []],
    )
    assert.ok(equal.flows.every(({ edits }) => edits.length === 0))
    const foreign = compare({ tls: secured('e3', 'proxy') }, { tls: secured('e1') }).comparison
    assert.equal(foreign.tls?.certificateEqual, false)
  })

  it('tells a TLS that failed for the outsider alone from one that fails for everybody', () => {
    const failure = [tlsFailed('no cipher')]
    assert.equal(compare({ tls: failure }, { tls: secured('e1') }).comparison.tls?.ciphertextEqual, false)
    assert.equal(compare({ tls: failure }, { tls: failure }).comparison.tls?.ciphertextEqual, true)
  })

  it('shows STARTTLS that was refused outside only as other words', () => {
    const { comparison } = compare({}, { tls: secured('e1') })
    const edits = comparison.flows.flatMap(({ flow, layer, edits }) => edits.map(() => `${flow} ${layer}`))
    assert.ok(edits.length > 0 && edits.every(it => it === 'answerer-to-dialer wire'))
  })

  it('takes the reset of a service that has said goodbye for no event, wherever it was heard', () => {
    const broken = ({ tape, ...dial }: BesideDial): BesideDial => {
      const events = tape.events.filter(({ kind }) => kind !== 'fin-heard')
      return { ...dial, tape: { ...tape, events, ending: { ...tape.ending, kind: 'reset-heard', code: 'ECONNRESET' } } }
    }
    const greeting = '220 mx'
    const outside = dialOf('n3.example', '198.51.100.7', { greeting })
    const local = dialOf('n1.example', '192.0.2.2', { greeting })
    const common = { protocol: 'smtp', unit: 'lines' } as const
    for (const input of [
      { outside: broken(outside), locals: [local] },
      { outside, locals: [broken(local)] },
      { outside: broken(outside), locals: [broken(local)] },
    ]) {
      const result = compareBeside({ ...input, ...common })
      assert.ok(result.kind === 'compared')
      assert.deepEqual([result.comparison.events, result.comparison.dialer.ending.kind], [[], 'closed'])
    }
  })

  it('keeps a reset in the middle', () => {
    const outside = dialOf('n3.example', '198.51.100.7')
    const ending = { ...outside.tape.ending, kind: 'reset-heard', script: 'unfinished' } as const
    const tape = { ...outside.tape, events: outside.tape.events.slice(0, 3), ending }
    const locals = [dialOf('n1.example', '192.0.2.2')]
    const result = compareBeside({ outside: { ...outside, tape }, locals, protocol: 'smtp', unit: 'lines' })
    assert.deepEqual(result.kind === 'compared' && result.comparison.events, [
      { kind: 'reset', heardBy: ['dialer'], sentBy: null },
    ])
  })

  it('knows the other manner of a service that has two, and learns nothing from a third', () => {
    const teased = { greeting: '220-mx\r\n220 mx' }
    const plain = { greeting: '220 mx' }
    assert.ok(compare(teased, teased, plain).comparison.flows.every(({ edits }) => edits.length === 0))
    assert.ok(compare(plain, teased, plain).comparison.flows.every(({ edits }) => edits.length === 0))
    assert.throws(() => compare({ greeting: '220 **' }, teased, plain), /two different ways/)
  })

  it('masks the caller in an error of a binary protocol', () => {
    const blocked = (address: string) => ({
      tape: tapeOf('dialer', [opened(), heard(`\x45\0\0\0\xff\x6a\x04Host '${address}' is not allowed`), ...fins], {
        head: { local: { address, port: 5 } },
      }),
      ehloName: null,
      addresses: [],
    })
    const [outside, locals] = [blocked('198.51.100.7'), [blocked('192.0.2.2')]]
    const result = compareBeside({ outside, locals, protocol: 'mysql', unit: 'bytes' })
    assert.ok(result.kind === 'compared' && result.comparison.flows.every(({ edits }) => edits.length === 0))
  })

  it('has nothing to compare with where the host itself got no answer, or two', () => {
    const outside = dialOf('n3.example', '198.51.100.7')
    const none = tapeOf('dialer', [], { ending: { kind: 'refused', script: 'unfinished' } })
    const ask = (tapes: readonly Tape[]) =>
      compareBeside({
        outside,
        locals: tapes.map(tape => ({ tape, ehloName: 'n1.example', addresses: [] })),
        protocol: 'smtp',
        unit: 'lines',
      })
    assert.deepEqual(ask([none]), { kind: 'untested', reason: 'the service did not answer its own host' })
    const busy = tapeOf('dialer', [opened(), heard('421 busy\r\n'), ...fins])
    const reason = 'the service answered its own host in two different ways'
    assert.deepEqual(ask([dialOf('n1.example', '192.0.2.2').tape, busy]), { kind: 'untested', reason })
  })

  it('calls a service silent that said nothing to anybody', () => {
    const quiet = { tape: tapeOf('dialer', [opened(), ...fins]), ehloName: null, addresses: [] }
    const result = compareBeside({ outside: quiet, locals: [quiet], protocol: 'echo', unit: 'lines' })
    assert.equal(result.kind === 'compared' && result.silent, true)
  })
})
