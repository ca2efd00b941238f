/** Device `stall`: 600 bytes each way, then nothing, not even an end. */
import { stall } from '../../../src/middlebox/devices/stall.ts'
import { answerer, assertDialog, dialer, fin, reset } from '../dialog.ts'

describe('middlebox stall', () => {
  it('forwards the first 600 bytes of each direction and swallows the rest, FIN and RST too', () => {
    assertDialog(stall, [
      dialer('x'.repeat(599)),
      answerer('y'.repeat(1000), 'y'.repeat(600)),
      dialer('ab', 'a'),
      dialer('c', ''),
      fin('dialer', ''),
      reset('answerer', ''),
    ])
  })

  it('forwards the FIN of a direction that did not stall', () => {
    assertDialog(stall, [dialer('short'), fin('dialer')])
  })
})
