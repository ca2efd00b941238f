/** Device `append-header`: a header of no known vendor, wherever the header block ends. */
import { appendHeader } from '../../../src/middlebox/devices/append-header.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'

const DATA: readonly Turn[] = [answerer('220 mx\r\n'), dialer('DATA\r\n'), answerer('354 go\r\n')]
const ADDED = 'X-Corp-Policy: passed\r\n'

describe('middlebox append-header', () => {
  const cases: readonly { readonly title: string; readonly said: string; readonly heard: string }[] = [
    { title: 'before the blank line', said: 'A: b\r\n\r\nx\r\n.\r\n', heard: `A: b\r\n${ADDED}\r\nx\r\n.\r\n` },
    {
      title: 'before the first line that is no header',
      said: 'A: b\r\nno\r\n.\r\n',
      heard: `A: b\r\n${ADDED}no\r\n.\r\n`,
    },
    { title: 'before the end of a message without a body', said: 'A: b\r\n.\r\n', heard: `A: b\r\n${ADDED}.\r\n` },
    { title: 'in an empty message', said: '.\r\n', heard: `${ADDED}.\r\n` },
    {
      title: 'once, whatever the body holds',
      said: '\r\n\r\nA: b\r\n\r\n.\r\n',
      heard: `${ADDED}\r\n\r\nA: b\r\n\r\n.\r\n`,
    },
  ]
  for (const { title, said, heard } of cases)
    it(`appends ${title}`, () => {
      assertDialog(appendHeader, [...DATA, dialer(said, heard), answerer('250 ok\r\n'), dialer('QUIT\r\n')])
    })

  it('appends also when the message does not wait for the 354', () => {
    assertDialog(appendHeader, [
      answerer('220 mx\r\n'),
      dialer('DATA\r\nA: b\r\n\r\n.\r\nQUIT\r\n', `DATA\r\nA: b\r\n${ADDED}\r\n.\r\nQUIT\r\n`),
      answerer('354 go\r\n250 ok\r\n221 bye\r\n'),
    ])
  })

  it('leaves BDAT chunks, ciphertext and echo ports alone', () => {
    assertDialog(appendHeader, [answerer('220 mx\r\n'), dialer('BDAT 12 LAST\r\nDATA\r\nA\r\n\r\nNOOP\r\n')])
    assertDialog(appendHeader, [dialer('\x16\x03\x01DATA\r\n'), answerer('354 x\r\n'), dialer('A: b\r\n\r\n')])
    assertDialog(appendHeader, [dialer('DATA\r\n'), answerer('354\r\n'), dialer('\r\n')], { protocol: 'echo' })
  })
})
