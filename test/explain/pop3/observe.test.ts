import assert from 'node:assert/strict'
import fc from 'fast-check'
import { client, judgeAll, judged, type PairOptions, pair, server, type Words } from '../../support/comparisons.ts'
import { pop3Row } from '../mail/boxed.ts'

const greeting = server('+OK probe ready <1.2@probe.example>\r\n')

function findingsOf(words: readonly Words[], options: PairOptions = {}) {
  return judgeAll([judged(pair(words, options), { row: pop3Row })], { rows: [pop3Row] }).findings
}

function found(words: readonly Words[], options: PairOptions = {}): readonly string[] {
  return findingsOf(words, options).map(({ id }) => id)
}

/** The lines of an answer to CAPA, with others heard. */
function offered(sent: readonly string[], heard: readonly string[]): readonly string[] {
  const answer = (lines: readonly string[]) => ['+OK list', ...lines, '.', ''].join('\r\n')
  return found([greeting, client('CAPA\r\n'), server(answer(sent), answer(heard))])
}

describe('explain/pop3/observe', () => {
  it('finds nothing in equal words', () => {
    assert.deepEqual(found([greeting, client('RETR 1\r\n'), server('+OK\r\nA: b\r\n.\r\n')]), [])
  })

  it('tells a greeting that was overwritten from one that was replaced, and what became of its timestamp', () => {
    const greeted = (heard: string) =>
      findingsOf([server(greeting.sent, heard)]).map(({ id, summary }) => [id, summary])
    const [replaced] = greeted('+OK box ready\r\n')
    assert.equal(replaced?.[0], 'pop3.greeting.rewritten')
    assert.match(replaced?.[1] ?? '', /its timestamp for APOP is gone\.$/)
    assert.match(greeted('+OK proxy ready <9@box>\r\n')[0]?.[1] ?? '', /its timestamp for APOP came as "<9@box>"\.$/)
    const [masked] = greeted('+OK proxy ready <1.2@probe.example>\r\n')
    assert.equal(masked?.[0], 'pop3.greeting.masked')
    assert.doesNotMatch(masked?.[1] ?? '', /APOP/)
  })

  it('finds every line of the capabilities', () => {
    assert.deepEqual(offered(['TOP', 'UIDL'], ['TOP']), ['pop3.capability.removed'])
    assert.deepEqual(offered(['TOP'], ['TOP', 'X-BOX']), ['pop3.capability.added'])
    assert.deepEqual(offered(['TOP', 'UIDL'], ['TOP', 'XXXA']), ['pop3.capability.masked'])
    assert.deepEqual(offered(['TOP', 'UIDL', 'USER'], ['UIDL', 'USER', 'TOP']), ['pop3.capability.reordered'])
    assert.deepEqual(offered(['TOP'], ['top']), ['pop3.response.rewritten'])
  })

  it('has a finding of its own for STLS, gone or overwritten', () => {
    assert.deepEqual(offered(['TOP', 'STLS'], ['TOP']), ['pop3.starttls.removed'])
    assert.deepEqual(offered(['TOP', 'STLS'], ['TOP', 'XXXX']), ['pop3.starttls.removed'])
  })

  it('makes one finding of an STLS that something else answered', () => {
    assert.deepEqual(found([greeting, client('STLS\r\n', null), server(null, '-ERR what\r\n')]), [
      'pop3.starttls.refused',
    ])
    assert.deepEqual(found([greeting, client('STLS\r\n'), server('-ERR not now\r\n')]), [])
  })

  it('tells of commands and answers what became of them', () => {
    const asked = (said: string | null, heard: string | null, answered: string | null, got: string | null) =>
      found([greeting, client(said, heard), server(answered, got)])
    assert.deepEqual(asked('NOOP\r\n', 'XXXX\r\n', '+OK\r\n', '+OK\r\n'), ['pop3.command.masked'])
    assert.deepEqual(asked('USER a\r\n', 'USER a#mx.example\r\n', '+OK\r\n', '+OK\r\n'), ['pop3.command.rewritten'])
    assert.deepEqual(asked('NOOP\r\n', null, null, null), ['pop3.command.removed'])
    assert.deepEqual(asked(null, 'DELE 1\r\n', null, null), ['pop3.command.added'])
    assert.deepEqual(asked('NOOP\r\n', 'NOOP\r\n', '+OK\r\n', '-ERR no\r\n'), ['pop3.response.rewritten'])
    assert.deepEqual(asked('NOOP\r\n', 'NOOP\r\n', '+OK\r\n', null), ['pop3.response.removed'])
    assert.deepEqual([...asked('UIDL\r\n', null, null, '-ERR no\r\n')].sort(), [
      'pop3.command.removed',
      'pop3.response.added',
    ])
  })

  it('reads a message by header and body', () => {
    const message = 'A: b\r\nC: d\r\n\r\nbody\r\n.\r\n'
    const fetched = (heard: string) =>
      found([greeting, client('RETR 1\r\n'), server(`+OK\r\n${message}`, `+OK\r\n${heard}`)])
    assert.deepEqual(fetched(message.replace('C: d\r\n', '')), ['pop3.message.header-removed'])
    assert.deepEqual(fetched(message.replace('\r\n\r\n', '\r\nX-Box: y\r\n\r\n')), ['pop3.message.header-added'])
    assert.deepEqual(fetched(message.replace('body', 'notice')), ['pop3.message.rewritten'])
  })

  it('blames nobody for answers that arrived, when the command was changed', () => {
    const words = [client('CAPA\r\n', 'CAPB\r\n'), server('+OK\r\nTOP\r\n.\r\n'), client('QUIT\r\n'), server('+OK\r\n')]
    assert.deepEqual(found([greeting, ...words]), ['pop3.command.masked'])
  })

  it('takes any bytes in any flow', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom(
        '+OK <a@b>\r\n',
        'CAPA\r\n',
        '+OK\r\nTOP\r\nSTLS\r\n.\r\n',
        'RETR 1\r\n',
        'STLS\r\n',
        '.\r\n',
        '+ \r\n',
        'AUTH X\r\n',
      ),
    )
    const words = fc.record({
      by: fc.constantFrom('dialer', 'answerer'),
      layer: fc.constantFrom('wire', 'tls'),
      sent: text,
      heard: text,
    })
    fc.assert(
      fc.property(fc.array(words, { maxLength: 20 }), its => {
        for (const { summary, remedy, evidence } of findingsOf(its as readonly Words[])) {
          assert.match(`${summary}${remedy}`, /^[\x20-\x7e\u2019]+$/)
          for (const { place } of evidence) assert.match(place, /^[a-z]+( \d+)?(, line \d+)?$/)
        }
      }),
    )
  })
})
