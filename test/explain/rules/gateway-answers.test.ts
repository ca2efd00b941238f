/** Gateways by their own answers, from FACTS N3 to N22. */
import assert from 'node:assert/strict'
import type { Finding } from '../../../src/explain/finding.ts'
import { client, judgeWords, server } from '../../support/comparisons.ts'

const greeting = server('220 probe.example ready\r\n')

function who({ device, fits }: Finding): string {
  return device === null ? 'nobody' : `${fits.length > 0 ? 'fits' : 'is'} ${device.name}`
}

describe('explain/rules/gateway-answers', () => {
  const answers: readonly (readonly [heard: string, who: string])[] = [
    ['501 Syntax error (MAIL FROM:) (F-Secure/fsigk_smtp)\r\n', 'is F-Secure Internet Gatekeeper'],
    ['501 Syntax error in MAIL FROM\r\n', 'nobody'],
    ['450 Mailbox Unavailable\r\n', 'fits Check Point FireWall-1'],
    ['554 5.7.1 Virus detected.\r\n', 'fits Stormshield/NETASQ'],
    ['554 ab mail.example No mail service\r\n', 'is Symantec gateway (Raptor, SGS, SEF)'],
    ['554 5.7.1 rejected\r\n', 'nobody'],
  ]
  for (const [heard, name] of answers)
    it(`answered with ${JSON.stringify(heard)}: ${name}`, () => {
      const { findings } = judgeWords([greeting, client('MAIL FROM:<a>\r\n', null), server(null, heard)])
      assert.deepEqual(findings.filter(({ id }) => id === 'smtp.reply.added').map(who), [name])
    })

  const ehloAnswers: readonly (readonly [heard: string, who: string])[] = [
    ['501 5.0.0 Invalid domain name\r\n', 'is FortiMail'],
    ['250-Requested mail action okay, completed.\r\n250 DSN\r\n', 'fits McAfee Email Gateway'],
    ['501 Invalid domain\r\n', 'nobody'],
  ]
  for (const [heard, name] of ehloAnswers)
    it(`EHLO answered with ${JSON.stringify(heard)}: ${name}`, () => {
      const { findings } = judgeWords([greeting, client('EHLO x\r\n'), server('250-a\r\n250 DSN\r\n', heard)])
      assert.deepEqual(findings.filter(({ id }) => id === 'smtp.ehlo.rewritten').map(who), [name])
    })

  it('N7: a tag in front of the subject fits, because others use the same', () => {
    const message = 'Subject: x\r\n\r\nhello\r\n.\r\n'
    const tagged = (tag: string) => {
      const heard = message.replace('Subject: ', `Subject: ${tag} `)
      return judgeWords([greeting, client('DATA\r\n'), server('354 go\r\n'), client(message, heard)]).findings.map(who)
    }
    assert.deepEqual(tagged('***SPAM***'), ['fits Juniper SRX'])
    assert.deepEqual(tagged('[SPAM]'), ['nobody'])
  })

  it('N17: the name that it has unless another is set', () => {
    const called = (name: string) =>
      judgeWords([greeting, client('EHLO client.example\r\n', `EHLO ${name}\r\n`), server('250 a\r\n')])
    assert.deepEqual(called('Sophos').findings.map(who), ['is Sophos XG/UTM'])
    assert.deepEqual(called('Sophos.example').findings.map(who), ['nobody'])
    const greeted = (heard: string) => judgeWords([server('220 probe.example ready\r\n', heard)]).findings.map(who)
    assert.deepEqual(greeted('220 Sophos ESMTP ready\r\n'), ['is Sophos XG/UTM'])
    assert.deepEqual(greeted('220 Sophos.example ESMTP ready\r\n'), ['nobody'])
  })
})
