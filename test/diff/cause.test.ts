import assert from 'node:assert/strict'
import { causeOf } from '../../src/diff/cause.ts'
import type { Ending } from '../../src/tape/tape.ts'
import { type Happened, mark, tapeOf, tlsOpened } from '../support/tapes.ts'

interface End {
  readonly events?: readonly Happened[]
  readonly ending?: Partial<Ending>
}

/** `compare` has the rest of the table, with words. */
const rows: readonly (readonly [title: string, sender: End, hearer: End, layer: 'wire' | 'tls', cause: string])[] = [
  ['both FINs of whole scripts', { events: [mark('fin-sent')] }, { events: [mark('fin-heard')] }, 'wire', 'whole'],
  [
    'a FIN that each end only answered',
    { events: [mark('fin-heard'), mark('fin-sent')] },
    { events: [mark('fin-heard'), mark('fin-sent')] },
    'wire',
    'cut',
  ],
  [
    'a FIN that the hearer answered',
    { events: [mark('fin-sent'), mark('fin-heard')] },
    { events: [mark('fin-heard'), mark('fin-sent')] },
    'wire',
    'whole',
  ],
  ['a FIN that was not sent', { ending: { script: 'unfinished' } }, { events: [mark('fin-heard')] }, 'wire', 'cut'],
  [
    'an end that says it closed hard',
    { ending: { kind: 'reset-heard' } },
    { ending: { resetSent: true } },
    'wire',
    'hearer-left',
  ],
  ['a reset of nobody', { ending: { kind: 'reset-heard' } }, {}, 'wire', 'reset'],
  ['a silence', {}, { ending: { kind: 'idle' } }, 'wire', 'stalled'],
  ['a hearer without TLS', {}, { ending: { kind: 'idle' } }, 'tls', 'hearer-left'],
  ['a silence inside TLS', {}, { events: [tlsOpened()], ending: { kind: 'idle' } }, 'tls', 'stalled'],
]

describe('diff/cause', () => {
  for (const [title, sender, hearer, layer, cause] of rows)
    it(`${title}: ${cause}`, () => {
      const tapes = {
        sender: tapeOf('dialer', sender.events ?? [], { ending: sender.ending ?? {} }),
        hearer: tapeOf('answerer', hearer.events ?? [], { ending: hearer.ending ?? {} }),
      }
      assert.equal(causeOf({ ...tapes, layer }), cause)
    })
})
