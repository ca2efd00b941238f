/** Device `inspection-limits`: FACTS C11, each limit at its value and one beyond. */
import { inspectionLimits } from '../../../src/middlebox/devices/inspection-limits.ts'
import { assertDialog, dialer, type Turn } from '../dialog.ts'
import { DATA, GREETED } from '../samples.ts'

/** The words pass; with one more letter where the letters are, both ends are reset instead. */
function assertLimit(before: readonly Turn[], words: (letters: string) => string, limit: number): void {
  const fits = 'x'.repeat(limit)
  assertDialog(inspectionLimits, [...before, dialer(words(fits))])
  assertDialog(inspectionLimits, [...before, dialer(words(`${fits}x`), '[reset]', '[reset]')])
}

describe('middlebox inspection-limits', () => {
  it('ends at a command line of 513 bytes', () => {
    assertLimit(GREETED, letters => `NOOP ${letters}\r\n`, 512 - 7)
  })

  it('ends at a sender of 321 bytes, and at no such recipient', () => {
    assertLimit(GREETED, letters => `MAIL FROM:<${letters}>\r\n`, 320)
    assertDialog(inspectionLimits, [...GREETED, dialer(`RCPT TO:<${'x'.repeat(321)}>\r\n`)])
  })

  it('ends at the 101st recipient of a transaction', () => {
    const rcpt = 'RCPT TO:<a@b>\r\n'
    const hundred = dialer(rcpt.repeat(100))
    const again = dialer('MAIL FROM:<>\r\n')
    assertDialog(inspectionLimits, [...GREETED, again, hundred, again, hundred])
    assertDialog(inspectionLimits, [...GREETED, again, hundred, dialer(rcpt, '[reset]', '[reset]')])
  })

  it('ends at a header line of 999 bytes, and at no such body line', () => {
    assertLimit([...GREETED, ...DATA], letters => `A: ${letters}\r\n`, 998 - 3)
    assertDialog(inspectionLimits, [...GREETED, ...DATA, dialer(`\r\n${'x'.repeat(999)}\r\n.\r\n`)])
  })

  it('ends at a file name of 256 bytes, in the header and in a part', () => {
    const parameter = (letters: string) => `Content-Disposition: attachment; filename="${letters}"\r\n`
    assertLimit([...GREETED, ...DATA], parameter, 255)
    const inPart = [...GREETED, ...DATA, dialer('A: b\r\n\r\n--b\r\n')]
    assertLimit(inPart, letters => `Content-Type: text/plain; name=${letters}\r\n`, 255)
  })

  it('passes nothing after the end', () => {
    assertDialog(inspectionLimits, [
      ...GREETED,
      dialer(`NOOP ${'x'.repeat(9000)}\r\n`, '[reset]', '[reset]'),
      dialer('NOOP\r\n', ''),
    ])
  })
})
