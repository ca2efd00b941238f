/** Device `ids-reset`: quiet until a trigger passes, then both ends are reset. */
import { idsReset } from '../../../src/middlebox/devices/ids-reset.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

const NULS = '\0'.repeat(8)

describe('middlebox ids-reset', () => {
  it('resets at the commands DEBUG and WIZ', () => {
    assertDialog(idsReset, [dialer('NOOP\r\n'), dialer('DEBUG\r\n', 'DEBUG[reset]', '[reset]'), answerer('late', '')])
    assertDialog(idsReset, [dialer('wiz now\r\n', 'wiz[reset]', '[reset]'), dialer('late', '')])
  })

  it('resets at eight NUL bytes from either end, on any protocol', () => {
    assertDialog(idsReset, [answerer(`a${NULS}b`, `a${'\0'.repeat(7)}[reset]`, '[reset]')], { protocol: 'echo' })
    assertDialog(idsReset, [dialer(`${NULS}`, `${'\0'.repeat(7)}[reset]`, '[reset]')])
  })

  it('is quiet about all that is only like a trigger', () => {
    const harmless = ['NOOP DEBUG\r\n', 'DEBUGS\r\n', 'WIZARD\r\n', `${'\0'.repeat(7)}x\0`]
    assertDialog(
      idsReset,
      harmless.map(words => dialer(words)),
    )
    assertDialog(idsReset, [dialer('DEBUG\r\n')], { protocol: 'echo' })
  })
})
