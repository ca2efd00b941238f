/** How many commands nobody has answered yet. */
import assert from 'node:assert/strict'
import type { Device } from '../../src/middlebox/device.ts'
import { onSmtpOnly } from '../../src/middlebox/smtp-relay.ts'
import { unansweredCounter } from '../../src/middlebox/unanswered.ts'
import { answerer, dialer, hears } from './dialog.ts'
import { HELLO } from './samples.ts'

describe('middlebox unanswered', () => {
  it('counts commands, messages and lines of AUTH, and one less for each reply', () => {
    const seen: string[] = []
    const count = unansweredCounter()
    const rewrite = (item: Parameters<typeof count>[0]): string => {
      const { before, after } = count(item)
      seen.push(`${item.kind} ${before}-${after}`)
      return item.text
    }
    const device: Device = { name: 'test', description: '', open: onSmtpOnly({ rewrite }) }
    const message = [dialer('NOOP\r\nDATA\r\n'), answerer('250 a\r\n354-b\r\n354 c\r\n'), dialer('x\r\n.\r\n')]
    const auth = [answerer('250 d\r\n'), dialer('AUTH X\r\n'), answerer('334 \r\n'), dialer('YQ==\r\n')]
    hears(device, [...HELLO, ...message, ...auth, answerer('235 e\r\n250 nobody asked\r\n')], 3)
    assert.deepEqual(seen, [
      ...['reply 0-0', 'command 0-1', 'reply 1-0'],
      ...['command 0-1', 'command 1-2', 'reply 2-1', 'reply 1-0'],
      ...['message-start 0-0', 'header-end 0-0', 'body 0-0', 'message-end 0-1', 'reply 1-0'],
      ...['command 0-1', 'reply 1-0', 'auth 0-1', 'reply 1-0', 'reply 0-0'],
    ])
  })
})
