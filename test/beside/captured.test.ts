import assert from 'node:assert/strict'
import { compareCaptured } from '../../src/beside/captured.ts'
import { heard, mark, opened, sent, tapeOf, tlsOpened } from '../support/tapes.ts'

const fins = [mark('fin-sent'), mark('fin-heard')]
const dialer = (greeting: string, ending = {}) =>
  tapeOf('dialer', [opened(), heard(greeting), sent('QUIT\r\n'), ...fins], { ending })
const service = (greeting: string) => tapeOf('answerer', [opened(), sent(greeting), heard('QUIT\r\n'), ...fins])

describe('beside/captured', () => {
  it('finds no edit in equal words, and the one that there is', () => {
    const edits = (a: string, b: string) =>
      compareCaptured(dialer(a), service(b), 'lines').flows.flatMap(it => it.edits)
    assert.deepEqual(edits('220 hi\r\n', '220 hi\r\n'), [])
    assert.deepEqual(
      edits('220 **\r\n', '220 hi\r\n').map(({ kind, sentAt }) => [kind, sentAt]),
      [['replaced', 4]],
    )
  })

  it('compares ciphertext, and no words that a capture cannot have', () => {
    const outside = tapeOf('dialer', [
      opened(),
      mark('tls-begin'),
      sent('\x16hello'),
      heard('cipher'),
      tlsOpened(),
      sent('QUIT\r\n', 'tls'),
      heard('221 bye\r\n', 'tls'),
      ...fins,
    ])
    const captured = (cipher: string) =>
      tapeOf('answerer', [opened(), mark('tls-begin'), heard('\x16hello'), sent(cipher), ...fins])
    const { flows, tls } = compareCaptured(outside, captured('cipher'), 'lines')
    assert.ok(flows.every(({ layer, edits }) => layer === 'wire' && edits.length === 0))
    assert.deepEqual([tls?.ciphertextEqual, tls?.exporterEqual, tls?.certificateEqual], [true, null, null])
    assert.equal(compareCaptured(outside, captured('other!'), 'lines').tls?.ciphertextEqual, false)
  })

  it('takes a conversation for whole that the service itself cut short', () => {
    const left = { script: 'off-script' } as const
    const scriptOf = (a: string) =>
      compareCaptured(dialer(a, left), service('421 no\r\n'), 'lines').dialer.ending.script
    assert.equal(scriptOf('421 no\r\n'), 'finished')
    assert.equal(scriptOf('500 no\r\n'), 'off-script')
  })
})
