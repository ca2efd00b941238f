import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { layerOf } from '../../../src/explain/smtp/layer.ts'
import { placeInConversation, placeInMessage } from '../../../src/explain/smtp/place.ts'
import { client, pair, server } from '../../support/comparisons.ts'

const { flows } = pair([
  server('220-a\r\n220 b\r\n'),
  client('DATA\r\n'),
  server('503 not yet\r\n'),
  client('VRFY x\r\n'),
  server('252-a\r\n252 b\r\n'),
  client('DATA\r\n'),
  server('354 go\r\n'),
  client('A: b\r\n\r\nx\r\n.\r\n'),
  server('250 ok\r\n'),
  client('QUIT\r\n'),
])

function placeOf(flow: 'dialer-to-answerer' | 'answerer-to-dialer', text: string): string {
  const its = flows.find(it => it.flow === flow)
  assert.ok(its)
  const offset = Buffer.from(its.sent).indexOf(text)
  const places = (['sent', 'heard'] as const).map(side =>
    placeInConversation(layerOf(flows, 'wire'), { ...its, side, offset }),
  )
  assert.equal(places[0], places[1])
  return places[0] ?? ''
}

describe('explain/smtp/place', () => {
  const cases = [
    ['answerer-to-dialer', '220-a', 'greeting'],
    ['answerer-to-dialer', '220 b', 'greeting, line 2'],
    ['answerer-to-dialer', '503', 'reply 2, line 1'],
    ['answerer-to-dialer', '252 b', 'reply 3, line 2'],
    ['dialer-to-answerer', 'DATA', 'command 1'],
    ['dialer-to-answerer', 'VRFY', 'command 2'],
    ['dialer-to-answerer', 'A: b', 'message, line 1'],
    ['dialer-to-answerer', 'x\r\n.', 'message, line 3'],
    ['dialer-to-answerer', 'QUIT', 'command 4'],
  ] as const
  for (const [flow, text, place] of cases)
    it(`${text.trim()}: ${place}`, () => {
      assert.equal(placeOf(flow, text), place)
    })

  it('names what stands behind the end, and in a flow alone', () => {
    const spot = {
      flow: 'answerer-to-dialer',
      sent: new Uint8Array(0),
      heard: bytesOf('220 a\r\n'),
      side: 'heard',
    } as const
    assert.equal(placeInConversation(null, { ...spot, offset: 0 }), 'greeting')
    assert.equal(placeInConversation(null, { ...spot, offset: 99 }), 'reply 2, line 1')
    assert.equal(placeInConversation(null, { ...spot, flow: 'dialer-to-answerer', offset: 0 }), 'command 1')
  })

  it('counts the lines of a message', () => {
    assert.equal(placeInMessage(bytesOf('a\nb\nc'), 4), 'message, line 3')
  })
})
