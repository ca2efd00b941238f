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

  it('names chunks by their message, and counts lines that go on with AUTH as commands', () => {
    const chunks = 'BDAT 3\r\na\r\nBDAT 6 LAST\r\nb\r\nc\r\nBDAT 1 LAST\r\ndQUIT\r\n'
    const answers = '220 a\r\n334 \r\n235 ok\r\n250 1\r\n250 2\r\n250 3\r\n221 x\r\n'
    const talk = pair([client(`AUTH X\r\nAAA=\r\n${chunks}`), server(answers)])
    const its = talk.flows.find(({ flow }) => flow === 'dialer-to-answerer')
    assert.ok(its)
    const placed = (text: string) => {
      const offset = Buffer.from(its.sent).indexOf(text)
      return placeInConversation(layerOf(talk.flows, 'wire'), { ...its, side: 'sent', offset })
    }
    assert.deepEqual(['AAA', 'BDAT 3', 'a\r\nB', 'BDAT 6', 'c\r\n', 'dQ', 'QUIT'].map(placed), [
      'command 2',
      'command 3',
      'message, line 1',
      'command 4',
      'message, chunk 2, line 2',
      'message 2, line 1',
      'command 6',
    ])
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
