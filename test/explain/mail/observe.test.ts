import assert from 'node:assert/strict'
import type { FlowComparison } from '../../../src/diff/comparison.ts'
import { imapReader } from '../../../src/explain/imap/observe.ts'
import { pop3Reader } from '../../../src/explain/pop3/observe.ts'
import { layerOf } from '../../../src/explain/smtp/layer.ts'
import { smtpReader } from '../../../src/explain/smtp/observe.ts'
import { client, pair, server, type Words } from '../../support/comparisons.ts'

const layer = (words: readonly Words[]) => {
  const flows = layerOf(pair(words).flows as readonly FlowComparison[], 'wire')
  assert.ok(flows)
  return flows
}

describe('explain/mail/observe', () => {
  const message = 'A: b\r\n\r\nbody\r\n'
  const changed = 'A: b\r\n\r\nother\r\n'

  it('reads what a library hands over as messages, on either way', () => {
    const idsOf = (words: readonly Words[]) => {
      const { passages, observations } = imapReader.observeMessages(layer(words))
      return [passages.map(({ kind }) => kind), observations.map(({ id, flow }) => `${id} ${flow}`)]
    }
    assert.deepEqual(idsOf([client(message)]), [['message'], []])
    assert.deepEqual(idsOf([client(message, changed)]), [['message'], ['imap.message.rewritten dialer-to-answerer']])
    assert.deepEqual(idsOf([client(message), server(message, changed)]), [
      ['message', 'message'],
      ['imap.message.rewritten answerer-to-dialer'],
    ])
  })

  it('names a command by what became of it, in the words of each protocol', () => {
    const ids = [smtpReader, imapReader, pop3Reader].map(reader =>
      reader
        .observe(layer([server('220 x\r\n'), client('NOOP\r\n', 'XXXX\r\n')]))
        .observations.map(({ id, notes }) => `${id}: ${notes.join()}`),
    )
    assert.deepEqual(ids, [
      ['smtp.command.masked: "NOOP" came as "XXXX"'],
      ['imap.command.masked: "NOOP" came as "XXXX"'],
      ['pop3.command.masked: "NOOP" came as "XXXX"'],
    ])
  })

  it('says to what an answer is one', () => {
    const words = [server('+OK\r\n'), client('NOOP\r\n'), server('+OK\r\n', '-ERR no\r\n')]
    const [observation] = pop3Reader.observe(layer(words)).observations
    assert.deepEqual(observation?.notes, ['"+OK" came as "-ERR no" (the answer to NOOP)'])
  })

  it('takes no ClientHello, nor what follows it, for commands', () => {
    const hello = client(null, '\x16\x03\x01\x00\x05hello\n\x14more\n')
    const words = [server('220 x\r\n'), client('STARTTLS\r\n', 'NOOP    \r\n'), server('250 ok\r\n'), hello]
    const idsOf = (its: readonly Words[]) => smtpReader.observe(layer(its)).observations.map(({ id }) => id)
    assert.deepEqual(idsOf(words), ['smtp.command.masked'])
    assert.ok(idsOf([...words.slice(0, 3), client(null, 'QUIT\r\n')]).includes('smtp.command.added'))
  })
})
