/** Device `lower-case`: no capitals from the answerer. */
import { lowerCase } from '../../../src/middlebox/devices/lower-case.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox lower-case', () => {
  for (const protocol of ['smtp', 'echo'] as const)
    it(`turns A-Z into a-z from answerer to dialer on ${protocol}`, () => {
      assertDialog(lowerCase, [answerer('220 @AZ[\xc4az\r\n', '220 @az[\xc4az\r\n'), dialer('EHLO A\r\n')], {
        protocol,
      })
    })
})
