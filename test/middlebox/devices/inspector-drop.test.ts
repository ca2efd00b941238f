/** Device `inspector-drop`: FACTS N24 with rules that drop. */
import { inspectorDrop } from '../../../src/middlebox/devices/inspector-drop.ts'
import { answerer, assertDialog, dialer, fin, type Turn } from '../dialog.ts'
import { DATA, GREETED } from '../samples.ts'

/** The words pass; these other ones are the last of the connection. */
function assertDropped(before: readonly Turn[], passes: Turn, dropped: Turn): void {
  assertDialog(inspectorDrop, [...before, passes])
  assertDialog(inspectorDrop, [
    ...before,
    dropped,
    answerer('221 late\r\n', ''),
    dialer('NOOP\r\n', ''),
    fin('dialer', ''),
  ])
}

const xs = (count: number) => 'x'.repeat(count)

describe('middlebox inspector-drop', () => {
  it('falls silent at a command line over 512 bytes', () => {
    assertDropped(GREETED, dialer(`NOOP ${xs(505)}\r\n`), dialer(`NOOP ${xs(506)}\r\n`, ''))
  })

  it('falls silent at a header line over 1000 bytes', () => {
    assertDropped([...GREETED, ...DATA], dialer(`A: ${xs(995)}\r\n`), dialer(`A: ${xs(996)}\r\n`, ''))
  })

  it('falls silent at a reply line over 512 bytes, and at no long reply of short lines', () => {
    assertDropped(GREETED, answerer(`250 ${xs(506)}\r\n`), answerer(`250 ${xs(507)}\r\n`, ''))
    assertDialog(inspectorDrop, [...GREETED, answerer(`${`250-${xs(500)}\r\n`.repeat(9)}250 ok\r\n`)])
  })

  it('falls silent at X-LINK2STATE', () => {
    assertDropped(GREETED, dialer('X-LINK3STATE a\r\n'), dialer('x-link2state a\r\n', ''))
  })
})
