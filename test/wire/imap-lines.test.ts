import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { type ImapHeard, imapLines } from '../../src/wire/imap-lines.ts'

/** Everything that comes of the bytes, given in pieces of this size. */
function hear(text: string, chunkBytes = Number.POSITIVE_INFINITY): ImapHeard[] {
  const lines = imapLines()
  const bytes = bytesOf(text)
  const heard: ImapHeard[] = []
  for (let at = 0; at < bytes.length; at += Math.min(chunkBytes, bytes.length)) {
    lines.add(bytes.slice(at, at + chunkBytes))
    for (let next = lines.next(); next.kind !== 'more'; next = lines.next()) {
      heard.push(next)
      if (next.kind === 'flood') return heard
    }
  }
  return heard
}

function commandsIn(heard: readonly ImapHeard[]) {
  return heard.flatMap(it =>
    it.kind === 'command' ? [{ ...it.command, literals: it.command.literals.map(textOf) }] : [],
  )
}

describe('wire/imap-lines', () => {
  it('tells tag, verb and the rest apart, in any case, with any spaces', () => {
    assert.deepEqual(commandsIn(hear('a1 noop\r\na2  LOGIN "x y" z\r\na3 uid  fetch 1 (BODY[])\r\n\r\nalone\n')), [
      { tag: 'a1', verb: 'NOOP', text: '', literals: [] },
      { tag: 'a2', verb: 'LOGIN', text: '"x y" z', literals: [] },
      { tag: 'a3', verb: 'UID FETCH', text: '1 (BODY[])', literals: [] },
      { tag: '', verb: '', text: '', literals: [] },
      { tag: 'alone', verb: '', text: '', literals: [] },
    ])
  })

  it('asks for a literal that waits, and not for one that does not', () => {
    const heard = hear('a APPEND INBOX {3}\r\nx\r\n\r\nb APPEND INBOX {2+}\r\nyz\r\nc APPEND I ~{0}\r\n\r\n')
    assert.deepEqual(
      heard.map(it => it.kind),
      ['asks', 'command', 'command', 'asks', 'command'],
    )
    assert.deepEqual(
      commandsIn(heard).map(it => it.literals),
      [['x\r\n'], ['yz'], ['']],
    )
  })

  it('takes what looks like commands inside a literal for its words', () => {
    const inner = 'b LOGOUT\r\n{9}\r\n'
    const heard = commandsIn(hear(`a SEARCH {${inner.length}+}\r\n${inner} {1+}\r\nx\r\nc NOOP\r\n`))
    assert.deepEqual(
      heard.map(({ tag, literals }) => [tag, literals]),
      [
        ['a', [inner, 'x']],
        ['c', []],
      ],
    )
  })

  it('hears the same however it is cut', () => {
    const text = 'a APPEND INBOX (\\Seen) {5}\r\nab\r\nc\r\nb UID FETCH 1 (BODY[])\r\nc LOGOUT\r\n'
    for (const chunkBytes of [1, 2, 3, 7]) assert.deepEqual(hear(text, chunkBytes), hear(text))
  })

  it('gives up on lines, literals and commands that are longer than anybody needs', () => {
    for (const text of ['n'.repeat(70_000), 'a APPEND I {99999999}\r\n', `a X${' {0+}\r\n'.repeat(30)}`])
      assert.equal(hear(text).at(-1)?.kind, 'flood', text.slice(0, 20))
  })

  it('forgets what was not understood yet', () => {
    const lines = imapLines()
    lines.add(bytesOf('a APPEND INBOX {5+}\r\nab'))
    assert.equal(lines.next().kind, 'more')
    lines.drop()
    lines.add(bytesOf('b NOOP\r\n'))
    const next = lines.next()
    assert.ok(next.kind === 'command' && next.command.tag === 'b' && next.command.literals.length === 0)
  })

  it('takes any bytes and ends', () => {
    const piece = fc.constantFrom('a ', '{3}\r\n', '{1+}\r\n', '\r\n', '\n', 'UID ', 'x', '\0', '~{2}\r\n', '"')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (pieces, chunkBytes) => {
        const text = pieces.join('')
        const heard = hear(text, chunkBytes)
        assert.ok(heard.length <= text.length + 1)
        assert.deepEqual(commandsIn(heard), commandsIn(hear(text)))
      }),
    )
  })
})
