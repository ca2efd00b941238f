/** Messages that are held until their end. */
import assert from 'node:assert/strict'
import type { Device } from '../../src/middlebox/device.ts'
import { type HeldMessage, holdMessages, tagSubject, wholeOf } from '../../src/middlebox/held-message.ts'
import { onSmtpOnly } from '../../src/middlebox/smtp-relay.ts'
import type { Decision } from '../../src/middlebox/smtp-stream.ts'
import { answerer, assertDialog, dialer, type Turn } from './dialog.ts'
import { DATA, GREETED } from './samples.ts'

function deviceOf(edit: (message: HeldMessage) => Decision, capBytes?: number): Device {
  const hold = holdMessages(edit, capBytes)
  return { name: 'test', description: '', open: onSmtpOnly({ rewrite: item => hold(item) ?? item.text }) }
}

const ASKED: readonly Turn[] = [...GREETED, ...DATA]
const MESSAGE = 'A: b\r\nSubject: c\r\n d\r\n\r\nbody\r\n..\r\n.\r\n'

describe('middlebox held-message', () => {
  it('holds a message until its end, and shows its parts', () => {
    const parts: HeldMessage[] = []
    const device = deviceOf(message => {
      parts.push(message)
      return wholeOf(message)
    })
    assertDialog(device, [...ASKED, dialer(MESSAGE.slice(0, -3), ''), dialer('.\r\n', MESSAGE)])
    for (const part of parts)
      assert.deepEqual(part, {
        head: 'A: b\r\nSubject: c\r\n d\r\n',
        gap: '\r\n',
        body: 'body\r\n..\r\n',
        end: '.\r\n',
      })
  })

  it('passes a message that is too long as it comes, and holds the next one', () => {
    const device = deviceOf(message => `held\r\n${message.end}`, 40)
    const long = `A: b\r\n\r\n${'x'.repeat(50)}\r\nx\r\n.\r\n`
    assertDialog(device, [...ASKED, dialer(long), answerer('250\r\n'), ...DATA, dialer(MESSAGE, 'held\r\n.\r\n')])
  })

  it('may answer in the place of the message', () => {
    assertDialog(
      deviceOf(() => ({ answer: '554 no\r\n' })),
      [...ASKED, dialer(MESSAGE, '', '554 no\r\n')],
    )
  })

  it('tags the subject in the head, and only there', () => {
    const message = { head: 'X: Subject: a\r\nsubject:b\r\n', gap: '\r\n', body: 'Subject: c\r\n', end: '.\r\n' }
    assert.deepEqual(tagSubject(message, '[T]'), { ...message, head: 'X: Subject: a\r\nsubject:[T] b\r\n' })
    assert.deepEqual(tagSubject({ ...message, head: '' }, '[T]'), { ...message, head: '' })
  })
})
