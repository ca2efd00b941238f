import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { capabilitiesIn } from '../../../src/explain/imap/lists.ts'

describe('explain/imap/lists', () => {
  it('finds the list of a response and of a code', () => {
    assert.deepEqual(capabilitiesIn(bytesOf('* CAPABILITY IMAP4rev1  ID\r\n')), {
      words: ['IMAP4rev1', 'ID'],
      round: '* CAPABILITY \r\n',
    })
    assert.deepEqual(capabilitiesIn(bytesOf('* PREAUTH [CAPABILITY X] hi [x]\r\n')), {
      words: ['X'],
      round: '* PREAUTH [CAPABILITY ] hi [x]\r\n',
    })
    assert.deepEqual(capabilitiesIn(bytesOf('a1 ok [capability X] in\r\n'))?.words, ['X'])
  })

  it('finds none elsewhere', () => {
    for (const text of ['* OK CAPABILITY X\r\n', '* ID ("a" "[CAPABILITY X]")\r\n', 'a OK CAPABILITY done\r\n', ''])
      assert.equal(capabilitiesIn(bytesOf(text)), null, text)
  })
})
