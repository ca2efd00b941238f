import assert from 'node:assert/strict'
import { couldBelong, type Dialed, type Matched, matchTapes, provedBy } from '../../src/diff/match.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { heard, opened, sent, tapeOf } from '../support/tapes.ts'

interface Connection {
  /** The dialer's port as its own socket names it, or as the answerer saw it. */
  readonly port?: number
  readonly address?: string
  readonly fromMs?: number
  readonly toMs?: number
}

/** A session `s<n>` with the nonce `NONCE<n>`. */
function dialed(number: number, connection: Connection = {}): Dialed {
  const { port = 40000 + number, address = '192.0.2.1', fromMs = 0, toMs = 100 } = connection
  const nonce = `NONCE${number}`
  const tape = tapeOf('dialer', [opened(), sent(`EHLO ${nonce}.client.example\r\n`)], {
    head: { session: `s${number}`, local: { address, port }, startedAtMs: fromMs },
    ending: { atMs: toMs },
  })
  return { session: `s${number}`, nonce, tape }
}

/** What the answerer has of a connection in which it heard this. */
function answered(text: string, connection: Connection = {}): Tape {
  const { port = 50000, address = '192.0.2.1', fromMs = 0, toMs = 100 } = connection
  return tapeOf('answerer', [opened(), heard(text)], {
    head: { remote: { address, port }, startedAtMs: fromMs },
    ending: { atMs: toMs },
  })
}

function match(dialers: readonly Dialed[], answerers: readonly Tape[], offsetMs = 0): Matched {
  return matchTapes(dialers, answerers, { offsetMs })
}

/** Session, place of the answerer's tape in what was given, and how it was found. */
function told(matched: Matched, answerers: readonly Tape[]): readonly (readonly [string, number, string])[] {
  return matched.matches.map(it => [it.session, answerers.indexOf(it.answerer), it.by])
}

describe('diff/match', () => {
  it('pairs tapes by the nonce, in whatever order they came', () => {
    const answerers = [answered('EHLO NONCE2.client.example\r\n'), answered('EHLO NONCE1.client.example\r\n')]
    const matched = match([dialed(1), dialed(2)], answerers)
    assert.deepEqual(told(matched, answerers), [
      ['s1', 1, 'nonce'],
      ['s2', 0, 'nonce'],
    ])
    assert.deepEqual([matched.alone, matched.strangers, matched.claimedTwice], [[], [], []])
  })

  it('knows a nonce that a device has folded to lower case', () => {
    const answerers = [answered('helo nonce1.client.example\r\n')]
    assert.deepEqual(told(match([dialed(1)], answerers), answerers), [['s1', 0, 'nonce']])
  })

  it('knows a nonce at its second place, and inside TLS', () => {
    const inTls = tapeOf('answerer', [heard('STARTTLS\r\n'), heard('MAIL FROM:<NONCE2@client.example>\r\n', 'tls')])
    const answerers = [answered('EHLO XXXXXX\r\nNOOP NONCE1\r\n'), inTls]
    assert.deepEqual(told(match([dialed(1), dialed(2)], answerers), answerers), [
      ['s1', 0, 'nonce'],
      ['s2', 1, 'nonce'],
    ])
  })

  it('does not put a nonce together from two layers', () => {
    const tape = tapeOf('answerer', [heard('NON'), heard('CE1', 'tls')])
    assert.deepEqual(match([dialed(1)], [tape]).strangers, [tape])
  })

  it('pairs by the source port where the nonce was changed', () => {
    const answerers = [answered('EHLO XXXXXX\r\n', { port: 40002 }), answered('EHLO YYYYYY\r\n', { port: 40001 })]
    assert.deepEqual(told(match([dialed(1), dialed(2)], answerers), answerers), [
      ['s1', 1, 'source-port'],
      ['s2', 0, 'source-port'],
    ])
  })

  it('believes the nonce and not the source port when they differ', () => {
    const answerers = [answered('EHLO NONCE2\r\n', { port: 40001 }), answered('EHLO NONCE1\r\n', { port: 40002 })]
    assert.deepEqual(told(match([dialed(1), dialed(2)], answerers), answerers), [
      ['s1', 1, 'nonce'],
      ['s2', 0, 'nonce'],
    ])
  })

  it('does not pair by a source port that two connections had', () => {
    const twice = [answered('', { port: 40001 }), answered('', { port: 40001 })]
    const matched = match([dialed(1)], twice)
    assert.deepEqual([matched.matches, matched.strangers], [[], twice])
  })

  it('does not pair by the source port what did not overlap in time', () => {
    const before = answered('', { port: 40001, fromMs: -5000, toMs: -2001 })
    const after = answered('', { port: 40001, fromMs: 60_101, toMs: 60_200 })
    for (const tape of [before, after]) {
      const matched = match([dialed(1)], [tape])
      assert.deepEqual([matched.matches, matched.strangers], [[], [tape]])
    }
  })

  it('reckons with the difference of the two clocks', () => {
    const answerers = [answered('', { port: 40001, fromMs: 5000, toMs: 5100 })]
    assert.deepEqual(told(match([dialed(1)], answerers, -5000), answerers), [['s1', 0, 'source-port']])
    assert.deepEqual(match([dialed(1)], answerers, 60_000).matches, [])
  })

  it('keeps a stranger apart', () => {
    const stranger = answered('EHLO scanner.example\r\n', { address: '198.51.100.9' })
    const answerers = [stranger, answered('EHLO NONCE1\r\n')]
    const matched = match([dialed(1)], answerers)
    assert.deepEqual(told(matched, answerers), [['s1', 1, 'nonce']])
    assert.deepEqual(matched.strangers, [stranger])
  })

  it('keeps both of two claims to one nonce and tells: the one with the source port is the session', () => {
    const answerers = [answered('EHLO NONCE1\r\n'), answered('EHLO NONCE1\r\n', { port: 40001 })]
    const matched = match([dialed(1)], answerers)
    assert.deepEqual(told(matched, answerers), [['s1', 1, 'nonce']])
    assert.deepEqual(matched.strangers, answerers.slice(0, 1))
    assert.deepEqual(matched.claimedTwice, ['s1'])
  })

  it('leaves alone a session that never connected, and one that the answerer never saw', () => {
    const unseen = dialed(1)
    const refused: Dialed = { session: 's2', nonce: 'NONCE2', tape: tapeOf('dialer', []) }
    const matched = match([unseen, refused], [answered('')])
    assert.deepEqual(matched.alone, [unseen, refused])
    assert.equal(matched.strangers.length, 1)
  })

  it('says nothing of nothing', () => {
    assert.deepEqual(match([], []), { matches: [], alone: [], strangers: [], claimedTwice: [] })
  })
})

