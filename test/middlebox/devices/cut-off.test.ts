/** Device `cut-off`: 400 bytes each way, then a FIN that nobody sent. */
import { cutOff } from '../../../src/middlebox/devices/cut-off.ts'
import { answerer, assertDialog, dialer, fin, reset } from '../dialog.ts'

describe('middlebox cut-off', () => {
  it('ends a direction behind its 400th byte, and leaves the other one', () => {
    assertDialog(cutOff, [
      dialer('x'.repeat(400)),
      answerer('y'.repeat(399)),
      dialer('x', '[fin]'),
      dialer('x', ''),
      fin('dialer', ''),
      answerer('yyy', 'y[fin]'),
      reset('answerer'),
    ])
  })

  it('passes the FIN of a direction that was not cut', () => {
    assertDialog(cutOff, [dialer('x'.repeat(400)), fin('dialer'), fin('answerer')])
  })
})
