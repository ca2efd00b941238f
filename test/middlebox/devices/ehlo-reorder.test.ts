/** Device `ehlo-reorder`: same keywords, other order. */
import { ehloReorder } from '../../../src/middlebox/devices/ehlo-reorder.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox ehlo-reorder', () => {
  it('reverses the keyword lines and keeps the hyphens right', () => {
    assertDialog(ehloReorder, [
      answerer('220-a\r\n220 b\r\n'),
      dialer('EHLO a\r\n'),
      answerer('250-mx\r\n250-A 1\r\n250-B\r\n250 C\r\n', '250-mx\r\n250-C\r\n250-B\r\n250 A 1\r\n'),
    ])
  })

  it('leaves other replies and other ports alone', () => {
    const helo = [answerer('220 mx\r\n'), dialer('HELP\r\n'), answerer('214-a\r\n214-b\r\n214 c\r\n')]
    assertDialog(ehloReorder, helo)
    const ehlo = [dialer('EHLO\r\n'), answerer('250-mx\r\n250-A\r\n250 B\r\n')]
    assertDialog(ehloReorder, ehlo, { protocol: 'echo' })
  })
})
