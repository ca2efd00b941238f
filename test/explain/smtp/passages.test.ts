import assert from 'node:assert/strict'
import fc from 'fast-check'
import { textOf } from '../../../src/bytes.ts'
import { layerOf } from '../../../src/explain/smtp/layer.ts'
import type { Passage } from '../../../src/explain/smtp/passage.ts'
import { messagePassage, passagesOf } from '../../../src/explain/smtp/passages.ts'
import { client, type PairOptions, pair, server, type Words } from '../../support/comparisons.ts'

function passages(words: readonly Words[], options: PairOptions = {}): readonly Passage[] {
  const layer = layerOf(pair(words, options).flows, 'wire')
  return layer === null ? [] : passagesOf(layer)
}

/** One line a passage: kind, what was sent, what was heard. */
function show(its: readonly Passage[]): readonly string[] {
  const text = (side: { bytes: Uint8Array } | null) =>
    side === null ? '-' : textOf(side.bytes).replaceAll('\r\n', '|')
  return its.map(it => `${it.kind} ${text(it.sent)} ${it.equal ? '=' : text(it.heard)}`)
}

describe('explain/smtp/passages', () => {
  it('lays equal conversations side by side', () => {
    const words = [
      server('220 a\r\n'),
      client('EHLO x\r\n'),
      server('250-a\r\n250 B\r\n'),
      client('QUIT\r\n'),
      server('221\r\n'),
    ]
    assert.deepEqual(show(passages(words)), [
      'greeting 220 a| =',
      'ehlo 250-a|250 B| =',
      'reply 221| =',
      'command EHLO x| =',
      'command QUIT| =',
    ])
  })

  it('keeps an invented reply apart from the true one behind it', () => {
    const words = [
      server('220 a\r\n'),
      client('STARTTLS\r\n', null),
      server(null, '500 no\r\n'),
      client('QUIT\r\n'),
      server('221 closing\r\n', '221 Good bye\r\n'),
    ]
    assert.deepEqual(show(passages(words)).slice(0, 3), [
      'greeting 220 a| =',
      'reply - 500 no|',
      'reply 221 closing| 221 Good bye|',
    ])
  })

  it('does not take a lost keyword line for the invented reply behind it', () => {
    const words = [
      server('220 a\r\n'),
      client('EHLO x\r\n'),
      server('250-a\r\n250 STARTTLS\r\n', '250 a\r\n'),
      client('STARTTLS\r\n', null),
      server(null, '454 no\r\n'),
    ]
    assert.deepEqual(show(passages(words)).slice(1, 3), ['ehlo 250-a|250 STARTTLS| 250 a|', 'reply - 454 no|'])
  })

  it('takes one reply in the place of another for a changed one', () => {
    const words = [server('220 a\r\n'), client('STARTTLS\r\n', 'NOOP\r\n'), server('250 ok\r\n', '454 not now\r\n')]
    assert.deepEqual(show(passages(words))[1], 'reply 250 ok| 454 not now|')
  })

  it('counts a line in front of the greeting to the greeting', () => {
    const words = [server('220 a\r\n', '220-proxy\r\n220 a\r\n'), client('QUIT\r\n'), server('221 x\r\n')]
    assert.deepEqual(show(passages(words))[0], 'greeting 220 a| 220-proxy|220 a|')
  })

  it('pairs commands by verb and by bytes that stayed in place', () => {
    const words = [
      server('220 a\r\n'),
      client('BURL imap://AAAAAAAA\r\n', null),
      client('EHLO client.example\r\n', 'EHLO mailproxy.example\r\n'),
      client('VRFY x\r\n', 'XXXX x\r\n'),
    ]
    assert.deepEqual(show(passages(words)).slice(-3), [
      'command BURL imap://AAAAAAAA| -',
      'command EHLO client.example| EHLO mailproxy.example|',
      'command VRFY x| XXXX x|',
    ])
  })

  it('leaves a tail alone that nobody heard', () => {
    const words = [server('220 a\r\n'), client('EHLO x\r\n'), client('QUIT\r\n', null)]
    const options = { unheard: { 'dialer-to-answerer': { sentAt: 8, cause: 'hearer-left' } } } as const
    assert.deepEqual(show(passages(words, options)), ['greeting 220 a| =', 'command EHLO x| ='])
  })

  it('says where a missing piece would stand', () => {
    const words = [server('220 a\r\n'), client('EHLO x\r\n'), client('VRFY x\r\n', null), client('QUIT\r\n')]
    const missing = passages(words).find(({ heard }) => heard === null)
    assert.deepEqual(missing?.place, { sent: { from: 8, to: 16 }, heard: { from: 8, to: 8 } })
  })

  describe('of a chunk', () => {
    const hello = server('220 a\r\n')
    const ok = server('250 ok\r\n')
    const behind = [client('QUIT\r\n'), server('221 x\r\n')]

    it('are a command and a message, however many bytes each end counts', () => {
      const words = [
        hello,
        client('BDAT 8 LAST\r\nA: b\r\n\r\n', 'BDAT 14 LAST\r\nX: y\r\nA: b\r\n\r\n'),
        ok,
        ...behind,
      ]
      assert.deepEqual(show(passages(words)).slice(1), [
        'reply 250 ok| =',
        'reply 221 x| =',
        'command BDAT 8 LAST| BDAT 14 LAST|',
        'message A: b|| X: y|A: b||',
        'command QUIT| =',
      ])
    })

    it('are a message where it goes on by DATA', () => {
      const answers = [server('354 go\r\n', null), server('250 ok\r\n')]
      const words = [hello, client('BDAT 3 LAST\r\nx\r\n', 'DATA\r\nx\r\n.\r\n'), ...answers, ...behind]
      assert.deepEqual(show(passages(words)).slice(-3), [
        'command BDAT 3 LAST| DATA|',
        'message x| x|.|',
        'command QUIT| =',
      ])
    })

    it('are commands where its own command was lost or made into another', () => {
      const answers = [server('500 x\r\n'), server('500 y\r\n'), server('500 z\r\n')]
      const crossed = [hello, client('BDAT 8\r\nab c\r\nd\n', 'XXXX 8\r\nXX c\r\nX\n'), ...answers, ...behind]
      assert.deepEqual(show(passages(crossed)).slice(-4), [
        'command BDAT 8| XXXX 8|',
        'command ab c| XX c|',
        'command d\n X\n',
        'command QUIT| =',
      ])
      const refused = [server(null, '502 x\r\n'), server(null, '502 y\r\n')]
      const lost = [hello, client('BDAT 4\r\nab\r\n', null), ...refused, ...behind]
      assert.deepEqual(show(passages(lost)).slice(1), [
        'reply - 502 x|',
        'reply - 502 y|',
        'reply 221 x| =',
        'command BDAT 4| -',
        'command ab| -',
        'command QUIT| =',
      ])
    })

    it('of several in one packet stay each by itself', () => {
      const words = [
        hello,
        client('BDAT 2\r\nabBDAT 3 LAST\r\ncde', 'BDAT 2\r\naXBDAT 3 LAST\r\ncde'),
        ok,
        ok,
        ...behind,
      ]
      assert.deepEqual(show(passages(words)).slice(-5), [
        'command BDAT 2| =',
        'message ab aX',
        'command BDAT 3 LAST| =',
        'message cde =',
        'command QUIT| =',
      ])
    })
  })

  it('knows the lines that go on with AUTH, and takes them for commands where AUTH was not heard', () => {
    const exchange = (heard: string) => [
      server('220 a\r\n'),
      client('AUTH LOGIN\r\n', heard),
      server('334 u\r\n'),
      client('QUIT\r\n', 'QU1T\r\n'),
      server('535 no\r\n'),
      client('RSET\r\n'),
      server('250 ok\r\n'),
    ]
    assert.deepEqual(show(passages(exchange('AUTH LOGIN\r\n'))).slice(-3), [
      'command AUTH LOGIN| =',
      'continuation QUIT| QU1T|',
      'command RSET| =',
    ])
    assert.deepEqual(show(passages(exchange('XXXX LOGIN\r\n'))).slice(-3), [
      'command AUTH LOGIN| XXXX LOGIN|',
      'continuation QUIT| QU1T|',
      'command RSET| =',
    ])
  })

  it('takes a flow without a conversation for one message', () => {
    const [commands] = pair([client('A: b\r\n\r\nx', 'A: b\r\n\r\ny')]).flows
    assert.ok(commands)
    assert.deepEqual(show([messagePassage(commands)]), ['message A: b||x A: b||y'])
  })

  it('takes any bytes and loses none that was sent', () => {
    const words = fc.array(
      fc.tuple(fc.boolean(), fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' })),
    )
    fc.assert(
      fc.property(words, its => {
        const found = passages(
          its.map(([isServer, sent, heard]) => (isServer ? server : client)(`${sent}\r\n`, `${heard}\n`)),
        )
        const sent = (flow: string) =>
          found.filter(({ lane }) => lane.flow === flow).map(it => textOf(it.sent?.bytes ?? new Uint8Array(0)))
        const said = (wanted: boolean) =>
          its.filter(([isServer]) => isServer === wanted).map(([, text]) => `${text}\r\n`)
        assert.equal(sent('dialer-to-answerer').join(''), said(false).join(''))
        assert.equal(sent('answerer-to-dialer').join(''), said(true).join(''))
      }),
    )
  })
})
