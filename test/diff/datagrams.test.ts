import assert from 'node:assert/strict'
import fc from 'fast-check'
import { concat, equalBytes, textOf } from '../../src/bytes.ts'
import type { DatagramFlow } from '../../src/diff/comparison.ts'
import { compareDatagrams, datagramsAgree, foreignFromPeer } from '../../src/diff/datagrams.ts'
import type { TapeHead } from '../../src/tape/tape.ts'
import { heardFrom, noise } from '../support/datagram-tapes.ts'
import { type Happened, heard, sent, tapeOf } from '../support/tapes.ts'

const udp: Partial<TapeHead> = { transport: 'udp' }

/** The flow from the dialer, when this was sent and that was heard. */
function flowOf(sends: readonly string[], hears: readonly string[]): DatagramFlow {
  const dialer = tapeOf(
    'dialer',
    sends.map(text => sent(text)),
    { head: udp },
  )
  const answerer = tapeOf(
    'answerer',
    hears.map(text => heard(text)),
    { head: udp },
  )
  const [flow] = compareDatagrams(dialer, answerer).flows
  assert.ok(flow)
  return flow
}

function fates(flow: DatagramFlow): readonly string[] {
  return flow.datagrams.map(it => `${it.fate} ${it.heard}/${it.sent}`)
}

