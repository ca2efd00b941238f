/** Device `starttls-strip`: the SMTP form of FACTS H11. */
import { starttlsStrip } from '../../../src/middlebox/devices/starttls-strip.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'

const GREETED: readonly Turn[] = [answerer('220 mx\r\n'), dialer('EHLO a\r\n')]
const REFUSAL = '454 TLS not available due to temporary reason\r\n'

describe('middlebox starttls-strip', () => {
  it('removes the line from the middle of the reply', () => {
    const said = '250-mx\r\n250-STARTTLS\r\n250-STARTTLSX\r\n250 8BITMIME\r\n'
    assertDialog(starttlsStrip, [...GREETED, answerer(said, '250-mx\r\n250-STARTTLSX\r\n250 8BITMIME\r\n')])
  })

  it('removes the last line and mends the one before', () => {
    assertDialog(starttlsStrip, [
      ...GREETED,
      answerer('250-mx\r\n250-8BITMIME\r\n250 STARTTLS\r\n', '250-mx\r\n250 8BITMIME\r\n'),
    ])
    assertDialog(starttlsStrip, [...GREETED, answerer('250-mx\r\n250 STARTTLS\r\n', '250 mx\r\n')])
  })

  it('answers the command itself and keeps it from the server', () => {
    assertDialog(starttlsStrip, [
      ...GREETED,
      answerer('250 mx\r\n'),
      dialer('starttls\r\n', '', REFUSAL),
      dialer('NOOP\r\n'),
      answerer('250 ok\r\n'),
    ])
  })

  it('gives its answer in the order of the commands', () => {
    assertDialog(starttlsStrip, [
      ...GREETED,
      answerer('250 mx\r\n'),
      dialer('NOOP 1\r\nSTARTTLS\r\nNOOP 2\r\n', 'NOOP 1\r\nNOOP 2\r\n'),
      answerer('250 1\r\n250 2\r\n', `250 1\r\n${REFUSAL}250 2\r\n`),
    ])
  })

  it('leaves an echo port alone', () => {
    assertDialog(starttlsStrip, [dialer('EHLO\r\nSTARTTLS\r\n')], { protocol: 'echo' })
  })
})
