import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  client,
  inTls,
  judgeWords,
  type PairOptions,
  server,
  tlsBetween,
  tlsFacts,
  type Words,
} from '../../support/comparisons.ts'

const hello = [server('220 a\r\n'), client('EHLO x\r\n'), server('250-a\r\n250 STARTTLS\r\n')]

function found(words: readonly Words[], options: PairOptions = {}): readonly string[] {
  return judgeWords([...hello, ...words], options)
    .findings.map(({ id }) => id)
    .sort()
}

describe('explain/smtp/observe', () => {
  it('makes one finding of a STARTTLS that something else answered', () => {
    assert.deepEqual(found([client('STARTTLS\r\n', null), server(null, '500 no\r\n')]), ['smtp.starttls.refused'])
    assert.deepEqual(found([client('STARTTLS\r\n', 'NOOP\r\n'), server('250 ok\r\n', '500 no\r\n')]), [
      'smtp.starttls.refused',
    ])
  })

  it('does so when the swallowed command was the last that was said', () => {
    const words = [client('STARTTLS\r\n', null), server(null, '500 no\r\n')]
    assert.deepEqual(found(words, { cut: 'dialer-to-answerer' }), ['smtp.starttls.refused'])
    const stalled = {
      unheard: { 'dialer-to-answerer': { sentAt: 8, cause: 'stalled' } },
      events: [{ kind: 'stalled', flow: 'dialer-to-answerer', sentAt: 8 }],
    } as const
    assert.deepEqual(found(words, stalled), ['smtp.starttls.refused'])
  })

  it('blames nobody for a refusal by the far end itself', () => {
    assert.deepEqual(found([client('STARTTLS\r\n'), server('454 not now\r\n')]), [])
    assert.deepEqual(found([client('STARTTLS\r\n', 'XXXXXXXX\r\n'), server('500 what\r\n')]), ['smtp.command.masked'])
  })

  it('calls it a changed reply when the far end did hear STARTTLS', () => {
    assert.deepEqual(found([client('STARTTLS\r\n'), server('220 go\r\n', '454 no!\r\n')]), ['smtp.reply.rewritten'])
  })

  it('reads the words inside TLS, where nobody greets again', () => {
    const inside = [client('EHLO x\r\n'), server('250-a\r\n250 SIZE 5\r\n', '250-a\r\n250 XXXA 5\r\n')].map(inTls)
    const { findings } = judgeWords([...hello, client('STARTTLS\r\n'), server('220 go\r\n'), ...inside], {
      tls: tlsBetween(tlsFacts('a'), tlsFacts('a')),
    })
    assert.deepEqual(
      findings.map(({ id }) => id),
      ['smtp.ehlo.keyword-masked'],
    )
    assert.deepEqual(
      findings[0]?.evidence.map(({ layer, place }) => `${layer} ${place}`),
      ['tls reply 1, line 2'],
    )
  })

  it('reads a greeting inside TLS where TLS came first', () => {
    const { findings } = judgeWords([inTls(server('220 a\r\n', '220 b\r\n'))], {
      tls: tlsBetween(tlsFacts('a'), tlsFacts('a')),
    })
    assert.deepEqual(
      findings.map(({ id, evidence }) => `${id} ${evidence[0]?.place}`),
      ['smtp.greeting.masked greeting'],
    )
  })

  it('takes any bytes in any flow', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom(
        '220-a\r\n',
        '220 a\r\n',
        'DATA\r\n',
        '354 go\r\n',
        '.\r\n',
        'STARTTLS\r\n',
        '250 STARTTLS\r\n',
        'EHLO\r\n',
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
        const { findings, rows } = judgeWords(its as readonly Words[])
        assert.equal(rows.length, 1)
        for (const { summary, remedy } of findings) assert.match(`${summary}${remedy}`, /^[\x20-\x7e\u2019]+$/)
      }),
    )
  })
})
