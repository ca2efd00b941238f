/** Device `syntax-452`: the block texts of FACTS N26. */
import assert from 'node:assert/strict'
import { syntax452 } from '../../../src/middlebox/devices/syntax-452.ts'
import { accepted, assertDialog, dialer, fin, hears } from '../dialog.ts'

const LINE = '452 syntax error (connecting)\r\n'

describe('middlebox syntax-452', () => {
  it('says the same to everything and dials nobody', () => {
    assertDialog(syntax452, [
      accepted(LINE),
      dialer('EHLO a\r\n', '', LINE),
      dialer('x\r\ny\r\n', '', LINE.repeat(2)),
      fin('dialer', '', '[fin]'),
    ])
    assert.deepEqual(
      syntax452
        .open({ protocol: 'smtp', seed: 1 })({ kind: 'accepted' })
        .map(({ kind }) => kind),
      ['send'],
    )
    assert.match(hears(syntax452, [dialer('a\r\n')], 1).dialer, /^(452 syntax error \(connecting\)\r\n)+$/)
  })

  it('is a portal on POP3', () => {
    assertDialog(syntax452, [accepted('-ERR Not Enrolled\r\n'), dialer('CAPA\r\n', '', '-ERR Not Enrolled\r\n')], {
      protocol: 'pop3',
    })
  })

  it('leaves other ports alone', () => {
    assertDialog(syntax452, [dialer('a\r\n')], { protocol: 'echo' })
  })
})
