/** The rules of programs on a host, by their own words as FACTS H1 to H11 have them. */
import assert from 'node:assert/strict'
import type { Finding } from '../../../src/explain/finding.ts'
import { client, judgeWords, server, tlsBetween, tlsFacts, type Words } from '../../support/comparisons.ts'

function named(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ id, device }) => `${id}: ${device === null ? 'nobody' : `${device.name}, ${device.proof}`}`)
}

const hello = [server('220 a\r\n'), client('EHLO x\r\n'), server('250-a\r\n250 STARTTLS\r\n')]
const bye = [client('QUIT\r\n'), server('221 closing\r\n')]

function refusedWith(answer: string, end: readonly Words[] = bye): readonly string[] {
  return named(judgeWords([...hello, client('STARTTLS\r\n', null), server(null, answer), ...end]).findings)
}

function withHeaders(headers: string): readonly string[] {
  const message = 'From: a\r\n\r\nx\r\n.\r\n'
  const data = [
    client('DATA\r\n'),
    server('354 go\r\n'),
    client(message, message.replace('\r\n\r\n', `\r\n${headers}\r\n`)),
  ]
  return named(judgeWords([...hello, ...data, server('250 ok\r\n')]).findings)
}

function greetedWith(heard: string): readonly string[] {
  return named(judgeWords([server('220 probe.example ready\r\n', heard)]).findings)
}

