import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import { textOf } from '../../src/bytes.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import { helloBetween, helloIn, unheardCipher } from '../../src/diff/handshake.ts'
import type { Ending, Tape } from '../../src/tape/tape.ts'
import { type Happened, heard, mark, sent, tapeOf, tlsOpened } from '../support/tapes.ts'

/** The first bytes of Node's own TLS client that asks for this name, Latin-1. */
function helloFor(servername: string): Promise<string> {
  return new Promise(resolve => {
    const wire = new Duplex({
      read: () => undefined,
      write(chunk, _, done) {
        resolve(textOf(new Uint8Array(chunk)))
        done()
      },
    })
    const socket = connect({ socket: wire, servername }).on('error', () => undefined)
    setImmediate(() => socket.destroy())
  })
}

const begin = mark('tls-begin')

function pairOf(
  dialer: readonly Happened[],
  answerer: readonly Happened[],
  ends: Partial<Ending>[] = [],
): [Tape, Tape] {
  const lost = { script: 'unfinished' } as const
  return [
    tapeOf('dialer', dialer, { ending: { ...lost, ...ends[0] } }),
    tapeOf('answerer', answerer, { ending: { ...lost, ...ends[1] } }),
  ]
}

describe('diff/handshake', () => {
  let hello = ''
  before(async () => {
    hello = await helloFor('mail.example')
  })

  it('has the ClientHello as sent and as heard, behind words in clear and in pieces', async () => {
    const other = await helloFor('evil.example')
    const [dialer, answerer] = pairOf(
      [sent('STARTTLS\r\n'), begin, sent(hello)],
      [heard('STARTTLS\r\n'), begin, heard(other.slice(0, 7)), heard(other.slice(7)), heard('more')],
    )
    const found = helloBetween(dialer, answerer)
    assert.deepEqual([found?.sent.serverName, found?.heard.serverName], ['mail.example', 'evil.example'])
    assert.equal(helloIn(dialer, 'heard'), null)
  })

  it('has none where one of them is not whole, or no TLS began', () => {
    assert.equal(helloBetween(...pairOf([begin, sent(hello)], [begin, heard(hello.slice(0, 50))])), null)
    assert.equal(helloBetween(...pairOf([sent(hello)], [heard(hello)])), null)
  })

  const idle = { kind: 'idle' } as const
  const rows: readonly (readonly [
    title: string,
    dialer: Happened[],
    answerer: Happened[],
    Partial<Ending>[],
    string,
  ])[] = [
    ['a silence', [], [], [idle, idle], 'stalled'],
    ['a FIN of nobody', [mark('fin-heard')], [mark('fin-heard')], [], 'cut'],
    ['a reset of nobody', [], [], [{ kind: 'reset-heard' }, { kind: 'reset-heard' }], 'reset'],
    ['an end that left', [], [], [{}, { kind: 'left', resetSent: true }], 'hearer-left'],
  ]
  for (const [title, dialer, answerer, ends, cause] of rows)
    it(`a ClientHello that did not arrive, and ${title}: ${cause}`, () => {
      const [near, far] = pairOf([sent('ab'), begin, sent('12345'), ...dialer], [heard('ab'), begin, ...answerer], ends)
      assert.deepEqual(unheardCipher(near, far), [{ flow: 'dialer-to-answerer', sentAt: 2, cause }])
      const { tls, events } = compareTapes({ dialer: near, answerer: far, matchedBy: 'nonce' }, 'lines')
      assert.deepEqual(tls?.unheard, [{ flow: 'dialer-to-answerer', sentAt: 2, cause }])
      const stalls = events.filter(({ kind }) => kind === 'stalled')
      assert.deepEqual(stalls, cause === 'stalled' ? [{ kind: 'stalled', flow: 'dialer-to-answerer', sentAt: 2 }] : [])
    })

  it('says nothing where all was heard, or where the hearer has a session', () => {
    assert.deepEqual(unheardCipher(...pairOf([begin, sent('123')], [begin, heard('123')], [idle, idle])), [])
    const open = pairOf([begin, sent('123')], [begin, tlsOpened()], [idle, idle])
    assert.deepEqual(unheardCipher(...open), [])
  })
})
