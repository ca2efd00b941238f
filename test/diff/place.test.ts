import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../src/bytes.ts'
import { linesRound, placeOf } from '../../src/diff/place.ts'
import { editedBytes, editedLines, SEED } from './flows.ts'

const REPLIES = ['220-mx.example\r\n', '220 ESMTP\r\n', '250-mx\r\n', '250-SIZE\r\n', '250 DSN\r\n', '354 go\r\n']
const COMMANDS = [
  'EHLO a\r\n',
  'DATA\r\n',
  'Subject: x\r\n',
  '\r\n',
  'DATA\r\n',
  '..\r\n',
  '.\r\n',
  'RSET\r\n',
  'data\r\n',
  'y\r\n',
  '.\r\n',
  'QUIT\r\n',
]

/** The place of the first byte of each line, and of the end of the flow. */
function placesOfLines(lines: readonly string[], speaker: 'dialer' | 'answerer'): readonly string[] {
  const flow = bytesOf(lines.join(''))
  const starts = [...lines, ''].map((_, n) => lines.slice(0, n).join('').length)
  return starts.map(start => placeOf(flow, start, { speaker, protocol: 'smtp' }))
}

describe('diff/place: placeOf', () => {
  it('names the greeting, then replies and their lines', () => {
    assert.deepEqual(placesOfLines(REPLIES, 'answerer'), [
      'greeting',
      'greeting, line 2',
      'reply 2, line 1',
      'reply 2, line 2',
      'reply 2, line 3',
      'reply 3, line 1',
      'reply 4, line 1',
    ])
  })

  it('names commands, and lines of messages up to the dot', () => {
    assert.deepEqual(placesOfLines(COMMANDS, 'dialer'), [
      'command 1',
      'command 2',
      'message, line 1',
      'message, line 2',
      'message, line 3',
      'message, line 4',
      'message, line 5',
      'command 3',
      'command 4',
      'message 2, line 1',
      'message 2, line 2',
      'command 5',
      'command 6',
    ])
  })

  it('means by a line all of it, its line feed included', () => {
    const flow = bytesOf(REPLIES.join(''))
    const how = { speaker: 'answerer', protocol: 'smtp' } as const
    assert.equal(placeOf(flow, 15, how), 'greeting')
    assert.equal(placeOf(flow, 16, how), 'greeting, line 2')
  })

  it('goes by the hyphen when the digits are masked, and not by a dot that does not end the data', () => {
    assert.deepEqual(placesOfLines(['***-a\r\n', '*** b\r\n'], 'answerer'), [
      'greeting',
      'greeting, line 2',
      'reply 2, line 1',
    ])
    assert.equal(placesOfLines(['DATA\r\n', '.\n', 'x\r\n', '.\r\n'], 'dialer').at(-2), 'message, line 3')
  })

  it('takes what follows a DATA without an end for commands: it was refused', () => {
    assert.equal(placesOfLines(['DATA\r\n', 'VRFY a\r\n', 'QUIT\r\n'], 'dialer').at(-2), 'command 3')
  })

  it('gives the byte where nothing has a name, and brings offsets into the flow', () => {
    const echo = { speaker: 'dialer', protocol: 'echo' } as const
    assert.equal(placeOf(new Uint8Array(200), 117, echo), 'byte 117')
    for (const [offset, place] of [
      [-1, 'byte 0'],
      [Number.NaN, 'byte 0'],
      [1e9, 'byte 200'],
      [Infinity, 'byte 200'],
    ] as const) {
      assert.equal(placeOf(new Uint8Array(200), offset, echo), place)
    }
  })

  it('takes any bytes', () => {
    const flows = fc.oneof(editedBytes, editedLines)
    const speaker = fc.constantFrom('dialer', 'answerer')
    const property = fc.property(flows, fc.integer(), speaker, ({ heard }, offset, who) => {
      assert.match(placeOf(heard, offset, { speaker: who, protocol: 'smtp' }), /^[a-z]+( \d+)?(, line \d+)?$/)
    })
    fc.assert(property, { ...SEED, numRuns: 1000 })
  })
})

describe('diff/place: linesRound', () => {
  const flow = bytesOf('one\r\ntwo\r\nthree')
  const rows: readonly [what: string, from: number, to: number, expected: readonly [number, number]][] = [
    ['within a line: that line', 6, 7, [5, 10]],
    ['a whole line: itself', 5, 10, [5, 10]],
    ['across two lines: both', 3, 6, [0, 10]],
    ['a line feed alone: its line', 4, 5, [0, 5]],
    ['in the last line, which has no end', 12, 13, [10, 15]],
    ['an empty range within a line: that line', 7, 7, [5, 10]],
    ['an empty range between two lines: empty', 5, 5, [5, 5]],
    ['an empty range at the end of an unfinished line: that line', 15, 15, [10, 15]],
    ['outside of the flow: brought into it', -5, 99, [0, 15]],
    ['the wrong way round: the line of the first', 7, 2, [5, 10]],
  ]
  for (const [what, from, to, [start, end]] of rows) {
    it(what, () => assert.deepEqual(linesRound(flow, from, to), { from: start, to: end }))
  }

  it('adds at most 1000 bytes on each side', () => {
    assert.deepEqual(linesRound(new Uint8Array(5000), 2000, 2010), { from: 1000, to: 3010 })
  })

  it('holds the range it was given, whatever the bytes', () => {
    const property = fc.property(editedBytes, fc.nat(300), fc.nat(300), ({ sent }, a, b) => {
      const [from, to] = [Math.min(a, b, sent.length), Math.min(Math.max(a, b), sent.length)]
      const round = linesRound(sent, from, to)
      assert.ok(round.from <= from && from - round.from <= 1000 && round.to >= to && round.to - to <= 1000)
    })
    fc.assert(property, SEED)
  })
})
