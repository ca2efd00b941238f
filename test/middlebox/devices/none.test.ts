/** Device `none`: the clean row. */
import assert from 'node:assert/strict'
import { none } from '../../../src/middlebox/devices/none.ts'
import { answerer, assertDialog, dialer, fin, reset } from '../dialog.ts'

describe('middlebox none', () => {
  it('forwards words and FIN both ways', () => {
    assertDialog(none, [answerer('220 mx\r\n'), dialer('EHLO\0\xff'), fin('dialer'), answerer('late'), fin('answerer')])
  })

  it('forwards a reset', () => {
    assertDialog(none, [dialer('x'), reset('dialer')])
    assertDialog(none, [dialer('x'), reset('answerer')])
  })

  it('resets the dialer when the answerer cannot be reached', () => {
    const session = none.open({ protocol: 'smtp', seed: 1 })
    assert.deepEqual(session({ kind: 'accepted' }), [{ kind: 'connect' }])
    assert.deepEqual(session({ kind: 'connect-failed' }), [{ kind: 'reset', to: 'dialer' }])
  })
})
