/** Progress as it is shown: redrawn on a terminal, plain lines elsewhere. */
import assert from 'node:assert/strict'
import type { WriteStream } from 'node:tty'
import { watchProgress } from '../../cli/progress.ts'
import type { ProgressEvent } from '../../src/report/progress.ts'

const lane = { family: 4, direction: 'incoming', round: { index: 1, of: 2 }, sessions: { done: 1, total: 4 } } as const
const events: readonly ProgressEvent[] = [
  { phase: 'pair', lane: null },
  { phase: 'play', lane: null },
  { phase: 'play', lane },
  { phase: 'done', lane: null },
]

describe('cli/progress', () => {
  it('prints a line when the run comes to another phase, where nothing can be redrawn', () => {
    const { stream, text } = streamOf(false)
    const watch = watchProgress(stream)
    for (const event of events) watch.take(event)
    watch.end()
    assert.equal(text(), 'pairing\ntesting\ndone (1/4 sessions)\n')
  })

  it('draws one line in place on a terminal, not for every event, and leaves it clean', async () => {
    const { stream, text, drawn } = streamOf(true)
    const watch = watchProgress(stream)
    for (const event of events.slice(0, 3)) watch.take(event)
    assert.equal(text(), '')
    await drawn
    assert.match(text(), /^\r\x1b\[K\[#####\.+\] {2}testing incoming IPv4, round 1 of 2, 1\/4 sessions$/)
    watch.end()
    assert.ok(text().endsWith('\r\x1b[K'))
    assert.doesNotMatch(text(), /\n/)
  })

  it('draws nothing any more after the end', async () => {
    const { stream, text } = streamOf(true)
    const watch = watchProgress(stream)
    watch.take({ phase: 'play', lane })
    watch.end()
    const atEnd = text()
    await new Promise(resolve => setTimeout(resolve, 120))
    assert.equal(text(), atEnd)
  })
})

/** A stream that keeps what is written; `drawn` is done at the first write. */
function streamOf(isTTY: boolean): { stream: WriteStream; text: () => string; drawn: Promise<void> } {
  let written = ''
  let onDrawn: () => void = () => undefined
  const drawn = new Promise<void>(resolve => {
    onDrawn = resolve
  })
  const write = (text: string) => {
    written += text
    onDrawn()
    return true
  }
  return { stream: { isTTY, columns: 80, write } as unknown as WriteStream, text: () => written, drawn }
}
