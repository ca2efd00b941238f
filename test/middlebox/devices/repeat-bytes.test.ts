/** Device `repeat-bytes`: one piece of each stream comes twice. */
import { repeatBytes } from '../../../src/middlebox/devices/repeat-bytes.ts'
import { answerer, assertDialog, dialer, fin } from '../dialog.ts'

describe('middlebox repeat-bytes', () => {
  it('says the bytes 40 to 51 twice, once in each direction', () => {
    const [before, piece, after] = ['a'.repeat(40), '0123456789\r\n', 'z'.repeat(500)]
    const heard = before + piece + piece + after
    assertDialog(repeatBytes, [dialer(before + piece + after, heard), answerer(before + piece + after, heard)])
  })

  it('leaves what is shorter alone', () => {
    assertDialog(repeatBytes, [dialer('x'.repeat(51)), fin('dialer')])
  })
})
