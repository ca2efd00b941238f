/** Device `upper-case`: capitals on the way to the answerer. */
import { upperCase } from '../../../src/middlebox/devices/upper-case.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox upper-case', () => {
  for (const protocol of ['smtp', 'echo'] as const)
    it(`turns a-z into A-Z from dialer to answerer on ${protocol}`, () => {
      assertDialog(upperCase, [answerer('abc'), dialer('`az{AZ\xe9\r\n', '`AZ{AZ\xe9\r\n')], { protocol })
    })
})
