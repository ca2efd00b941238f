/** Device `scanner-greeting`: FACTS H3 and H4. */
import { scannerGreeting } from '../../../src/middlebox/devices/scanner-greeting.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA } from '../samples.ts'

describe('middlebox scanner-greeting', () => {
  const banner = answerer('220 mx\r\n', '220 AVG ESMTP Proxy Server 8.0.138/8.0.1 [270.4.1/1513]\r\n')

  it('adds its headers and a signature, and in clear only', () => {
    const headers = 'X-Antivirus: AVG (VPS 251124-0, 11/24/2026), Outbound message\r\nX-Antivirus-Status: Clean\r\n'
    const signature = '\r\n---\r\nThis email has been checked for viruses by AVG.\r\n'
    const message = dialer('A: b\r\n\r\nbody\r\n.\r\n', `A: b\r\n${headers}\r\nbody\r\n${signature}.\r\n`)
    assertDialog(scannerGreeting, [banner, ...DATA, message])
    assertDialog(scannerGreeting, [dialer('\x16\x03\x01'), answerer('220 mx\r\n')])
  })

  it('greets on POP3 as FACTS H3 says', () => {
    const heard = '+OK AVG POP3 Proxy Server 8.0.138/8.0.1 [270.4.1/1513]\r\n'
    assertDialog(scannerGreeting, [answerer('+OK mx\r\n', heard)], { protocol: 'pop3' })
  })
})
