import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, concat, equalBytes } from '../../src/bytes.ts'
import { align } from '../../src/diff/align.ts'
import { apply } from '../../src/diff/apply.ts'
import type { Edit } from '../../src/diff/edit.ts'
import {
  editedBytes,
  editedLines,
  type Pair,
  SEED,
  show,
  smtpLine,
  type Told,
  tellEdits,
  unrelatedBytes,
} from './flows.ts'

interface Row {
  readonly what: string
  readonly sent: string
  readonly heard: string
  readonly edits: readonly Told[]
}

const BY_LINES: readonly Row[] = [
  { what: 'nothing', sent: '', heard: '', edits: [] },
  { what: 'equal flows', sent: 'EHLO a\r\n', heard: 'EHLO a\r\n', edits: [] },
  { what: 'all of it missing', sent: 'QUIT\r\n', heard: '', edits: [['removed', 0, 'QUIT\r\n', '']] },
  { what: 'never sent at all', sent: '', heard: '554 no\r\n', edits: [['inserted', 0, '', '554 no\r\n']] },
  {
    what: 'a line removed, told as that line and not as bytes across two',
    sent: '250-A\r\n250-B\r\n',
    heard: '250-B\r\n',
    edits: [['removed', 0, '250-A\r\n', '']],
  },
  {
    what: 'a line inserted',
    sent: '250-a\r\n250 DSN\r\n',
    heard: '250-a\r\n250-XEVIL\r\n250 DSN\r\n',
    edits: [['inserted', 7, '', '250-XEVIL\r\n']],
  },
  {
    what: 'one of two equal lines removed',
    sent: 'A\r\nA\r\nB\r\n',
    heard: 'A\r\nB\r\n',
    edits: [['removed', 3, 'A\r\n', '']],
  },
  {
    what: 'a keyword overwritten in place',
    sent: '250-a\r\n250-STARTTLS\r\n250 DSN\r\n',
    heard: '250-a\r\n250-XXXXXXXA\r\n250 DSN\r\n',
    edits: [['replaced', 11, 'STARTTLS', 'XXXXXXXA']],
  },
  { what: 'a verb overwritten', sent: 'EHLO a\r\n', heard: 'XXXX a\r\n', edits: [['replaced', 0, 'EHLO', 'XXXX']] },
  {
    what: 'an overwritten run with three chance hits in it is one edit',
    sent: '250-SXYZTTLS\r\n',
    heard: '250-AXYZAAAA\r\n',
    edits: [['replaced', 4, 'SXYZTTLS', 'AXYZAAAA']],
  },
  {
    what: 'two overwritten runs with four equal bytes between are two edits',
    sent: '250-SWXYZTTLS\r\n',
    heard: '250-AWXYZAAAA\r\n',
    edits: [
      ['replaced', 4, 'S', 'A'],
      ['replaced', 9, 'TTLS', 'AAAA'],
    ],
  },
  {
    what: 'the last line removed, and the hyphen of the one before it',
    sent: '250-a\r\n250-STARTTLS\r\n250 DSN\r\n',
    heard: '250-a\r\n250 STARTTLS\r\n',
    edits: [
      ['replaced', 10, '-', ' '],
      ['removed', 21, '250 DSN\r\n', ''],
    ],
  },
  {
    what: 'a line removed before one that was shortened',
    sent: '250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 DSN\r\n',
    heard: '250-AUTH PLAIN\r\n250 DSN\r\n',
    edits: [
      ['removed', 0, '250-STARTTLS\r\n', ''],
      ['removed', 28, ' LOGIN', ''],
    ],
  },
  {
    what: 'a line moved',
    sent: 'A\r\nB\r\n',
    heard: 'B\r\nA\r\n',
    edits: [
      ['removed', 0, 'A\r\n', ''],
      ['inserted', 6, '', 'A\r\n'],
    ],
  },
  {
    what: 'moved lines beside each other are not taken for changed ones',
    sent: 'a1\r\nb2\r\nc3\r\n',
    heard: 'c3\r\nb2\r\na1\r\n',
    edits: [
      ['removed', 0, 'a1\r\nb2\r\n', ''],
      ['inserted', 12, '', 'b2\r\na1\r\n'],
    ],
  },
  {
    what: 'a banner masked and shortened',
    sent: '220 mx.example ESMTP Postfix\r\n',
    heard: '220 *****2**0**\r\n',
    edits: [['replaced', 4, 'mx.example ESMTP Postfix', '*****2**0**']],
  },
  {
    what: 'a whole reply in the place of another',
    sent: '250-a\r\n250-SIZE\r\n250 DSN\r\n',
    heard: '502 command not implemented\r\n',
    edits: [['replaced', 0, '250-a\r\n250-SIZE\r\n250 DSN\r\n', '502 command not implemented\r\n']],
  },
  {
    what: 'bare line feeds made CRLF',
    sent: 'a\nb\nc',
    heard: 'a\r\nb\r\nc',
    edits: [
      ['inserted', 1, '', '\r'],
      ['inserted', 3, '', '\r'],
    ],
  },
  { what: 'a digit lost', sent: 'SIZE 1000\r\n', heard: 'SIZE 100\r\n', edits: [['removed', 8, '0', '']] },
  {
    what: 'headers and a footer put in, the subject marked',
    sent: 'Subject: x\r\n\r\nbody\r\n',
    heard: 'Received: by y\r\nSubject: [SPAM] x\r\n\r\nbody\r\n-- \r\nchecked\r\n',
    edits: [
      ['inserted', 0, '', 'Received: by y\r\n'],
      ['inserted', 9, '', '[SPAM] '],
      ['inserted', 20, '', '-- \r\nchecked\r\n'],
    ],
  },
]