describe('diff/match, by order', () => {
  const proof = dialed(9)
  const proving = answered('EHLO NONCE9\r\n')

  it('pairs what is left in order of time when a nonce has proved the address', () => {
    const dialers = [proof, dialed(2, { fromMs: 50, toMs: 90 }), dialed(1, { fromMs: 10, toMs: 90 })]
    const answerers = [proving, answered('', { fromMs: 52, toMs: 91 }), answered('', { fromMs: 12, toMs: 91 })]
    assert.deepEqual(told(match(dialers, answerers), answerers), [
      ['s9', 0, 'nonce'],
      ['s1', 2, 'order'],
      ['s2', 1, 'order'],
    ])
  })

  it('takes an address for proved that a nonce on another port has proved', () => {
    const answerers = [answered('')]
    const options = { offsetMs: 0, provedAddresses: new Set(['192.0.2.1']) }
    assert.deepEqual(told(matchTapes([dialed(1)], answerers, options), answerers), [['s1', 0, 'order']])
    assert.deepEqual(provedBy(match([proof], [proving]).matches), ['192.0.2.1'])
  })

  it('proves no address by a match of another kind', () => {
    const { matches } = match([dialed(1)], [answered('', { port: 40001 })])
    assert.deepEqual([matches.length, provedBy(matches)], [1, []])
  })

  const refusals: readonly (readonly [why: string, dialers: readonly Dialed[], answerers: readonly Tape[]])[] = [
    ['no nonce has proved the address', [dialed(1)], [answered('')]],
    ['a nonce has proved another address', [proof, dialed(1)], [proving, answered('', { address: '198.51.100.9' })]],
    ['more tapes are left at the answerer', [proof, dialed(1)], [proving, answered(''), answered('')]],
    ['more tapes are left at the dialer', [proof, dialed(1), dialed(2)], [proving, answered('')]],
    [
      'a stranger is among them',
      [proof, dialed(1)],
      [proving, answered(''), answered('', { address: '198.51.100.9' })],
    ],
    ['they did not overlap in time', [proof, dialed(1)], [proving, answered('', { fromMs: 2101, toMs: 2200 })]],
    [
      'one of them did not overlap',
      [proof, dialed(1, { fromMs: 0, toMs: 10 }), dialed(2, { fromMs: 20, toMs: 30 })],
      [proving, answered('', { fromMs: 1, toMs: 10 }), answered('', { fromMs: 2031, toMs: 2040 })],
    ],
  ]
  for (const [why, dialers, answerers] of refusals)
    it(`pairs nothing when ${why}`, () => {
      const matched = match(dialers, answerers)
      assert.ok(matched.matches.every(it => it.by === 'nonce'))
      const paired = matched.matches.length
      assert.equal(matched.alone.length, dialers.length - paired)
      assert.equal(matched.strangers.length, answerers.length - paired)
    })
})

describe('diff/match, could belong', () => {
  it('is a matter of time alone, by both clocks', () => {
    const dialer = dialed(1, { fromMs: 0, toMs: 100 }).tape
    const late = answered('', { address: '198.51.100.9', fromMs: 5000, toMs: 5100 })
    assert.equal(couldBelong(dialer, late, { offsetMs: 0 }), false)
    assert.equal(couldBelong(dialer, late, { offsetMs: -4950 }), true)
    assert.equal(couldBelong(dialer, late, { offsetMs: -7101 }), false)
  })

  it('allows for clocks that are not known to the millisecond', () => {
    const dialer = dialed(1, { fromMs: 0, toMs: 100 }).tape
    assert.equal(couldBelong(dialer, answered('', { fromMs: 2099, toMs: 2200 }), { offsetMs: 0 }), true)
    assert.equal(couldBelong(dialer, answered('', { fromMs: 2101, toMs: 2200 }), { offsetMs: 0 }), false)
  })
})
