/** Device `virus-541`: FACTS N4. */
import { virus541 } from '../../../src/middlebox/devices/virus-541.ts'
import { answerer, assertDialog, dialer, fin } from '../dialog.ts'
import { DATA, GREETED, NEAR_MISS, VIRUS } from '../samples.ts'

describe('middlebox virus-541', () => {
  it('answers in the name of the server, resets the dialer and leaves the server waiting', () => {
    assertDialog(virus541, [
      ...GREETED,
      ...DATA,
      dialer('A: b\r\n\r\nx\r\n'),
      dialer(`${VIRUS}\r\n.\r\n`, '', '541 5.4.1 Content blocked by Palo Alto Networks Firewall\r\n[reset]'),
      answerer('421 timeout\r\n', ''),
      fin('dialer', ''),
    ])
  })

  it('leaves a near miss alone, and a signature in a command', () => {
    assertDialog(virus541, [...GREETED, dialer(`NOOP ${VIRUS}\r\n`), answerer('250 ok\r\n'), ...DATA])
    assertDialog(virus541, [...GREETED, ...DATA, dialer(`A: b\r\n\r\n${NEAR_MISS}\r\n.\r\n`)])
  })
})
