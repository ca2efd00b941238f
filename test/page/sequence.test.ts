import assert from 'node:assert/strict'
import { sessionClock } from '../../src/page/clock.ts'
import { markupOf } from '../../src/page/html.ts'
import { sequenceHtml } from '../../src/page/sequence.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { heard, sent, tapeOf } from '../support/tapes.ts'
import { asaTapes } from './samples.ts'

const clocks = [{ family: 4 as const, offsetMs: -4000.5, roundTripMs: 20 }]
const anchors = { name: 's1', lines: new Set(['s1c3', 's1r3', 's1r4']) }

function pageOf(client: Tape | null, responder: Tape | null, known = clocks): string {
  return markupOf(sequenceHtml({ client, responder }, sessionClock({ client, responder }, known), anchors))
}

describe('page/sequence', () => {
  const [client, responder] = asaTapes()

  it('shows both ends of what was changed, with times of both clocks and links to both tapes', () => {
    const page = pageOf(client, responder)
    assert.match(
      page,
      /<li class="words changed from-responder"><div class="lane responder"><span class="vh">mail server sends <\/span><code>220 mx.example ESMTP 2026\\r\\n<\/code> <a href="#s1r3">line 3<\/a> <time>0.50 ms<\/time>/,
    )
    assert.match(
      page,
      /<span class="vh">client hears <\/span><code>220 \*{17}202\*\\r\\n<\/code> <a href="#s1c3">line 3<\/a> <b class="fate">changed<\/b> <time>1.0 ms<\/time>/,
    )
    assert.match(page, /<b>Client, the caller<\/b><b>Mail server, the answering end<\/b>/)
  })

  it('says as sent of what was not changed, and links only to lines that are in the page', () => {
    const page = pageOf(client, responder)
    assert.match(
      page,
      /from-client.*EHLO client.example\\r\\n<\/code> <span class="line">line 4<\/span>.*<a href="#s1r4">as sent<\/a>/,
    )
  })

  it('goes to the change where long words begin alike', () => {
    const long = 'a'.repeat(500)
    const page = pageOf(tapeOf('dialer', [sent(`${long}one`)]), tapeOf('answerer', [heard(`${long}two`)]))
    assert.match(page, /470 equal bytes … <\/i>a{30}one/)
    assert.match(page, /470 equal bytes … <\/i>a{30}two/)
  })

  it('says that the clocks are not known', () => {
    assert.match(pageOf(client, responder, []), /each end counts from its own beginning/)
  })
})
