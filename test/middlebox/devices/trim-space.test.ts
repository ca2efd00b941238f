/** Device `trim-space`: no blanks at the end of lines. */
import { trimSpace } from '../../../src/middlebox/devices/trim-space.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, GREETED } from '../samples.ts'

describe('middlebox trim-space', () => {
  it('removes blanks at the end of commands and of every line of a reply', () => {
    assertDialog(trimSpace, [
      ...GREETED,
      dialer('NOOP  a \t\r\n', 'NOOP  a\r\n'),
      answerer('250-a  b \r\n250 c\t\r\n', '250-a  b\r\n250 c\r\n'),
    ])
  })

  it('removes them in a message, but makes no end of data', () => {
    const said = 'A: b \r\n\r\n-- \r\n . \r\n. \r\n..  \r\n.\r\n'
    assertDialog(trimSpace, [...GREETED, ...DATA, dialer(said, 'A: b\r\n\r\n--\r\n .\r\n. \r\n..  \r\n.\r\n')])
  })

  it('leaves chunks alone', () => {
    assertDialog(trimSpace, [...GREETED, dialer('BDAT 6 LAST\r\na \r\nb ')])
  })
})
