import assert from 'node:assert/strict'
import { client, judgeAll, judged, judgeWords, pair, row25, server, type Words } from '../support/comparisons.ts'

const hello = [server('220 a\r\n'), client('EHLO x\r\n')]

function summaries(words: readonly Words[]): readonly string[] {
  return judgeWords(words).findings.map(({ summary }) => summary)
}

describe('explain/summary', () => {
  it('says what, where, which way and how', () => {
    assert.deepEqual(summaries([...hello, server('250-a\r\n250 STARTTLS\r\n', '250-a\r\n250 XXXXXXXX\r\n')]), [
      'Incoming port 25 (IPv4), from the server to the client: STARTTLS was overwritten in the EHLO reply, so a client that goes by the EHLO reply does not start TLS: STARTTLS came as XXXXXXXX.',
    ])
  })

  it('describes an unknown box exactly', () => {
    const upper = [server('220 a\r\n'), client('EHLO host\r\n', 'EHLO HOST\r\n'), server('250 a\r\n')]
    assert.match(summaries(upper)[0] ?? '', /SMTP commands were overwritten in place: letters a-z were upper-cased\.$/)
    const reordered = [...hello, server('250-a\r\n250-B\r\n250 CD\r\n', '250-a\r\n250-CD\r\n250 B\r\n')]
    assert.match(summaries(reordered)[0] ?? '', /: EHLO keyword lines came in another order\.$/)
    const message = 'A: b\r\n\r\nx\r\n.\r\n'
    const data = [
      client('DATA\r\n'),
      server('354 go\r\n'),
      client(message, message.replace('\r\n\r\n', '\r\nX-Corp-Policy: yes\r\n\r\n')),
    ]
    assert.match(
      summaries([server('220 a\r\n'), ...data])[0] ?? '',
      /a message got headers that were never sent: "X-Corp-Policy: yes"\.$/,
    )
    const flipped = [server('220 abc\r\n', '220 abb\r\n')]
    assert.match(
      summaries(flipped)[0] ?? '',
      /the SMTP greeting was overwritten in place: one bit was flipped in one byte\.$/,
    )
  })

  it('speaks as the administrator does of outgoing rows', () => {
    const row = { ...row25, direction: 'outgoing', family: 6 } as const
    const { findings } = judgeAll([judged(pair([server('220 a\r\n', '220 b\r\n')]), { row })], { rows: [row] })
    assert.match(
      findings[0]?.summary ?? '',
      /^Outgoing port 25 \(IPv6\), from the client to the server: the SMTP greeting was/,
    )
  })

  it('stops after three descriptions', () => {
    const lines = ['A 1', 'B 2', 'C 3', 'D 4', 'E 5'].map(line => client(`VRFY ${line}\r\n`, `XXXX ${line}\r\n`))
    assert.match(summaries([server('220 a\r\n'), ...lines])[0] ?? '', /"VRFY C 3" came as "XXXX C 3"; and 2 more\.$/)
  })
})
