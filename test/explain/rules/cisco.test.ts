/** The rules of Cisco PIX and ASA, by bytes written out by hand from the samples of FACTS C1 to C9. */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../../src/bytes.ts'
import type { Finding } from '../../../src/explain/finding.ts'
import { maskBanner, maskKeywords, maskVerb, maskWholeBanner } from '../../../src/explain/rules/cisco-edits.ts'
import {
  client,
  inTls,
  judgeAll,
  judged,
  judgeWords,
  pair,
  server,
  tlsBetween,
  tlsFacts,
  type Words,
} from '../../support/comparisons.ts'

/** `id: device` of each finding. */
function named(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ id, device }) => `${id}: ${device === null ? 'nobody' : `${device.name}, ${device.proof}`}`)
}

const banner = '220 mail.example ESMTP Sendmail 8.12.10; Wed, 20 Oct 2004 10:02:33 +0200\r\n'
/** By hand, as C1 says: 2 and 0 stay, and a space only behind a 0. */
const masked = '220 ***************************2**0******20******200**0**02*****0200\r\n'

function ehloTurn(sent: readonly string[], heard: readonly string[]): Words[] {
  return [client('EHLO x\r\n'), server(sent.join(''), heard.join(''))]
}

const offered = ['250-mail.example\r\n', '250-SIZE 1000\r\n', '250-STARTTLS\r\n', '250-XNONCE ab\r\n', '250 DSN\r\n']
const asaHeard = ['250-mail.example\r\n', '250-SIZE 1000\r\n', '250-XXXXXXXA\r\n', '250-XXXXXB ab\r\n', '250 DSN\r\n']

