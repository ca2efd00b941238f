/** The rules of network firewalls and gateways, by their own words as FACTS N4 to N26 have them. */
import assert from 'node:assert/strict'
import { client, judgeAll, judged, judgeWords, lone, server } from '../../support/comparisons.ts'

const sent = '220 probe.example ESMTP ready\r\n'

function greetedWith(heard: string): string | null {
  const { findings } = judgeWords([server(sent, heard)])
  assert.equal(findings.length, 1)
  return findings[0]?.device?.name ?? null
}

function answeredWith(reply: string): string | null {
  const { findings } = judgeWords([server(sent), client('HELP\r\n', null), server(null, reply)])
  return findings.find(({ id }) => id === 'smtp.reply.added')?.device?.name ?? null
}

describe('explain/rules/gateway', () => {
  const banners: readonly (readonly [heard: string, name: string | null])[] = [
    ['220 CheckPoint FireWall-1 secure ESMTP server\r\n', 'Check Point FireWall-1'],
    ['220 CheckPoint FireWall-1 secure SMTP server\r\n', 'Check Point FireWall-1'],
    ['220 CheckPoint secure SMTP server\r\n', null],
    ['220 gw F-Secure/fsigk_smtp/410/gw\r\n', 'F-Secure Internet Gatekeeper'],
    ['220 gw Generic SMTP handler\r\n', 'Symantec gateway (Raptor, SGS, SEF)'],
    ['220 gw Generic SMTP handler at work\r\n', null],
    [`220-InterScan Version 3.6-Build_166 $Date: 04/24/2001 Ready\r\n${sent}`, 'Trend Micro InterScan'],
    [`220-Inter Scan Ready\r\n${sent}`, null],
    ['220 gw WebShield/SMTP Ready.\r\n', 'McAfee WebShield'],
    ['220 gw EWSA01/SMTP Ready\r\n', 'McAfee WebShield'],
    ['220 gw ESMTP (proxied server greeted us with: probe)\r\n', 'PGP Universal'],
    ['452 syntax error (connecting)\r\n', 'Port 25 block of an access network'],
    ['220 mailproxy.example ESMTP\r\n', null],
  ]
  for (const [heard, name] of banners)
    it(`greeted with ${JSON.stringify(heard)}: ${name ?? 'nobody'}`, () => {
      assert.equal(greetedWith(heard), name)
    })

  const replies: readonly (readonly [heard: string, name: string | null])[] = [
    ['541 5.4.1 Content blocked by Palo Alto Networks Firewall\r\n', 'Palo Alto Networks firewall'],
    ['541 5.4.1 Content blocked\r\n', null],
    ['554 Transaction failed due to anti spam setting\r\n', 'Juniper SRX'],
    ['550 Requested action not taken: mailbox unavailable\r\n', null],
    ['214-Commands:\r\n214-\tDATA\tRCPT\tMAIL\tQUIT\tRSET\r\n214 \tHELO\tVRFY\tEXPN\tHELP\tNOOP\r\n', 'WatchGuard'],
    ['214 Commands: DATA RCPT\r\n', null],
  ]
  for (const [heard, name] of replies)
    it(`answered with ${JSON.stringify(heard)}: ${name ?? 'nobody'}`, () => {
      assert.equal(answeredWith(heard), name)
    })

  it('N7: a text in the place of a message', () => {
    const text = 'Your mail 10.0.0.1 : 25 contains contaminated file x.zip with virus EICAR, so it is dropped.'
    const words = [
      server(sent),
      client('DATA\r\n'),
      server('354 go\r\n'),
      client('A: b\r\n\r\nhello\r\n.\r\n', `A: b\r\n\r\n${text}\r\n.\r\n`),
    ]
    assert.deepEqual(
      judgeWords(words).findings.map(({ id, device }) => `${id} ${device?.name}`),
      ['smtp.data.rewritten Juniper SRX'],
    )
  })

  it('names who answered in place of the far end by its banner', () => {
    const who = (banner: string) => judgeAll([judged(lone({}, 'listening', banner))]).findings[0]
    assert.equal(
      who('220 CheckPoint FireWall-1 secure SMTP server\r\n221 x\r\n')?.device?.name,
      'Check Point FireWall-1',
    )
    assert.equal(who('220 smtp.hotspot.example\r\n')?.device, null)
  })
})
