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
    // Of a protocol that is not read word by word, a change begins at the first byte that differs.
    assert.deepEqual(said([server('* OK our ready\r\n', '* OK box ready\r\n')], imap), ['whole'])
    assert.deepEqual(said([server('* OK our ready\r\n', '* OK fox ready\r\n')], imap), ['none'])
  })

  it('finds them among other changes of such a protocol', () => {
    const words = [
      server('* OK our ready\r\n', '* OK box ready\r\n'),
      client('a NOOP\r\n'),
      server('a OK\r\n', 'a BAD\r\n'),
    ]
    assert.deepEqual(said(words, imap), ['whole'])
  })

  it('proves nothing by words that the far end said as well', () => {
    const words = [server('* OK our ready\r\n', '* OK box ready\r\n'), server('* OK box ready\r\n')]
    assert.deepEqual(said(words, imap), ['none'])
  })
})
