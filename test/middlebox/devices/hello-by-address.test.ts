/** Device `hello-by-address`: FACTS N3. */
import { helloByAddress } from '../../../src/middlebox/devices/hello-by-address.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { GREETED } from '../samples.ts'

describe('middlebox hello-by-address', () => {
  it('writes an address for the name', () => {
    assertDialog(helloByAddress, [
      ...GREETED,
      dialer('EHLO client.example\r\n', 'EHLO [192.0.2.7]\r\n'),
      answerer('250 mx\r\n'),
      dialer('helo [IPv6:2001:db8::1]\r\n', 'helo [192.0.2.7]\r\n'),
    ])
  })

  for (const name of ['under_score', '', 'a..b', '.a', 'a b', '[x y]'])
    it(`answers a bad name itself: ${JSON.stringify(name)}`, () => {
      assertDialog(helloByAddress, [...GREETED, dialer(`EHLO ${name}\r\n`, '', '501 5.0.0 Invalid domain name\r\n')])
    })

  it('removes STARTTLS and answers the command', () => {
    assertDialog(helloByAddress, [
      ...GREETED,
      dialer('EHLO a\r\n', 'EHLO [192.0.2.7]\r\n'),
      answerer('250-mx\r\n250-SIZE 1\r\n250 STARTTLS\r\n', '250-mx\r\n250 SIZE 1\r\n'),
      dialer('STARTTLS\r\n', '', '500 5.5.1 Command unrecognized\r\n'),
    ])
  })
})