describe('diff/datagrams', () => {
  const [a, b, c, d] = [noise(512, 1), noise(1400, 2), noise(4096, 3), noise(48, 4)] as const

  it('counts copies of the same bytes together', () => {
    const flow = flowOf([a, b, a, a], [a, b, a])
    assert.deepEqual(fates(flow), ['arrived 2/3', 'arrived 1/1'])
    assert.deepEqual([flow.foreign, flow.duplicated, flow.overtook, flow.otherSources], [[], 0, 0, []])
  })

  it('tells lost, duplicated and overtaking', () => {
    const flow = flowOf([a, b, c, d], [b, a, b, d])
    assert.deepEqual(fates(flow), ['arrived 1/1', 'arrived 2/1', 'lost 0/1', 'arrived 1/1'])
    assert.deepEqual([flow.duplicated, flow.overtook], [1, 1])
  })

  it('does not call it overtaking when the first copy was lost', () => {
    assert.equal(flowOf([a, b, a], [b, a]).overtook, 0)
  })

  it('knows a beginning', () => {
    const flow = flowOf([a, b, c], [a, b.slice(0, 1000), c.slice(0, 1000)])
    assert.deepEqual(fates(flow), ['arrived 1/1', 'truncated 0/1', 'truncated 0/1'])
    assert.equal(flow.datagrams[2]?.as[0]?.length, 1000)
  })

  it('gives each its share when all begin alike', () => {
    const pings = [16, 512, 1372, 4096].map((length, at) => `PATHPROOF NONCE ${noise(length, at)}`)
    const flow = flowOf(
      pings,
      pings.map(it => it.slice(0, 16)),
    )
    assert.deepEqual(
      fates(flow),
      pings.map(() => 'truncated 0/1'),
    )
  })

  it('takes what is cut down to another datagram for what it was', () => {
    const flow = flowOf([d, d + a, d + b, c], [d, d, d, c])
    assert.deepEqual(fates(flow), ['arrived 1/1', 'truncated 0/1', 'truncated 0/1', 'arrived 1/1'])
    assert.equal(flow.duplicated, 0)
  })

  it('takes no datagram of one byte for the beginning of another when it was sent itself', () => {
    assert.deepEqual(fates(flowOf(['x', `x${a}`], ['x'])), ['arrived 1/1', 'lost 0/1'])
  })

  it('takes a changed byte for the datagram of one byte, not for the beginning of a lost one', () => {
    assert.deepEqual(fates(flowOf([`y${a}`, 'x'], ['y'])), ['lost 0/1', 'altered 0/1'])
  })

  const rewritten: readonly (readonly [how: string, sent: string, heard: string])[] = [
    ['one byte', a, `${a.slice(0, 100)}X${a.slice(101)}`.replace(/^./s, 'Y')],
    ['masked', a, 'X'.repeat(a.length)],
    ['inserted in the middle', b, `${b.slice(0, 700)}inserted${b.slice(700)}`],
    ['removed from the middle', b, b.slice(0, 100) + b.slice(180)],
    ['its beginning removed', b, b.slice(8)],
    ['padded', 'x', `x${'\0'.repeat(17)}`],
    ['more behind it', d, `${d}trailer`],
    ['case folded', 'wWw.ExAmPlE.oRg', 'www.example.org'],
    ['all of a few bytes', 'abcd', 'efgh'],
  ]
  for (const [how, was, is] of rewritten)
    it(`knows what was altered: ${how}`, () => {
      const flow = flowOf([c, was], [c, is])
      assert.deepEqual(fates(flow), ['arrived 1/1', 'altered 0/1'])
      assert.deepEqual(flow.foreign, [])
    })

  it('calls noise foreign, also while something is lost', () => {
    for (const length of [3, 20, 511, 513, 1400, 4096])
      assert.equal(flowOf([a, c.slice(0, 4095)], [noise(length, 99)]).foreign.length, 1, String(length))
  })

  it('keeps every changed copy, beside unchanged ones too', () => {
    const changed = (at: number) => `${a.slice(0, at)}\0${a.slice(at + 1)}`
    const flow = flowOf([a, a, a], [changed(5), a, changed(7)])
    assert.deepEqual(fates(flow), ['arrived 1/3'])
    assert.deepEqual(flow.datagrams[0]?.as.map(textOf), [changed(5), changed(7)])
  })

  it('takes what the answerer of ICMP heard for what its kernel sent back', () => {
    const head = { transport: 'icmp' } as const
    const dialer = tapeOf('dialer', [sent(a), sent(b), heard(a)], { head })
    const { flows } = compareDatagrams(dialer, tapeOf('answerer', [heard(a), heard(b)], { head }))
    assert.deepEqual(flows.map(fates), [
      ['arrived 1/1', 'arrived 1/1'],
      ['arrived 1/1', 'lost 0/1'],
    ])
  })

  it('names other sources of what was sent, and leaves strangers apart', () => {
    const [elsewhere, stranger] = [
      { address: '192.0.2.9', port: 53 },
      { address: '203.0.113.1', port: 4444 },
    ]
    const dialer = tapeOf('dialer', [sent(a), heardFrom(b, elsewhere), heardFrom('scan', stranger), heard('odd')], {
      head: udp,
    })
    const comparison = compareDatagrams(dialer, tapeOf('answerer', [heard(a), sent(b)], { head: udp }))
    const back = comparison.flows[1]
    assert.ok(back)
    assert.deepEqual(back.otherSources, [elsewhere])
    assert.deepEqual(back.foreign.map(textOf), ['scan', 'odd'])
    assert.deepEqual(foreignFromPeer(comparison, back).map(textOf), ['odd'])
  })

  it('agrees when all was answered, though copies were lost and order was not kept', () => {
    const dialer = (events: readonly Happened[], script: 'finished' | 'unfinished' = 'finished') =>
      tapeOf('dialer', events, { head: udp, ending: { script } })
    const answerer = tapeOf('answerer', [heard(b), heard(a), sent(c)], { head: udp })
    const events = [sent(a), sent(b), sent(a), heard(c)]
    assert.equal(datagramsAgree(compareDatagrams(dialer(events), answerer)), true)
    assert.equal(datagramsAgree(compareDatagrams(dialer(events, 'unfinished'), answerer)), false)
    assert.equal(datagramsAgree(compareDatagrams(dialer([...events, heard(c)]), answerer)), false)
    assert.equal(datagramsAgree(compareDatagrams(dialer([...events, heard(c.slice(0, 900))]), answerer)), false)
    const scan = heardFrom('scan', { address: '203.0.113.1', port: 4444 })
    assert.equal(datagramsAgree(compareDatagrams(dialer([...events, scan]), answerer)), true)
  })

  it('does not lose itself in a flood', () => {
    const sends = Array.from({ length: 400 }, (_, at) => noise(600, at))
    const hears = Array.from({ length: 400 }, (_, at) => noise(600, at + 1000))
    const startedMs = performance.now()
    const flow = flowOf(sends, hears)
    assert.ok(performance.now() - startedMs < 3000)
    assert.equal(flow.foreign.length, 400)
  })

  it('law: whatever the path does, every datagram that was heard is counted once', () => {
    const payload = fc.uint8Array({ minLength: 0, maxLength: 40 })
    const deed = fc.oneof(
      fc.constant((bytes: Uint8Array) => [bytes]),
      fc.constant(() => []),
      fc.constant((bytes: Uint8Array) => [bytes, bytes]),
      fc.nat(40).map(length => (bytes: Uint8Array) => [bytes.subarray(0, length)]),
      fc.nat(39).map(at => (bytes: Uint8Array) => [bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))]),
      payload.map(more => (bytes: Uint8Array) => [concat([bytes, more])]),
      payload.map(other => () => [other]),
    )
    const step = fc.record({ bytes: payload, copies: fc.integer({ min: 1, max: 3 }), deed, order: fc.nat(20) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), steps => {
        const sends = steps.flatMap(({ bytes, copies }) => Array.from({ length: copies }, () => bytes))
        const hears = [...steps]
          .sort((x, y) => x.order - y.order)
          .flatMap(({ bytes, copies, deed: act }) => Array.from({ length: copies }, () => act(bytes)).flat())
        const flow = flowOf(sends.map(textOf), hears.map(textOf))
        const counted = flow.datagrams.flatMap(({ bytes, heard: times, as }) => [
          ...Array.from({ length: times }, () => bytes),
          ...as,
        ])
        const all = [...counted, ...flow.foreign].map(textOf).sort()
        assert.deepEqual(all, hears.map(textOf).sort())
        assert.equal(
          flow.datagrams.reduce((sum, it) => sum + it.sent, 0),
          sends.length,
        )
        for (const { bytes, heard: times, as, fate } of flow.datagrams) {
          assert.equal(fate === 'arrived', times > 0)
          assert.equal(fate === 'lost', times + as.length === 0)
          assert.ok(as.every(it => !equalBytes(it, bytes)))
        }
      }),
      { numRuns: 300 },
    )
  })
})
