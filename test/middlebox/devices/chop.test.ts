/** Device `chop`: same bytes, tiny segments. */
import assert from 'node:assert/strict'
import { bytesOf, concat, textOf } from '../../../src/bytes.ts'
import { chop } from '../../../src/middlebox/devices/chop.ts'
import { answerer, assertDialog, dialer, fin } from '../dialog.ts'

describe('middlebox chop', () => {
  it('changes nothing', () => {
    assertDialog(chop, [answerer('220 mx\r\n'), dialer('EHLO\0\xff'.repeat(99)), fin('dialer'), fin('answerer')])
  })

  it('sends pieces of 1 to 7 bytes, of every size', () => {
    const words = 'x'.repeat(1000)
    const actions = chop.open({ protocol: 'echo', seed: 3 })({ kind: 'bytes', from: 'dialer', bytes: bytesOf(words) })
    const pieces = actions.flatMap(action => (action.kind === 'send' ? [action.bytes] : []))
    assert.equal(textOf(concat(pieces)), words)
    assert.deepEqual([...new Set(pieces.map(({ length }) => length))].toSorted(), [1, 2, 3, 4, 5, 6, 7])
  })
})
