/** Gateways by the form of what they change, from FACTS N3, N12, N15, N16. */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../../src/bytes.ts'
import type { Finding } from '../../../src/explain/finding.ts'
import { lacksServerName, limitKeywords } from '../../../src/explain/rules/gateway-forms.ts'
import { client, judgeWords, server } from '../../support/comparisons.ts'

function named(findings: readonly Finding[], id: Finding['id']): readonly string[] {
  const its = findings.filter(it => it.id === id)
  return its.flatMap(({ device, fits }) =>
    fits.length > 0
      ? fits.map(({ name, proof }) => `${name}, ${proof}`)
      : [device === null ? 'nobody' : `${device.name}, ${device.proof}`],
  )
}

const greeting = server('220 a\r\n')

describe('explain/rules/gateway-forms', () => {
  it('N3 and N16: an address in the place of the client’s name', () => {
    const renamed = (heard: string) =>
      named(
        judgeWords([greeting, client('EHLO client.example\r\n', heard), server('250 a\r\n')]).findings,
        'smtp.command.rewritten',
      )
    assert.deepEqual(renamed('EHLO [192.0.2.7]\r\n'), ['FortiMail, set', 'Stormshield/NETASQ, set'])
    assert.deepEqual(renamed('EHLO 192.0.2.7\r\n'), ['Stormshield/NETASQ, set'])
    assert.deepEqual(renamed('EHLO proxy.example.net\r\n'), ['nobody'])
    assert.deepEqual(renamed('HELO [192.0.2.7]\r\n'), ['nobody'])
  })

  it('N16: no name of the server in the reply to EHLO', () => {
    const reply = '250-probe.example\r\n250-SIZE 5\r\n250 DSN\r\n'
    const without = (heard: string) =>
      named(judgeWords([greeting, client('EHLO x\r\n'), server(reply, heard)]).findings, 'smtp.ehlo.rewritten')
    for (const first of ['250-', '250'])
      assert.deepEqual(without(reply.replace('250-probe.example', first)), ['Stormshield/NETASQ, set'])
    assert.deepEqual(without(reply.replace('probe.example', 'proxy.example.net')), ['nobody'])
    assert.equal(lacksServerName(bytesOf(reply), bytesOf(reply)), false)
    assert.equal(
      lacksServerName(bytesOf(reply), bytesOf(reply.replace('probe.example', '').replace('DSN', 'DSX'))),
      false,
    )
  })

  it('N16: the commands of its example policy are blocked, and no other', () => {
    const turn = (line: string, passes: boolean) =>
      passes ? [client(line), server('250 ok\r\n')] : [client(line, null), server(null, '502 no\r\n')]
    const blocked = ['BDAT 0 LAST\r\n', 'STARTTLS\r\n', 'EXPN x\r\n', 'VRFY x\r\n', 'TURN\r\n']
    const talk = (others: boolean) => [
      greeting,
      client('EHLO x\r\n'),
      server('250 a\r\n'),
      ...blocked.flatMap(line => turn(line, false)),
      ...turn('ETRN x\r\n', others),
      ...turn('NOOP\r\n', true),
    ]
    assert.deepEqual(named(judgeWords(talk(true)).findings, 'smtp.command.removed'), ['Stormshield/NETASQ, set'])
    assert.deepEqual(named(judgeWords(talk(false)).findings, 'smtp.command.removed'), ['nobody'])
  })

  it('N12: recipients beyond a number, in silence', () => {
    const rcpt = (heard: boolean) => [
      client('RCPT TO:<b>\r\n', heard ? 'RCPT TO:<b>\r\n' : null),
      server(heard ? '250 ok\r\n' : null, '250 ok\r\n'),
    ]
    const words = [
      greeting,
      client('MAIL FROM:<a>\r\n'),
      server('250 ok\r\n'),
      ...rcpt(true),
      ...rcpt(true),
      ...rcpt(false),
    ]
    assert.deepEqual(named(judgeWords(words).findings, 'smtp.command.removed'), ['WatchGuard, set'])
  })

  it('N12: extensions and headers, and not one of both alone', () => {
    const ehlo = [client('EHLO x\r\n'), server('250-a\r\n250-XNEW\r\n250 DSN\r\n', '250-a\r\n250 DSN\r\n')]
    const message = 'X-New: a\r\nFrom: b\r\n\r\nhello\r\n.\r\n'
    const data = [client('DATA\r\n'), server('354 go\r\n'), client(message, message.replace('X-New: a\r\n', ''))]
    const { findings } = judgeWords([greeting, ...ehlo, ...data])
    assert.deepEqual(named(findings, 'smtp.ehlo.keyword-removed'), ['WatchGuard, set'])
    assert.deepEqual(named(findings, 'smtp.data.header-removed'), ['WatchGuard, set'])
    assert.deepEqual(named(judgeWords([greeting, ...ehlo]).findings, 'smtp.ehlo.keyword-removed'), ['nobody'])
  })

  it('N15: four lines, and SIZE lowered to just that number', () => {
    const sent = [
      '250-a',
      '250-SIZE 4294967296',
      '250-CHUNKING',
      '250-BINARYMIME',
      '250-DSN',
      '250-PIPELINING',
      '250 STARTTLS',
      '',
    ]
    const heard = ['250-a', '250-SIZE 2000000000', '250 DSN', '']
    assert.equal(limitKeywords(bytesOf(sent.join('\r\n'))).map(textOf)[0], heard.join('\r\n'))
    const found = (text: string) =>
      judgeWords([greeting, client('EHLO x\r\n'), server(sent.join('\r\n'), text)]).findings
    for (const id of ['smtp.ehlo.rewritten', 'smtp.ehlo.keyword-removed', 'smtp.starttls.removed'] as const)
      assert.deepEqual(named(found(heard.join('\r\n')), id), ['F-Secure Internet Gatekeeper, transform'])
    // Another number is another box; the lines alone only fit.
    const other = found(heard.join('\r\n').replace('2000000000', '1000000000'))
    assert.deepEqual(named(other, 'smtp.ehlo.rewritten'), ['nobody'])
    assert.deepEqual(named(other, 'smtp.starttls.removed'), ['F-Secure Internet Gatekeeper, set'])
    const added = found(
      heard.join('\r\n').replace('250 DSN', '250-DSN\r\n250-AUTH PLAIN LOGIN').replace('250-AUTH', '250 AUTH'),
    )
    for (const id of ['smtp.starttls.removed', 'smtp.ehlo.keyword-added'] as const)
      assert.deepEqual(named(added, id), ['F-Secure Internet Gatekeeper, transform'])
  })
})