describe('explain/rules/cisco', () => {
  it('C1: overwrites all but 2, 0, and a space behind a 0', () => {
    const cases = [
      ['220 example.com ESMTP\r\n', '220 *****************\r\n'],
      ['220 a 20 b 2\r\n', '220 **20 **2\r\n'],
      ['220-a\r\n220 b\r\n', '220**\r\n220 *\r\n'],
    ] as const
    for (const [sent, heard] of cases) assert.equal(textOf(maskBanner(bytesOf(sent))), heard)
  })

  it('C1 alone tells no PIX from an ASA', () => {
    const sent = '220 mail.example ready 2 0  20 2004\r\n'
    const { findings } = judgeWords([server(sent, '220 *******************2*0 *20 200*\r\n')])
    assert.deepEqual(named(findings), ['smtp.greeting.masked: Cisco PIX/ASA, transform'])
    assert.match(findings[0]?.remedy ?? '', /no fixup protocol smtp 25.*no inspect esmtp/s)
    assert.match(findings[0]?.device?.source ?? '', /^C1 \(D\): /)
  })

  it('C1: one byte otherwise, and it is nobody', () => {
    assert.equal(masked.length === banner.length, false)
    const heard = textOf(maskBanner(bytesOf(banner)))
    for (const other of [heard.replace('*', '#'), heard.replace('*', 'x'), heard.replaceAll('*', '#')])
      assert.deepEqual(named(judgeWords([server(banner, other)]).findings), ['smtp.greeting.masked: nobody'])
  })

  it('C4: every byte', () => {
    assert.equal(textOf(maskWholeBanner(bytesOf('220 a 2\r\n'))), '*******\r\n')
    assert.deepEqual(named(judgeWords([server('220 a 2\r\n', '*******\r\n')]).findings), [
      'smtp.greeting.masked: Cisco PIX, transform',
    ])
  })

  it('C4: the banner of old versions', () => {
    const { findings } = judgeWords([server('220 a\r\n', '220 SMTP/cmap_______________ read\r\n')])
    assert.deepEqual(named(findings), ['smtp.greeting.rewritten: Cisco PIX, text'])
  })

  it('C5: seven verbs pass, EHLO does not; and then the banner is a PIX too', () => {
    const words = [
      server('220 a\r\n', '220 *\r\n'),
      client('EHLO x.example\r\n', 'XXXX x.example\r\n'),
      server('500 what\r\n'),
      client('HELO x\r\n'),
      server('250 a\r\n'),
      client('VRFY x\r\n', 'XXXX x\r\n'),
      server('500 what\r\n'),
    ]
    assert.deepEqual(named(judgeWords(words).findings), [
      'smtp.greeting.masked: Cisco PIX, transform',
      'smtp.command.masked: Cisco PIX, transform',
    ])
  })

  it('C7: the letters count, and STARTTLS is one of them', () => {
    const { findings } = judgeWords([server('220 a\r\n'), ...ehloTurn(offered, asaHeard)])
    assert.deepEqual(named(findings), [
      'smtp.starttls.masked: Cisco ASA, transform',
      'smtp.ehlo.keyword-masked: Cisco ASA, transform',
    ])
    assert.match(findings[0]?.remedy ?? '', /allow-tls/)
  })

  it('C7: the last keyword too, and only one', () => {
    const heard = [...offered.slice(0, -1), '250 XXA\r\n']
    assert.deepEqual(named(judgeWords([server('220 a\r\n'), ...ehloTurn(offered, heard)]).findings), [
      'smtp.ehlo.keyword-masked: Cisco ASA, transform',
    ])
  })

  it('C7: a mask of one letter more or less is nobody', () => {
    const nearly = [
      asaHeard.map(line => line.replace('XXXXXXXA', 'XXXXXXXX')),
      asaHeard.map(line => line.replace('XXXXXB', 'XXXXXA')),
      asaHeard.map(line => line.replaceAll('X', '#')),
      asaHeard.filter(line => !line.includes('SIZE')),
    ]
    for (const heard of nearly) {
      const { findings } = judgeWords([server('220 a\r\n'), ...ehloTurn(offered, heard)])
      assert.ok(findings.length > 0)
      for (const { device } of findings) assert.equal(device, null)
    }
  })

  it('C7 with C8: STARTTLS gone beside the masks', () => {
    const heard = ['250-mail.example\r\n', '250-SIZE 1000\r\n', '250-XXXXXA ab\r\n', '250 DSN\r\n']
    assert.deepEqual([...named(judgeWords([server('220 a\r\n'), ...ehloTurn(offered, heard)]).findings)].sort(), [
      'smtp.ehlo.keyword-masked: Cisco ASA, transform',
      'smtp.starttls.removed: Cisco ASA, transform',
    ])
  })

  it('C9: fifteen verbs pass', () => {
    const words = [
      server('220 a\r\n', '220 *\r\n'),
      ...ehloTurn(offered, offered),
      client('VRFY x\r\n'),
      server('252 a\r\n'),
      client('ATRN x\r\n', 'XXXX x\r\n'),
      server('500 a\r\n'),
    ]
    assert.deepEqual(named(judgeWords(words).findings), [
      'smtp.greeting.masked: Cisco ASA, transform',
      'smtp.command.masked: Cisco ASA, transform',
    ])
  })

  it('C5 and C9: a filter of other verbs is nobody', () => {
    const commands: readonly (readonly [string, string][])[] = [
      [
        ['VRFY x\r\n', 'XXXX x\r\n'],
        ['ETRN x\r\n', 'ETRN x\r\n'],
      ],
      [['NOOP\r\n', 'XXXX\r\n']],
      [['ATRN x\r\n', '#### x\r\n']],
      [['ATRN x\r\n', 'XXXX X\r\n']],
      [
        ['ATRN x\r\n', 'XXXX x\r\n'],
        ['ATRN y\r\n', 'ATRN y\r\n'],
      ],
    ]
    for (const its of commands) {
      const words = its.flatMap(([sent, heard]) => [client(sent, heard), server('250 ok\r\n')])
      const { findings } = judgeWords([server('220 a\r\n'), ...ehloTurn(offered, offered), ...words])
      assert.deepEqual(named(findings), ['smtp.command.masked: nobody'], JSON.stringify(its))
    }
  })

  it('tells PIX from ASA by what passed in another session of the row', () => {
    const helo = pair([
      server('220 a\r\n'),
      client('HELO x\r\n'),
      server('250 a\r\n'),
      client('ATRN x\r\n', 'XXXX x\r\n'),
    ])
    const ehlo = pair([server('220 a\r\n'), ...ehloTurn(offered, offered)])
    // Alone it fits both: what tells them apart was not tried.
    const [finding] = judgeAll([judged(helo)]).findings
    assert.deepEqual(
      finding?.fits.map(it => [it.name, it.proof]),
      [
        ['Cisco PIX', 'set'],
        ['Cisco ASA', 'set'],
      ],
    )
    assert.match(finding?.fits[1]?.tell ?? '', /EHLO works/)
    assert.deepEqual(named(judgeAll([judged(helo), judged(ehlo, { part: 1 })]).findings), [
      'smtp.command.masked: Cisco ASA, transform',
    ])
  })

  it('C5: NOOP in the place of a command; what it is filled up with decides the grade', () => {
    const talk = (ehlo: string, vrfy: string) => [
      server('220 a\r\n'),
      client('EHLO x.example\r\n', ehlo),
      server('250 ok\r\n'),
      client('HELO x\r\n'),
      server('250 a\r\n'),
      client('VRFY xy\r\n', vrfy),
      server('250 ok\r\n'),
    ]
    const exact = judgeWords(talk('NOOP x.example\r\n', 'NOOP xy\r\n')).findings
    assert.deepEqual(named(exact), ['smtp.command.masked: Cisco PIX, transform'])
    const blank = judgeWords(talk('NOOP          \r\n', 'NOOP   \r\n')).findings
    assert.deepEqual(named(blank), ['smtp.command.masked: Cisco PIX, transform'])
    const filled = judgeWords(talk('NOOP ---------\r\n', 'NOOP --\r\n')).findings
    assert.deepEqual(named(filled), ['smtp.command.masked: Cisco PIX, set'])
    const other = judgeWords(talk('HELP x.example\r\n', 'HELP xy\r\n')).findings
    assert.deepEqual(named(other), ['smtp.command.masked: nobody'])
  })

  it('C9: every verb that is typed byte by byte, and EHLO in one piece passes', () => {
    const typed = [...'EHLO x\r\n'].map((byte, at) => client(byte, at < 4 ? 'X' : byte))
    const slow = pair([server('220 a\r\n'), ...typed, server('500 what\r\n')])
    const quick = pair([server('220 a\r\n'), ...ehloTurn(offered, offered)])
    assert.deepEqual(named(judgeAll([judged(slow), judged(quick, { part: 1 })]).findings), [
      'smtp.command.masked: Cisco ASA, transform',
    ])
    assert.deepEqual(
      judgeAll([judged(slow)]).findings.flatMap(({ fits }) => fits.map(({ name }) => name)),
      ['Cisco PIX', 'Cisco ASA'],
    )
  })

  it('C10: a space for every pipe in an address', () => {
    const mail = [client('MAIL FROM:<a|b@x>\r\n', 'MAIL FROM:<a b@x>\r\n'), server('250 ok\r\n')]
    const { findings } = judgeWords([server('220 a\r\n'), ...ehloTurn(offered, offered), ...mail])
    assert.deepEqual(named(findings), ['smtp.command.masked: Cisco ASA, transform'])
    assert.match(findings[0]?.device?.source ?? '', /^C10 /)
  })

  it('C13: runs of X in a message fit a PIX', () => {
    const message = 'A: b\r\n\r\nX-LINK2STATE\r\n.\r\n'
    const words = [
      server('220 a\r\n'),
      client('DATA\r\n'),
      server('354 go\r\n'),
      client(message, message.replace('X-LINK2STATE', 'XXXXXXXXXXXX')),
    ]
    assert.deepEqual(named(judgeWords(words).findings), ['smtp.data.rewritten: Cisco PIX, set'])
  })

  it('hears only what is said in clear against a box that sees nothing else', () => {
    const inside = [
      inTls(client('EHLO x\r\n')),
      inTls(server('250 a\r\n')),
      inTls(client('VRFY x\r\n')),
      inTls(server('252 a\r\n')),
    ]
    const words = [
      server('220 a\r\n'),
      client('EHLO x\r\n', 'XXXX x\r\n'),
      server('500 what\r\n'),
      client('HELO x\r\n'),
      server('250 a\r\n'),
    ]
    const tls = tlsBetween(tlsFacts('ours'), tlsFacts('ours'))
    assert.deepEqual(named(judgeWords([...words, ...inside], { tls }).findings), [
      'smtp.command.masked: Cisco PIX, transform',
    ])
  })

  it('leaves a verb alone that it knows, and arguments always', () => {
    const known = new Set(['NOOP'])
    const masked = (line: string) => textOf(maskVerb(bytesOf(line), known) ?? new Uint8Array(0))
    for (const [line, heard] of [
      ['noop x\r\n', 'noop x\r\n'],
      ['WIZ  wiz\r\n', 'XXX  wiz\r\n'],
      ['\r\n', '\r\n'],
    ] as const)
      assert.equal(masked(line), heard)
  })

  it('masks no first line, and takes none away but STARTTLS', () => {
    const sent = bytesOf('250-a\r\n250-SIZE\r\n250 STARTTLS\r\n')
    const all = new Set([0, 1, 2])
    assert.equal(
      textOf(maskKeywords(sent, { changed: all, removed: new Set() })),
      '250-a\r\n250-XXXA\r\n250 XXXXXXXB\r\n',
    )
    assert.equal(textOf(maskKeywords(sent, { changed: new Set(), removed: all })), '250-a\r\n250 SIZE\r\n')
  })
})
