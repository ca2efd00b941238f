import assert from 'node:assert/strict'
import { readImap } from '../../../src/explain/imap/dialog.ts'
import { passagesOf } from '../../../src/explain/mail/passages.ts'
import { refusalsIn } from '../../../src/explain/mail/refusal.ts'
import { layerOf } from '../../../src/explain/smtp/layer.ts'
import { client, type PairOptions, pair, server, type Words } from '../../support/comparisons.ts'

function refusals(words: readonly Words[], options: PairOptions = {}) {
  const layer = layerOf(pair([server('* OK hi\r\n'), ...words], options).flows, 'wire')
  assert.ok(layer)
  const passages = passagesOf(readImap, layer)
  const { observations, isTold, swallowed } = refusalsIn(passages, 'STARTTLS', 'imap.starttls.refused')
  const told = passages.filter(isTold).map(({ kind }) => kind)
  return { notes: observations.flatMap(({ notes }) => notes), told, swallowed }
}

describe('explain/mail/refusal', () => {
  it('is an answer of somebody else’s to a command that never arrived', () => {
    assert.deepEqual(refusals([client('a STARTTLS\r\n', null), server(null, 'a BAD no\r\n'), client('b NOOP\r\n')]), {
      notes: ['the answer was "a BAD no"'],
      told: ['reply', 'command'],
      swallowed: false,
    })
  })

  it('is one also where the command arrived as another one', () => {
    const { notes } = refusals([client('a STARTTLS\r\n', 'a NOOP\r\n'), server('a OK\r\n', 'a NO no\r\n')])
    assert.equal(notes.length, 1)
  })

  it('is none where the far end answered, or heard the command', () => {
    for (const words of [
      [client('a STARTTLS\r\n', 'a XXXXXXXX\r\n'), server('a BAD what\r\n')],
      [client('a STARTTLS\r\n'), server('a OK\r\n', 'a NO no\r\n')],
      [client('a NOOP\r\n', null), server(null, 'a BAD no\r\n')],
    ])
      assert.deepEqual(refusals(words), { notes: [], told: [], swallowed: false })
  })

  it('explains a tail that the far end never heard', () => {
    const words = [client('a STARTTLS\r\n', null), server(null, 'a BAD no\r\n')]
    assert.equal(refusals(words, { cut: 'dialer-to-answerer' }).swallowed, true)
  })
})