describe('explain/rules/host', () => {
  it('H1: refuses STARTTLS, which is still advertised, and says good bye in its own way', () => {
    const end = [client('QUIT\r\n'), server('221 closing\r\n', '221 Closing connection. Good bye.\r\n')]
    assert.deepEqual(refusedWith('500 Unsupported command.\r\n', end), [
      'smtp.starttls.refused: Norton AntiVirus 2002, text',
      'smtp.reply.rewritten: Norton AntiVirus 2002, text',
    ])
  })

  it('H1: not where STARTTLS is not advertised any more, nor in other words', () => {
    const hidden = [server('220 a\r\n'), client('EHLO x\r\n'), server('250-a\r\n250 STARTTLS\r\n', '250 a\r\n')]
    const words = [...hidden, client('STARTTLS\r\n', null), server(null, '500 Unsupported command.\r\n')]
    assert.ok(named(judgeWords(words).findings).includes('smtp.starttls.refused: nobody'))
    assert.deepEqual(refusedWith('500 unsupported command\r\n'), ['smtp.starttls.refused: nobody'])
  })

  it('names nobody by words that the far end said itself', () => {
    const words = [
      ...hello,
      client('QUIT\r\n', 'NOOP\r\n'),
      server('221 Closing connection. Good bye.\r\n221 x\r\n', '221 y\r\n221 Closing connection. Good bye.\r\n'),
    ]
    for (const { device } of judgeWords(words).findings) assert.equal(device, null)
  })

  it('H2, H3, H7: banners', () => {
    assert.deepEqual(greetedWith('220 probe.example avast! SMTP proxy ready.\r\n'), [
      'smtp.greeting.rewritten: Avast, text',
    ])
    assert.deepEqual(greetedWith('220 AVG ESMTP Proxy Server 8.0.169/8.0.169 [270.6.14]\r\n'), [
      'smtp.greeting.rewritten: AVG, text',
    ])
    assert.deepEqual(greetedWith('220 probe.example ESMTP BitDefender Proxy\r\n'), [
      'smtp.greeting.rewritten: BitDefender, text',
    ])
    assert.deepEqual(greetedWith('220 probe.example avast SMTP proxy ready\r\n'), ['smtp.greeting.rewritten: nobody'])
    assert.deepEqual(greetedWith('220 probe.example ESMTP Service ready\r\n'), ['smtp.greeting.rewritten: nobody'])
  })

  it('H4: two headers, and the name in the first', () => {
    for (const [word, name] of [
      ['avast!', 'Avast'],
      ['Avast', 'Avast'],
      ['AVG', 'AVG'],
      ['Norton', 'Norton'],
    ] as const) {
      const headers = `X-Antivirus: ${word} (VPS 251124-0, 11/24/2026), Outbound message\r\nX-Antivirus-Status: Clean\r\n`
      assert.deepEqual(withHeaders(headers), [`smtp.data.header-added: ${name}, text`])
    }
  })

  it('H4: the second header alone, another name, or one header more is nobody', () => {
    const first = 'X-Antivirus: Avast (VPS 251124-0, 11/24/2026), Outbound message\r\n'
    const others = [
      'X-Antivirus-Status: Clean\r\n',
      `${first.replace('Avast', 'Foo')}X-Antivirus-Status: Clean\r\n`,
      `${first}X-Antivirus-Status: Clean\r\nX-Corp-Policy: passed\r\n`,
      'X-Corp-Policy: passed\r\n',
    ]
    for (const headers of others) assert.deepEqual(withHeaders(headers), ['smtp.data.header-added: nobody'], headers)
  })

  it('H5: scanners that say so', () => {
    assert.deepEqual(withHeaders('X-AntiVirus: checked by AntiVir MailGate (version: 2.0)\r\n'), [
      'smtp.data.header-added: AntiVir MailGate, text',
    ])
    assert.deepEqual(withHeaders('X-AntiVirus: checked by Vexira Milter 1.0\r\n'), [
      'smtp.data.header-added: Vexira, text',
    ])
    assert.deepEqual(withHeaders('X-Antivirus: Checked by Dr.Web [MailD: 5]\r\n'), [
      'smtp.data.header-added: Dr.Web, text',
    ])
  })

  it('H6: the issuer of a certificate that the far end did not send', () => {
    const issuers = [
      ['O=Avast Web/Mail Shield, CN=Avast Web/Mail Shield Root', 'Avast, text'],
      ['CN=AVG Web/Mail Shield Root', 'AVG, text'],
      ['CN=Norton Web/Mail Shield Root', 'Norton, text'],
      ['CN=Corp Web/Mail Shield Root', 'nobody'],
    ] as const
    for (const [issuer, name] of issuers) {
      const tls = tlsBetween(tlsFacts('box', issuer), tlsFacts('ours'))
      assert.deepEqual(named(judgeWords(hello, { tls }).findings), [`tls.intercepted: ${name}`])
    }
    const own = tlsBetween(
      { ...tlsFacts('ours', 'CN=Avast Web/Mail Shield Root'), exporter: 'x' },
      tlsFacts('ours', 'CN=Avast Web/Mail Shield Root'),
    )
    assert.deepEqual(named(judgeWords(hello, { tls: own }).findings), ['tls.intercepted: nobody'])
  })

  it('H11: its own refusal, and then the missing line is its own too', () => {
    const hidden = [server('220 a\r\n'), client('EHLO x\r\n'), server('250-a\r\n250 STARTTLS\r\n', '250 a\r\n')]
    const words = [
      ...hidden,
      client('STARTTLS\r\n', null),
      server(null, '454 TLS not available due to temporary reason\r\n'),
    ]
    assert.deepEqual([...named(judgeWords(words).findings)].sort(), [
      'smtp.starttls.refused: STARTTLS stripper (striptls), text',
      'smtp.starttls.removed: STARTTLS stripper (striptls), transform',
    ])
    assert.deepEqual(refusedWith('454 TLS not available due to a temporary reason\r\n'), [
      'smtp.starttls.refused: nobody',
    ])
    assert.deepEqual(refusedWith('501 Syntax error\r\n'), ['smtp.starttls.refused: nobody'])
  })

  it('H11: the other forms', () => {
    const words = [
      server('220 a\r\n'),
      client('EHLO x\r\n'),
      server('250-a\r\n250 STARTTLS\r\n', '502 Error: command "EHLO" not implemented\r\n'),
    ]
    assert.ok(
      judgeWords(words).findings.some(
        ({ id, device }) => id === 'smtp.ehlo.rewritten' && device?.name.startsWith('STARTTLS'),
      ),
    )
  })
})
