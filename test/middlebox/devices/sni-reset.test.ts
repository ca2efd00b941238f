/** Device `sni-reset`: no ClientHello passes that asks for a name on its list. */
import { textOf } from '../../../src/bytes.ts'
import { sniReset } from '../../../src/middlebox/devices/sni-reset.ts'
import { helloBytes } from '../../support/hellos.ts'
import { assertDialog, dialer } from '../dialog.ts'

const asking = (serverName: string | null) => textOf(helloBytes({ serverName }))

describe('middlebox sni-reset', () => {
  it('resets both ends at a name on its list, and at those below it', () => {
    for (const name of ['wrong.example', 'A.Wrong.Example'])
      assertDialog(sniReset, [dialer(asking(name), '[reset]', '[reset]')])
  })

  it('lets any other name pass, and none', () => {
    for (const name of ['probe.example', 'notwrong.example', 'wrong.example.net', null])
      assertDialog(sniReset, [dialer(asking(name))])
  })
})
