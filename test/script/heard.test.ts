import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { type Heard, heardEnough } from '../../src/script/heard.ts'
import type { Until } from '../../src/script/script.ts'

type Row = readonly [heard: string, told: Heard['kind'], bytes?: number]

describe('script/heard', () => {
  it('counts lines by their line feeds, whatever stands in them', () => {
    expectRows({ kind: 'lines', count: 2 }, [
      ['', 'more'],
      ['one\r\ntwo\r', 'more'],
      ['one\r\ntwo\r\n', 'enough', 10],
      ['\n\nrest', 'enough', 2],
    ])
  })

  it('counts bytes, and leaves the rest for what comes next', () => {
    expectRows({ kind: 'bytes', count: 3 }, [
      ['ab', 'more'],
      ['abc', 'enough', 3],
      ['abcd', 'enough', 3],
    ])
  })

  it('ends mail data at CRLF dot CRLF, and likely after as many bytes as were to come', () => {
    expectRows({ kind: 'end-of-data', count: 12 }, [
      ['text\r\n.\r', 'more'],
      ['text\r\n.\r\n', 'enough', 9],
      ['text\r\n.\r\nQUIT\r\n', 'enough', 9],
      ['text\n.\n', 'more'],
      ['text\r\n..\r\nxy', 'likely', 12],
      ['text\r\nadded on the way', 'likely', 22],
      ['a longer text\r\n.\r\n', 'enough', 18],
    ])
  })

  it('takes a reply of as many lines as scripted', () => {
    expectRows({ kind: 'reply', lines: 3 }, [
      ['250-one\r\n250-two\r\n250 three\r\n', 'enough', 29],
      ['250-one\r\n250-two\r\n250 three\r\n220 next\r\n', 'enough', 29],
    ])
  })

  it('is not sure of a reply with fewer lines', () => {
    expectRows({ kind: 'reply', lines: 3 }, [
      ['250-one\r\n', 'likely', 9],
      ['250-one\r\n250 two\r\n', 'likely', 18],
    ])
  })

  it('is not sure of a reply with more lines', () => {
    expectRows({ kind: 'reply', lines: 1 }, [
      ['250-one\r\n', 'likely', 9],
      ['250-one\r\n250-two\r\n', 'likely', 18],
      ['250-one\r\n250 two\r\n', 'enough', 18],
    ])
  })

  it('takes a masked hyphen for no end, while more lines are to come', () => {
    expectRows({ kind: 'reply', lines: 3 }, [
      ['XXXXXXXX\r\n250 two\r\n', 'likely', 19],
      ['XXXXXXXX\r\nXXXXXXX\r\n250 three\r\n', 'enough', 30],
    ])
  })

  it('takes a line with nothing in it for a last line', () => {
    expectRows({ kind: 'reply', lines: 1 }, [
      ['\r\n', 'enough', 2],
      ['220', 'more'],
    ])
  })
})

function expectRows(until: Until, rows: readonly Row[]): void {
  for (const [heard, kind, bytes] of rows) {
    const expected = bytes === undefined ? { kind } : { kind, bytes }
    assert.deepEqual(heardEnough(bytesOf(heard), until), expected, JSON.stringify(heard))
  }
}
