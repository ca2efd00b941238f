import assert from 'node:assert/strict'
import { bytesOf, concat, textOf } from '../../src/bytes.ts'
import { tapeOfConnection } from '../../src/host/captured-tape.ts'
import type { Seen } from '../../src/host/segments.ts'
import { cipherBytes, clearBytes } from '../../src/tape/flow.ts'

const hello = '\x16\x03\x01\x02\x00rest'

function tapeOf(seen: readonly Seen[], isOver = true) {
  const ends = { local: { address: '2001:db8::2', port: 25 }, remote: { address: '2001:db8::7', port: 40001 } }
  const connection = { ...ends, startedAtMs: 10, seen, isOver, flaw: null }
  return tapeOfConnection(connection, { port: 25, session: null, nowMs: 99 })
}

const heard = (text: string, atMs = 20): Seen => ({ kind: 'heard', atMs, bytes: bytesOf(text) })
const sent = (text: string, atMs = 20): Seen => ({ kind: 'sent', atMs, bytes: bytesOf(text) })

describe('host/captured-tape', () => {
  it('begins TLS where the dialer does, behind a line of the same piece too', () => {
    const tape = tapeOf([sent('220 go\r\n'), heard(`STARTTLS\r\n${hello}`), sent('cipher')])
    assert.equal(textOf(clearBytes(tape, 'heard')), 'STARTTLS\r\n')
    assert.equal(textOf(cipherBytes(tape, 'heard')), hello)
    assert.equal(textOf(clearBytes(tape, 'sent')), '220 go\r\n')
    assert.equal(textOf(cipherBytes(tape, 'sent')), 'cipher')
  })

  it('begins TLS at once, and with a hello in pieces', () => {
    const tape = tapeOf([...hello].map(letter => heard(letter)))
    assert.equal(textOf(cipherBytes(tape, 'heard')), hello)
    assert.equal(tape.events.filter(({ kind }) => kind === 'tls-begin').length, 1)
  })

  it('takes no bytes in the middle of a line for TLS', () => {
    const tape = tapeOf([heard(`a${hello}\r\n`)])
    assert.ok(!tape.events.some(({ kind }) => kind === 'tls-begin'))
    assert.equal(textOf(concat([clearBytes(tape, 'heard')])), `a${hello}\r\n`)
  })

  it('has the family, and when it opened', () => {
    const tape = tapeOf([{ kind: 'open', atMs: 13 }])
    assert.equal(tape.head.family, 6)
    assert.deepEqual(tape.events, [{ kind: 'open', atMs: 13, tookMs: 3 }])
  })

  const endings: readonly (readonly [string, Seen['kind'] | null, boolean, object])[] = [
    [
      'a reset that came',
      'reset-heard',
      true,
      { kind: 'reset-heard', atMs: 30, script: 'finished', code: 'ECONNRESET' },
    ],
    ['a reset of its own', 'reset-sent', true, { kind: 'left', atMs: 30, script: 'finished', resetSent: true }],
    ['both FINs', 'fin-heard', true, { kind: 'closed', atMs: 30, script: 'finished' }],
    ['nothing yet', null, false, { kind: 'idle', atMs: 99, script: 'unfinished' }],
  ]
  for (const [name, kind, isOver, ending] of endings)
    it(`ends with ${name}`, () => {
      const last = kind === null ? [] : [{ kind, atMs: 30 } as Seen]
      assert.deepEqual(tapeOf([heard('x'), ...last], isOver).ending, ending)
    })
})
