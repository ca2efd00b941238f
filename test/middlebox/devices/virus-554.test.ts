/** Device `virus-554`: FACTS N9. */
import { virus554 } from '../../../src/middlebox/devices/virus-554.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, GREETED, VIRUS } from '../samples.ts'

describe('middlebox virus-554', () => {
  it('refuses the message with 554', () => {
    const end = dialer(`${VIRUS}\r\n.\r\n`, '[reset]', '554 Transaction failed\r\n[fin]')
    assertDialog(virus554, [...GREETED, ...DATA, dialer('A: b\r\n\r\n'), end])
  })

  it('replaces the message in IMAP', () => {
    const said = `* 1 FETCH (BODY[] {68}\r\n${VIRUS})\r\n`
    const heard = '* 1 FETCH (BODY[] {27}\r\nThis message was removed.\r\n)\r\n'
    assertDialog(virus554, [answerer('* OK\r\n'), answerer(said, heard)], { protocol: 'imap' })
  })

  it('deletes the mail in POP3', () => {
    const mail = answerer(`+OK\r\n${VIRUS}\r\n.\r\n`, '+OK\r\n[fin]', 'DELE 7\r\n[fin]')
    assertDialog(virus554, [answerer('+OK\r\n'), dialer('RETR 7\r\n'), mail], { protocol: 'pop3' })
  })
})
