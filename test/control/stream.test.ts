import assert from 'node:assert/strict'
import { once } from 'node:events'
import { sealEnvelope } from '../../src/control/envelope.ts'
import { ChannelClosed, ControlError } from '../../src/control/errors.ts'
import { frame } from '../../src/control/frames.ts'
import { endMethod, openStream } from '../../src/control/stream.ts'
import { createRig, rejection } from './rig.ts'

describe('stream', () => {
  const rig = createRig()
  afterEach(() => rig.closeAll())
  const note = (n: number) => ({ jsonrpc: '2.0' as const, method: 'note', params: { body: n } })
  const end = { jsonrpc: '2.0', method: endMethod }

  /** A stream that hears, and the far socket. `until` waits for so many messages. */
  async function open(handOn = true) {
    const [near, far] = await rig.pair()
    const stream = openStream(near, 10_000)
    const heard: unknown[] = []
    const arrivals = new EventTarget()
    stream.reader.listen(message => {
      heard.push(message)
      if (handOn) stream.handedOn(message)
      arrivals.dispatchEvent(new Event('one'))
    })
    const until = async (count: number) => {
      while (heard.length < count) await once(arrivals, 'one')
    }
    return { near, far, stream, heard, until }
  }

  it('delivers what was written, and the end as the last', async () => {
    const { far, heard, until, stream } = await open()
    const writer = openStream(far, 10_000).writer
    await Promise.all([1, 2, 3].map(n => writer.write(note(n))))
    writer.end()
    await until(4)
    assert.deepEqual(heard, [note(1), note(2), note(3), end])
    assert.equal(stream.failure(), null)
  })

  it('stops reading while too much waits, and goes on when it was handed on', async () => {
    const { near, far, heard, until, stream } = await open(false)
    for (let n = 0; n < 400; n++) far.write(frame(sealEnvelope(note(n))))
    await until(257)
    await new Promise(setImmediate)
    assert.equal(near.isPaused(), true)
    const before = [...heard]
    for (const message of before) stream.handedOn(message as { jsonrpc: string })
    assert.equal(near.isPaused(), false)
    await until(400)
  })

  it('keeps the first failure and delivers the end after it', async () => {
    const { heard, until, stream } = await open()
    stream.fail(new ControlError('first', 'us'))
    stream.fail(new ControlError('second', 'us'))
    await until(1)
    assert.deepEqual(heard, [end])
    assert.equal(stream.failure()?.message, 'first')
  })

  it('names a reset', async () => {
    const { far, until, stream } = await open()
    far.resetAndDestroy()
    await until(1)
    assert.equal(stream.failure()?.message, 'the control connection broke: ECONNRESET')
    assert.equal(stream.failure()?.guilty, 'path')
  })

  it('refuses to write what is too large or comes too late', async () => {
    const { stream } = await open()
    assert.match(String(await rejection(stream.writer.write({ jsonrpc: 'x'.repeat(10_000) }))), /over the limit/)
    stream.writer.end()
    assert((await rejection(stream.writer.write(note(1)))) instanceof ChannelClosed)
    assert.equal(stream.failure(), null)
  })
})