const BY_BYTES: readonly Row[] = [
  { what: 'nothing', sent: '', heard: '', edits: [] },
  { what: 'equal flows', sent: 'abc', heard: 'abc', edits: [] },
  { what: 'one byte put in', sent: 'abcdef', heard: 'abcXdef', edits: [['inserted', 3, '', 'X']] },
  { what: 'one byte taken out', sent: 'abcdef', heard: 'abdef', edits: [['removed', 2, 'c', '']] },
  { what: 'bytes overwritten', sent: 'abcdefghij', heard: 'abXXefghij', edits: [['replaced', 2, 'cd', 'XX']] },
  {
    what: 'a word put in and a letter changed',
    sent: 'hello world foo bar',
    heard: 'hello brave world foo baz',
    edits: [
      ['inserted', 6, '', 'brave '],
      ['replaced', 18, 'r', 'z'],
    ],
  },
  {
    what: 'two shifts that cancel each other out, not taken for an overwriting',
    sent: `${'0123456789'.repeat(30)}${'The quick brown fox jumps over the lazy dog, and the five boxing wizards do too.'}end`,
    heard: `${'0123456789'.repeat(30)}${'#The quick brown fox jumps over the lazy dog, and the five boxing wizards do too'}end`,
    edits: [
      ['inserted', 300, '', '#'],
      ['removed', 379, '.', ''],
    ],
  },
]

describe('diff/align: by lines', () => {
  for (const { what, sent, heard, edits } of BY_LINES) {
    it(what, () => assert.deepEqual(tellEdits(sent, heard, 'lines'), edits))
  }

  it('a line inserted anywhere is exactly that line, between two others', () => {
    const cases = fc.record({ lines: fc.array(smtpLine, { maxLength: 40 }), line: smtpLine, at: fc.nat(40) })
    const property = fc.property(cases, ({ lines, line, at }) => {
      const heard = lines.toSpliced(at, 0, line).join('')
      const edits = tellEdits(lines.join(''), heard, 'lines')
      assert.equal(edits.length, 1)
      const [kind, sentAt, sent, put] = edits[0] ?? []
      assert.deepEqual([kind, sent, put], ['inserted', '', line])
      assert.ok(sentAt === 0 || lines.join('')[Number(sentAt) - 1] === '\n')
    })
    fc.assert(property, { ...SEED, numRuns: 500 })
  })

  it('each line masked in place: every edit is as long as what it replaces', () => {
    const property = fc.property(fc.array(smtpLine, { maxLength: 60 }), lines => {
      const sent = lines.join('')
      for (const [, , was, is] of tellEdits(sent, sent.replaceAll(/[A-Z]/g, '*'), 'lines')) {
        assert.equal(was.length, is.length)
      }
    })
    fc.assert(property, SEED)
  })
})

