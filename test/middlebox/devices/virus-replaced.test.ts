/** Device `virus-replaced`: FACTS N7. */
import assert from 'node:assert/strict'
import { virusReplaced } from '../../../src/middlebox/devices/virus-replaced.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, GREETED, NEAR_MISS, VIRUS } from '../samples.ts'

const NOTICE =
  'Your mail 192.0.2.7 : 40000 -> 192.0.2.25 : 25 contains contaminated file eicar.com with virus EICAR-Test-File, so it is dropped.\r\n'

describe('middlebox virus-replaced', () => {
  it('replaces the body and keeps the header', () => {
    const said = `Subject: a\r\n\r\none\r\n${VIRUS}\r\n.\r\n`
    assertDialog(virusReplaced, [...GREETED, ...DATA, dialer(said, `Subject: a\r\n\r\n${NOTICE}.\r\n`)])
  })

  it('says what FACTS N7 has in its sample', () => {
    assert.match(
      NOTICE,
      /^Your mail \S+ : \d+ .*contains contaminated file \S+ with virus \S+, so it is dropped\.\r\n$/,
    )
  })

  it('lets the same by BDAT pass, and a near miss', () => {
    const chunk = `A: b\r\n\r\n${VIRUS}\r\n`
    assertDialog(virusReplaced, [...GREETED, dialer(`BDAT ${chunk.length} LAST\r\n${chunk}`)])
    assertDialog(virusReplaced, [...GREETED, ...DATA, dialer(`A: b\r\n\r\n${NEAR_MISS}\r\n.\r\n`)])
  })

  it('replaces a message in IMAP and writes its length', () => {
    const mail = (body: string) => `A: b\r\n\r\n${body}`
    const fetched = (text: string) => `* 1 FETCH (BODY[] {${text.length}}\r\n${text})\r\n`
    assertDialog(
      virusReplaced,
      [
        answerer('* OK\r\n'),
        answerer(fetched(mail(VIRUS)), fetched(mail(NOTICE))),
        answerer(fetched(mail(NEAR_MISS))),
        answerer(fetched(VIRUS), fetched(NOTICE)),
      ],
      { protocol: 'imap' },
    )
  })
})
