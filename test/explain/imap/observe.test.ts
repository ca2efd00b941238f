import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  client,
  inTls,
  judgeAll,
  judged,
  type PairOptions,
  pair,
  server,
  tlsBetween,
  tlsFacts,
  type Words,
} from '../../support/comparisons.ts'
import { imapRow } from '../mail/boxed.ts'

const greeting = server('* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED ID] probe ready\r\n')

function findingsOf(words: readonly Words[], options: PairOptions = {}) {
  return judgeAll([judged(pair(words, options), { row: imapRow })], { rows: [imapRow] }).findings
}

function found(words: readonly Words[], options: PairOptions = {}): readonly string[] {
  return findingsOf(words, options).map(({ id }) => id)
}

/** The greeting, with other words heard. */
function greeted(change: (text: string) => string): readonly string[] {
  return found([server(greeting.sent, change(greeting.sent ?? ''))])
}

/** A capability list in an answer, with another one heard. */
function listed(sent: string, heard: string): readonly string[] {
  const response = (list: string) => `* CAPABILITY ${list}\r\na OK done\r\n`
  return found([greeting, client('a CAPABILITY\r\n'), server(response(sent), response(heard))])
}

describe('explain/imap/observe', () => {
  it('finds nothing in equal words', () => {
    assert.deepEqual(found([greeting, client('a NOOP\r\n'), server('a OK\r\n')]), [])
  })

  it('tells a greeting that was overwritten from one that was replaced', () => {
    assert.deepEqual(
      greeted(text => text.replace(/[^\r\n]/g, '*')),
      ['imap.greeting.masked'],
    )
    assert.deepEqual(
      greeted(text => text.replace('probe ready', 'there')),
      ['imap.greeting.rewritten'],
    )
    assert.deepEqual(
      greeted(() => '* OK IMAP4 at your service\r\n'),
      ['imap.greeting.rewritten'],
    )
  })

  it('finds what is said in front of the greeting', () => {
    assert.deepEqual(
      greeted(text => `* OK box\r\n${text}`),
      ['imap.greeting.rewritten'],
    )
  })

  it('finds every word of a list of capabilities, in the greeting too', () => {
    assert.deepEqual(
      greeted(text => text.replace(' ID', '')),
      ['imap.capability.removed'],
    )
    assert.deepEqual(listed('A B C', 'A C'), ['imap.capability.removed'])
    assert.deepEqual(listed('A B C', 'A B X C'), ['imap.capability.added'])
    assert.deepEqual(listed('A BCD E', 'A XXA E'), ['imap.capability.masked'])
    assert.deepEqual(listed('A B C', 'A C B'), ['imap.capability.reordered'])
    assert.deepEqual(listed('AB C', 'ab C'), ['imap.response.rewritten'])
  })

  it('has a finding of its own for STARTTLS, gone or overwritten, with LOGINDISABLED or without', () => {
    const lists = ['A LOGINDISABLED', 'A', 'A XXXXXXXX LOGINDISABLED', 'A XXXXXXXA XXXXXXXXXXXXB']
    for (const list of lists)
      assert.deepEqual(listed('A STARTTLS LOGINDISABLED', list), ['imap.starttls.removed'], list)
    assert.deepEqual(listed('A STARTTLS LOGINDISABLED', 'A STARTTLS'), ['imap.capability.removed'])
    assert.deepEqual(
      greeted(text => text.replace(' STARTTLS', '')),
      ['imap.starttls.removed'],
    )
  })

  it('makes one finding of a STARTTLS that something else answered', () => {
    assert.deepEqual(found([greeting, client('a STARTTLS\r\n', null), server(null, 'a BAD what\r\n')]), [
      'imap.starttls.refused',
    ])
    const both = [greeting, client('a STARTTLS\r\n', 'a XXXXXXXX\r\n'), server('a BAD what\r\n')]
    assert.deepEqual(found(both), ['imap.command.masked'])
    assert.deepEqual(found([greeting, client('a STARTTLS\r\n'), server('a NO not now\r\n')]), [])
  })

  it('does so when the swallowed command was the last that was said', () => {
    const words = [greeting, client('a STARTTLS\r\n', null), server(null, 'a BAD what\r\n')]
    assert.deepEqual(found(words, { cut: 'dialer-to-answerer' }), ['imap.starttls.refused'])
  })

  it('tells of commands and responses what became of them', () => {
    const asked = (said: string | null, heard: string | null, answered: string | null, got: string | null) =>
      found([greeting, client(said, heard), server(answered, got)])
    assert.deepEqual(asked('a NOOP\r\n', 'a XXXX\r\n', 'a BAD\r\n', 'a BAD\r\n'), ['imap.command.masked'])
    assert.deepEqual(asked('a NOOP\r\n', 'a CHECK now\r\n', 'a OK\r\n', 'a OK\r\n'), ['imap.command.rewritten'])
    assert.deepEqual(asked('a NOOP\r\n', null, null, null), ['imap.command.removed'])
    assert.deepEqual([...asked(null, 'a NOOP\r\n', 'a OK\r\n', null)].sort(), [
      'imap.command.added',
      'imap.response.removed',
    ])
    assert.deepEqual(asked('a NOOP\r\n', 'a NOOP\r\n', 'a OK\r\n', 'a OK done by box\r\n'), ['imap.response.rewritten'])
    assert.deepEqual(asked('a NOOP\r\n', 'a NOOP\r\n', 'a OK\r\n', '* OK box\r\na OK\r\n'), ['imap.response.added'])
  })

  it('counts the answers to one command as one thing', () => {
    const invented = '* CAPABILITY X\r\na OK done\r\n'
    const findings = findingsOf([
      greeting,
      client('a CAPABILITY\r\n', null),
      server(null, invented),
      client('b NOOP\r\n'),
    ])
    const added = findings.find(({ id }) => id === 'imap.response.added')
    assert.deepEqual(
      added?.evidence.map(({ heard }) => heard),
      ['* CAPABILITY X\\r\\na OK done\\r\\n'],
    )
  })

  it('reads messages on both ways, by header and body; their length is form', () => {
    const message = 'A: b\r\nC: d\r\n\r\nbody\r\n'
    const append = (text: string) => `a APPEND x {${text.length}+}\r\n${text}\r\n`
    const fetched = (text: string) =>
      `* 1 FETCH (RFC822.SIZE ${text.length} BODY[] {${text.length}}\r\n${text})\r\na OK\r\n`
    const onWays = (changed: string) => [
      found([greeting, client(append(message), append(changed))]),
      found([greeting, client('a FETCH 1 BODY[]\r\n'), server(fetched(message), fetched(changed))]),
    ]
    for (const ids of onWays(message.replace('\r\n\r\n', '\r\nX-Box: y\r\n\r\n')))
      assert.deepEqual(ids, ['imap.message.header-added'])
    for (const ids of onWays(message.replace('C: d\r\n', ''))) assert.deepEqual(ids, ['imap.message.header-removed'])
    for (const ids of onWays(message.replace('body', 'notice of a box')))
      assert.deepEqual(ids, ['imap.message.rewritten'])
  })

  it('calls it a changed command when more than the length was changed', () => {
    const words = client('a APPEND x {2+}\r\nhi\r\n', 'a APPEND y {3+}\r\nhey\r\n')
    assert.deepEqual(found([greeting, words]), ['imap.command.masked', 'imap.message.rewritten'])
  })

  it('finds changed bytes behind COMPRESS, and takes them for no words', () => {
    const compress = [greeting, client('a COMPRESS DEFLATE\r\n'), server('a OK go\r\n')]
    assert.deepEqual(found([...compress, client('\x01\n\x02'), server('\x03\n\x04')]), [])
    assert.deepEqual(found([...compress, client('\x01\n\x02', '\x01\n\x05')]), ['tcp.payload.altered'])
  })

  it('takes a ClientHello that came to a server without TLS for no command', () => {
    const hello = client(null, '\x16\x03\x01\x02\x00\x01\n\x00\x01')
    const tls = tlsBetween(null, null, { failures: [{ role: 'dialer', message: 'wrong version number' }] })
    const words = [greeting, client('a STARTTLS\r\n', 'a STARTTLS\r\n'), server('a NO\r\n', 'a OK\r\n'), hello]
    assert.ok(!found(words, { tls }).includes('imap.command.added'))
  })

  it('reads the words inside TLS, where nobody greets again', () => {
    const inside = [client('a CAPABILITY\r\n'), server('* CAPABILITY A B\r\na OK\r\n', '* CAPABILITY A\r\na OK\r\n')]
    const findings = findingsOf([greeting, client('s STARTTLS\r\n'), server('s OK\r\n'), ...inside.map(inTls)], {
      tls: tlsBetween(tlsFacts('a'), tlsFacts('a')),
    })
    assert.deepEqual(
      findings.map(({ id, evidence }) => `${id} ${evidence[0]?.layer} ${evidence[0]?.place}`),
      ['imap.capability.removed tls response 1'],
    )
  })

  it('takes any bytes in any flow', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom(
        '* OK [CAPABILITY A STARTTLS] x\r\n',
        'a OK\r\n',
        'a STARTTLS\r\n',
        'a APPEND x {4+}\r\n',
        '* 1 FETCH (BODY[] {4}\r\n',
        '+ \r\n',
        'a AUTHENTICATE X\r\n',
        'a COMPRESS DEFLATE\r\n',
        '* CAPABILITY A B\r\n',
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
          for (const { place } of evidence) assert.match(place, /^[a-z]+( \d+)?(, (line|byte) \d+)?$/)
        }
      }),
    )
  })
})
