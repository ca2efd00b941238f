/** Device `virus-552`: FACTS N10. */
import { virus552 } from '../../../src/middlebox/devices/virus-552.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, GREETED, NEAR_MISS, VIRUS } from '../samples.ts'

describe('middlebox virus-552', () => {
  it('answers 552 and closes', () => {
    const end = dialer(`${VIRUS}\r\n.\r\n`, '[reset]', '552 Requested mail action aborted\r\n[fin]')
    assertDialog(virus552, [...GREETED, ...DATA, dialer(`A: b\r\n\r\n${NEAR_MISS}\r\n`), end])
  })

  it('says a DELE that nobody said and closes', () => {
    const mail = answerer(`+OK\r\nA: b\r\n\r\n${VIRUS}\r\n.\r\n`, '+OK\r\nA: b\r\n\r\n[fin]', 'DELE 2\r\n[fin]')
    assertDialog(virus552, [answerer('+OK\r\n'), dialer('RETR 2\r\n'), mail], { protocol: 'pop3' })
  })
})