describe('diff/align: by bytes', () => {
  for (const { what, sent, heard, edits } of BY_BYTES) {
    it(what, () => assert.deepEqual(tellEdits(sent, heard, 'bytes'), edits))
  }
})

describe('diff/align: any bytes', () => {
  const kinds = { 'edited bytes': editedBytes, 'edited lines': editedLines, 'unrelated bytes': unrelatedBytes }
  for (const unit of ['lines', 'bytes'] as const) {
    for (const [name, pairs] of Object.entries(kinds)) {
      it(`${name}, by ${unit}: the law`, () => {
        fc.assert(
          fc.property(pairs, pair => lawHolds(pair, unit)),
          { ...SEED, numRuns: 1000 },
        )
      })
    }

    it(`by ${unit}: no edit where all is equal, and one at least where it is not`, () => {
      const property = fc.property(fc.oneof(editedBytes, editedLines), ({ sent, heard }) => {
        assert.deepEqual(align(sent, sent.slice(), { unit }), [])
        assert.equal(align(sent, heard, { unit }).length === 0, equalBytes(sent, heard))
      })
      fc.assert(property, SEED)
    })
  }
})

function lawHolds({ sent, heard }: Pair, unit: 'lines' | 'bytes'): void {
  const edits = align(sent, heard, { unit })
  assert.ok(equalBytes(apply(edits, sent, heard), heard), show({ sent, heard }))
  edits.forEach((edit, index) => {
    assert.notEqual(edit.kind, 'cut')
    const next = edits[index + 1]
    assert.ok(next === undefined || next.kind !== edit.kind || !touches(edit, next), show({ sent, heard }))
  })
}

function touches(edit: Edit, next: Edit): boolean {
  return edit.sentAt + edit.sentBytes === next.sentAt && edit.heardAt + edit.heardBytes === next.heardAt
}

describe('diff/align: long flows', () => {
  const lines = Array.from(
    { length: 60_000 },
    (_, n) => `Line ${n} of ${(n * 7919) % 60_007}, ${'x'.repeat(n % 50)}\r\n`,
  )
  const text = bytesOf(lines.join(''))

  for (const unit of ['lines', 'bytes'] as const) {
    it(`by ${unit}: hundreds of scattered edits are each found`, () => {
      const heard = lines.map((line, n) => (n % 200 === 100 ? '' : n % 200 === 0 ? line.replace('Line', '****') : line))
      const edits = align(text, bytesOf(heard.join('')), { unit })
      assert.equal(edits.length, 600)
      assert.ok(equalBytes(apply(edits, text, bytesOf(heard.join(''))), bytesOf(heard.join(''))))
    })

    it(`by ${unit}: a long stretch moved is one removed and one inserted`, () => {
      const heard = bytesOf([...lines.slice(20_000), ...lines.slice(0, 20_000)].join(''))
      const edits = align(text, heard, { unit })
      assert.deepEqual(
        edits.map(edit => edit.kind),
        ['removed', 'inserted'],
      )
    })

    it(`by ${unit}: what has nothing in common becomes one edit and not quadratic work`, () => {
      const sent = new Uint8Array(1 << 20).fill(1).map((_, at) => (at * at) >> 7)
      const heard = new Uint8Array((1 << 20) + 1).map((_, at) => (at * at * 3) >> 5)
      lawHolds({ sent, heard }, unit)
    })

    it(`by ${unit}: repeated blocks with bytes put in`, () => {
      const sent = new Uint8Array(4 << 20).map((_, at) => at & 0xff)
      const heard = concat([
        sent.subarray(0, 1 << 20),
        bytesOf('put in'),
        sent.subarray(1 << 20, 3 << 20),
        sent.subarray((3 << 20) + 9),
      ])
      const edits = align(sent, heard, { unit })
      assert.deepEqual(
        edits.map(({ sentBytes, heardBytes }) => [sentBytes, heardBytes]),
        [
          [0, 6],
          [9, 0],
        ],
      )
    })
  }
})
