import assert from 'node:assert/strict'
import { groupRow } from '../../../src/explain/group.ts'
import { speaks } from '../../../src/explain/proof/words.ts'
import { readSession } from '../../../src/explain/read.ts'
import type { TextProof } from '../../../src/explain/rules/rule.ts'
import type { FamilyRow } from '../../../src/plan/session.ts'
import { client, judged, pair, row25, server, type Words } from '../../support/comparisons.ts'

const imap: FamilyRow = { ...row25, port: 143, protocol: 'imap' }
const proof: TextProof = { kind: 'text', in: 'words', pattern: /^\* OK box ready\r\n/ }

function said(words: readonly Words[], row: FamilyRow = row25): readonly string[] {
  const readings = [readSession(judged(pair(words), { row }), { clientNat: null, untested: null })]
  return groupRow(row, readings).map(group => speaks(proof, group))
}

describe('explain/proof/words', () => {
  it('finds a whole line of words where a part of a line was changed', () => {
    assert.deepEqual(said([server('* OK our ready\r\n', '* OK box ready\r\n')], imap), ['whole'])
    assert.deepEqual(said([server('* OK our ready\r\n', '* OK fox ready\r\n')], imap), ['none'])
  })

  it('asks each finding for itself', () => {
    const words = [
      server('* OK our ready\r\n', '* OK box ready\r\n'),
      client('a NOOP\r\n'),
      server('a OK\r\n', 'a BAD\r\n'),
    ]
    assert.deepEqual(said(words, imap), ['whole', 'none'])
  })

  it('takes words that stand beside those that name for the device’s own, and for no name', () => {
    const answer = (heard: string) => [client('a NOOP\r\n', null), server(null, heard)]
    const own: TextProof = { ...proof, pattern: /^\* BOX/, companion: /^\S+ NO / }
    const strengths = (words: readonly Words[]) =>
      groupRow(imap, [
        readSession(judged(pair([server('* OK\r\n'), ...words]), { row: imap }), { clientNat: null, untested: null }),
      ])
        .filter(({ id }) => id === 'imap.response.added')
        .map(group => speaks(own, group))
    assert.deepEqual(
      strengths([...answer('* BOX\r\na OK\r\n'), client('b NOOP\r\n', null), server(null, 'b NO \r\n')]),
      ['whole'],
    )
    assert.deepEqual(strengths(answer('a NO \r\n')), ['none'])
  })

  it('proves nothing by words that the far end said as well', () => {
    const words = [server('* OK our ready\r\n', '* OK box ready\r\n'), server('* OK box ready\r\n')]
    assert.deepEqual(said(words, imap), ['none'])
  })
})
