/** Device `lost-dot`: the bug of FACTS C6, at every place where the mark can be split. */
import assert from 'node:assert/strict'
import { lostDot } from '../../../src/middlebox/devices/lost-dot.ts'
import { answerer, dialer, fin, hears, reset } from '../dialog.ts'
import { DATA, GREETED } from '../samples.ts'

const END = '\r\n.\r\n'
const BODY = 'A: b\r\n\r\nbody'

/** What the answerer hears behind DATA when the message comes in these packets. */
function heardOf(...packets: readonly string[]): string {
  const turns = [...GREETED, ...DATA, ...packets.map(packet => dialer(packet)), fin('dialer')]
  return hears(lostDot, turns, 65_536).answerer.slice('DATA\r\n'.length)
}

describe('middlebox lost-dot', () => {
  it('passes an end of data that comes in one packet, with or without the body', () => {
    assert.equal(heardOf(BODY + END), `${BODY}${END}[fin]`)
    assert.equal(heardOf(BODY, `${END}QUIT\r\n`), `${BODY}${END}QUIT\r\n[fin]`)
  })

  for (const splitAt of [1, 2, 3, 4])
    it(`loses one that is split after ${splitAt} of its bytes, and all that follows`, () => {
      const [first, second] = [END.slice(0, splitAt), END.slice(splitAt)]
      assert.equal(heardOf(BODY + first, second, 'QUIT\r\n'), BODY + first)
    })

  it('loses nothing of the other direction, and not the reset', () => {
    const turns = [
      ...GREETED,
      ...DATA,
      dialer(`${BODY}\r\n`),
      dialer('.\r\n'),
      answerer('421 late\r\n'),
      reset('dialer'),
    ]
    const heard = hears(lostDot, turns, 65_536)
    assert.equal(heard.dialer, '220 mx\r\n354 go\r\n421 late\r\n')
    assert.equal(heard.answerer, `DATA\r\n${BODY}\r\n[reset]`)
  })

  it('looks at no dot outside a message, and at no other port', () => {
    assert.equal(hears(lostDot, [...GREETED, dialer('NOOP\r\n'), dialer('.\r\n')], 1).answerer, 'NOOP\r\n.\r\n')
    assert.equal(hears(lostDot, [dialer(`DATA\r\n${END}`)], 1, { protocol: 'echo' }).answerer, `DATA\r\n${END}`)
  })
})
