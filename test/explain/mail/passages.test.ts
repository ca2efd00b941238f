import assert from 'node:assert/strict'
import { textOf } from '../../../src/bytes.ts'
import { readImap } from '../../../src/explain/imap/dialog.ts'
import { passagesOf } from '../../../src/explain/mail/passages.ts'
import { layerOf } from '../../../src/explain/smtp/layer.ts'
import type { Passage } from '../../../src/explain/smtp/passage.ts'
import { client, type PairOptions, pair, server, type Words } from '../../support/comparisons.ts'

function passages(words: readonly Words[], options: PairOptions = {}): readonly Passage[] {
  const layer = layerOf(pair(words, options).flows, 'wire')
  return layer === null ? [] : passagesOf(readImap, layer)
}

/** One line a passage: kind, what was sent, what was heard. */
function show(its: readonly Passage[]): readonly string[] {
  const text = (side: { bytes: Uint8Array } | null) =>
    side === null ? '-' : textOf(side.bytes).replaceAll('\r\n', '|')
  return its.map(it => `${it.kind} ${text(it.sent)} ${it.equal ? '=' : text(it.heard)}`)
}

const greeting = server('* OK hi\r\n')

describe('explain/mail/passages', () => {
  it('lays equal conversations side by side', () => {
    const words = [greeting, client('a CAPABILITY\r\n'), server('* CAPABILITY A\r\na OK\r\n')]
    assert.deepEqual(show(passages(words)), [
      'greeting * OK hi| =',
      'capability * CAPABILITY A| =',
      'reply a OK| =',
      'command a CAPABILITY| =',
    ])
  })

  it('keeps an invented answer apart from the true ones, all of it in one piece', () => {
    const words = [
      greeting,
      client('a CAPABILITY\r\n', null),
      server(null, '* CAPABILITY B\r\na OK box\r\n'),
      client('b NOOP\r\n'),
      server('b OK\r\n'),
    ]
    assert.deepEqual(show(passages(words)), [
      'greeting * OK hi| =',
      'reply - * CAPABILITY B|a OK box|',
      'reply b OK| =',
      'command a CAPABILITY| -',
      'command b NOOP| =',
    ])
  })

  it('takes a command that vanished with its message for one thing', () => {
    const words = [greeting, client('a APPEND x {2+}\r\nhi\r\n', null), client('b NOOP\r\n')]
    assert.deepEqual(show(passages(words)).slice(1), ['command a APPEND x {2+}|hi| -', 'command b NOOP| ='])
  })

  it('pairs pieces of a command that the server heard as another one', () => {
    const words = [
      greeting,
      client('a APPEND x {2+}\r\nhi\r\n', 'a XXXXXX x {2+}\r\nhi\r\n'),
      client('b IDLE\r\nDONE\r\n'),
    ]
    assert.deepEqual(show(passages(words)).slice(1, 4), [
      'command a APPEND x {2+}| a XXXXXX x {2+}|',
      'message hi =',
      'command | =',
    ])
  })

  it('knows a command by its tag or its verb', () => {
    const heard = (text: string) => show(passages([greeting, client('a SELECT INBOX\r\n', text)])).slice(1)
    assert.equal(heard('a EXAMINE x\r\n').length, 1)
    assert.equal(heard('box7 SELECT INBOX\r\n').length, 1)
    assert.equal(heard('box7 NOOP\r\n').length, 2)
  })

  it('leaves a tail alone that nobody heard', () => {
    const words = [greeting, client('a NOOP\r\n'), client('b NOOP\r\n', null)]
    const unheard = { 'dialer-to-answerer': { sentAt: 8, cause: 'hearer-left' } } as const
    assert.deepEqual(show(passages(words, { unheard })), ['greeting * OK hi| =', 'command a NOOP| ='])
  })

  it('numbers commands, and answers by the command that the dialer takes them for', () => {
    const words = [greeting, client('a NOOP\r\n'), client('b NOOP\r\n'), server('b OK\r\na OK\r\n')]
    assert.deepEqual(
      passages(words).map(({ command }) => command),
      [null, 1, 0, 0, 1],
    )
  })

  it('says where a missing piece would stand', () => {
    const words = [greeting, client('a NOOP\r\n'), client('b NOOP\r\n', null), client('c NOOP\r\n')]
    const missing = passages(words).find(({ heard }) => heard === null)
    assert.deepEqual(missing?.place, { sent: { from: 8, to: 16 }, heard: { from: 8, to: 8 } })
  })
})
