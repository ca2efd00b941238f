/** Device `answer-for-you`: a whole conversation in which the answerer hears nothing. */
import assert from 'node:assert/strict'
import { answerForYou } from '../../../src/middlebox/devices/answer-for-you.ts'
import { accepted, assertDialog, dialer, fin } from '../dialog.ts'

describe('middlebox answer-for-you', () => {
  it('takes a delivery', () => {
    assertDialog(answerForYou, [
      accepted('220 smtp.hotspot.example ESMTP\r\n'),
      dialer('EHLO a\r\n', '', '250-smtp.hotspot.example\r\n250-SIZE 10240000\r\n250 8BITMIME\r\n'),
      dialer('STARTTLS\r\n', '', '502 Command not implemented\r\n'),
      dialer('MAIL FROM:<>\r\nRCPT TO:<a@b>\r\n', '', '250 Ok\r\n250 Ok\r\n'),
      dialer('DATA\r\n', '', '354 End data with <CR><LF>.<CR><LF>\r\n'),
      dialer('A: b\r\n\r\nQUIT\r\n.\r\n', '', '250 Ok: queued\r\n'),
      dialer('QUIT\r\n', '', '221 Bye\r\n'),
      fin('dialer', '', '[fin]'),
    ])
  })

  it('echoes on an echo port', () => {
    const turns = [accepted(''), dialer('any\0', '', 'any\0'), fin('dialer', '', '[fin]')]
    assertDialog(answerForYou, turns, { protocol: 'echo' })
  })

  it('never asks to dial', () => {
    for (const protocol of ['smtp', 'echo'] as const) {
      const actions = answerForYou.open({ protocol, seed: 1 })({ kind: 'accepted' })
      assert.ok(actions.every(({ kind }) => kind !== 'connect'))
    }
  })
})
