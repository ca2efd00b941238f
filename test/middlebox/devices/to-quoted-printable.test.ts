/** Device `to-quoted-printable`: eight bits become seven. */
import { toQuotedPrintable } from '../../../src/middlebox/devices/to-quoted-printable.ts'
import { assertDialog, dialer } from '../dialog.ts'
import { DATA, GREETED } from '../samples.ts'

describe('middlebox to-quoted-printable', () => {
  const ASKED = [...GREETED, ...DATA]

  it('encodes a body with 8-bit bytes and says so', () => {
    assertDialog(toQuotedPrintable, [
      ...ASKED,
      dialer(
        'Content-Transfer-Encoding: 8bit\r\n\r\nGr\xfc\xdfe = \0\r\n..\r\n.\r\n',
        'Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe =3D =00\r\n..\r\n.\r\n',
      ),
    ])
  })

  it('leaves a body alone that is plain, whatever its header says', () => {
    assertDialog(toQuotedPrintable, [
      ...ASKED,
      dialer('Content-Transfer-Encoding: 8bit\r\nA: \xfc\r\n\r\na = b\r\n.\r\n'),
    ])
  })
})
