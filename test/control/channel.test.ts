import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { z } from 'zod'
import { defineMessages, openChannel } from '../../src/control/channel.ts'
import { ChannelClosed, ControlError, RemoteError } from '../../src/control/errors.ts'
import { createRig, rejection } from './rig.ts'

const base64 = z.codec(z.string(), z.instanceof(Uint8Array), {
  decode: text => new Uint8Array(Buffer.from(text, 'base64')),
  encode: bytes => Buffer.from(bytes).toString('base64'),
})

const table = defineMessages({
  requests: {
    add: { params: z.object({ a: z.number(), b: z.number() }), result: z.number() },
    count: {
      params: z.object({ to: z.number() }),
      result: z.object({ done: z.boolean() }),
      progress: z.number().int(),
    },
    wait: { params: z.undefined(), result: z.undefined() },
    reverse: { params: z.object({ bytes: base64 }), result: z.object({ bytes: base64 }) },
  },
  notifications: { tape: z.object({ id: z.number(), text: z.string() }), unheard: z.null() },
})

/** Another mind about the same names: what a program with a fault would send. */
const wrongTable = defineMessages({
  requests: {
    add: { params: z.any(), result: z.any() },
    count: { params: z.any(), result: z.any(), progress: z.any() },
  },
  notifications: { tape: z.any(), unknown: z.any() },
})

describe('channel', () => {
  const rig = createRig()
  afterEach(() => rig.closeAll())

  async function open() {
    const [a, b] = await rig.pair()
    return { near: openChannel(a, table), far: openChannel(b, table), sockets: [a, b] as const }
  }

  function raw(bytes: string | Uint8Array): (socket: Socket) => void {
    return socket => socket.write(bytes)
  }

  it('answers a request, in both directions at the same time', async () => {
    const { near, far } = await open()
    for (const end of [near, far]) end.handle('add', async ({ a, b }) => a + b)
    assert.deepEqual(
      await Promise.all([near.request('add', { a: 1, b: 2 }), far.request('add', { a: 3, b: 4 })]),
      [3, 7],
    )
    assert.equal(near.remoteAddress, '127.0.0.1')
    assert.equal(near.remotePort, far.localPort)
  })

  it('carries bytes by a codec', async () => {
    const { near, far } = await open()
    far.handle('reverse', async ({ bytes }) => ({ bytes: bytes.toReversed() }))
    assert.deepEqual(await near.request('reverse', { bytes: Uint8Array.of(0, 128, 255) }), {
      bytes: Uint8Array.of(255, 128, 0),
    })
  })

  it('carries nothing at all as params and as result', async () => {
    const { near, far } = await open()
    far.handle('wait', async () => undefined)
    assert.equal(await near.request('wait', undefined), undefined)
  })

  it('gives progress in order and before the result', async () => {
    const { near, far } = await open()
    far.handle('count', async ({ to }, { progress }) => {
      for (let n = 1; n <= to; n++) progress(n)
      return { done: true }
    })
    const seen: number[] = []
    assert.deepEqual(await near.request('count', { to: 5 }, { onProgress: n => seen.push(n) }), { done: true })
    assert.deepEqual(seen, [1, 2, 3, 4, 5])
    assert.deepEqual(await near.request('count', { to: 2 }), { done: true }, 'nobody has to listen to it')
  })

  it('cancels at the far end when the signal aborts', async () => {
    const { near, far } = await open()
    const started = new Promise<AbortSignal>(resolve => {
      far.handle('wait', (_, { signal }) => {
        resolve(signal)
        return new Promise((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason)))
      })
    })
    const controller = new AbortController()
    const answer = rejection(near.request('wait', undefined, { signal: controller.signal }))
    const farSignal = await started
    controller.abort(new Error('enough'))
    assert.equal(((await answer) as Error).message, 'enough')
    if (!farSignal.aborted) await once(farSignal, 'abort')
    await assert.rejects(near.request('wait', undefined, { signal: controller.signal }), /enough/)
    assert.equal(await rejection(near.request('wait', undefined, { signal: AbortSignal.abort('x') })), 'x')
  })

  it('gives up after the time that was given', async () => {
    const { near, far } = await open()
    far.handle('wait', () => new Promise(() => undefined))
    const error = await rejection(near.request('wait', undefined, { timeoutMs: 30 }))
    assert(error instanceof ControlError)
    assert.equal(error.message, "no answer to 'wait' within 30 ms")
    assert.equal(error.guilty, 'peer')
  })

  it('carries a refusal as a word and one line, and no stack', async () => {
    const { near, far, sockets } = await open()
    const wire: Buffer[] = []
    sockets[0].on('data', part => wire.push(part))
    far.handle('add', async () => {
      throw new RemoteError('busy', 'run in progress since 12:00')
    })
    far.handle('wait', async () => {
      throw new Error('first line\u001b[2J\nsecond line')
    })
    const busy = await rejection(near.request('add', { a: 1, b: 1 }))
    assert(busy instanceof RemoteError)
    assert.deepEqual([busy.word, busy.message, busy.guilty], ['busy', 'run in progress since 12:00', 'peer'])
    const internal = await rejection(near.request('wait', undefined))
    assert(internal instanceof RemoteError)
    assert.deepEqual([internal.word, internal.message], ['internal', 'first line [2J'])
    const missing = await rejection(near.request('count', { to: 1 }))
    assert(missing instanceof RemoteError && missing.word === 'not-handled')
    assert.doesNotMatch(Buffer.concat(wire).toString(), /\.ts:|second line/)
  })

  it('refuses to send what the table does not allow', async () => {
    const { near } = await open()
    const wrong = { a: 1, b: 'two' } as unknown as { a: number; b: number }
    const error = await rejection(near.request('add', wrong))
    assert(error instanceof ControlError)
    assert.match(error.message, /params of 'add' to send is wrong: field b: /)
    assert.equal(error.guilty, 'us')
    assert.throws(() => near.notify('tape', {} as unknown as { id: number; text: string }), /field id/)
    assert.throws(() => near.handle('nothing' as 'add', async () => 1), /no 'nothing'/)
  })

  it('names message and field when the peer sends what the table does not allow', async () => {
    const [a, b] = await rig.pair()
    const near = openChannel(a, table)
    const far = openChannel(b, wrongTable)
    near.handle('add', async ({ a: first }) => first)
    far.handle('add', async () => 'seven')
    far.handle('count', async (_, { progress }) => {
      progress('many')
      return new Promise(() => undefined)
    })
    await assert.rejects(far.request('add', { a: 1 }), /params of 'add' is wrong: field b: /)
    await assert.rejects(near.request('add', { a: 1, b: 1 }), /result of 'add' is wrong: .*number/)
    await assert.rejects(
      near.request('count', { to: 1 }, { onProgress: () => undefined }),
      /progress of 'count' is wrong/,
    )
    near.onNotify('tape', () => undefined)
    await far.notify('tape', { id: 'x' })
    assert.match(String(await near.closed), /notification 'tape' is wrong: field id/)
  })

  for (const [name, method] of [
    ['unknown', 'unknown'],
    ['that nobody hears', 'unheard'],
  ] as const) {
    it(`ends when a notification ${name} comes`, async () => {
      const [a, b] = await rig.pair()
      const near = openChannel(a, table)
      const far = openChannel(
        b,
        defineMessages({ requests: {}, notifications: { unknown: z.null(), unheard: z.null() } }),
      )
      await far.notify(method, null)
      assert.match(String(await near.closed), new RegExp(`'${method}'`))
      assert.equal(await far.closed.then(() => 'ended'), 'ended')
    })
  }

  it('keeps the order of many large notifications, and close() flushes them', async () => {
    const { near, far } = await open()
    const seen: string[] = []
    far.onNotify('tape', ({ id, text }) => seen.push(`${id}:${text.length}:${text[0]}`))
    const text = (id: number) => String.fromCharCode(97 + (id % 26)).repeat(id % 2 === 0 ? 300_000 : 3)
    for (let id = 0; id < 60; id++) void near.notify('tape', { id, text: text(id) })
    await near.close()
    assert.equal(await far.closed, null)
    assert.deepEqual(
      seen,
      Array.from({ length: 60 }, (_, id) => `${id}:${text(id).length}:${text(id)[0]}`),
    )
    assert((await rejection(near.request('add', { a: 1, b: 1 }))) instanceof ChannelClosed)
    assert((await rejection(near.notify('tape', { id: 0, text: '' }))) instanceof ChannelClosed)
  })

  it('hands on a flood of small messages whole, though it was ended behind them', async () => {
    const { near, far } = await open()
    let sum = 0
    far.onNotify('tape', ({ id }) => {
      sum += id
    })
    for (let id = 1; id <= 5000; id++) void near.notify('tape', { id, text: '' })
    await near.close()
    await far.closed
    assert.equal(sum, (5000 * 5001) / 2)
  })

  it('rejects what is pending when the channel ends, and aborts what is being answered', async () => {
    const { near, far } = await open()
    const aborted = new Promise(resolve => {
      far.handle('wait', (_, { signal }) => {
        signal.addEventListener('abort', resolve)
        near.destroy(new ControlError('called off', 'us'))
        return new Promise(() => undefined)
      })
    })
    const error = await rejection(near.request('wait', undefined))
    assert(error instanceof ChannelClosed)
    assert.equal(error.guilty, 'us')
    await aborted
    assert.equal(String(await near.closed), 'ControlError: called off')
  })

  it('says so when the path cuts a message', async () => {
    const [a, b] = await rig.pair()
    const near = openChannel(a, table)
    b.end('Content-Length: 100\r\n\r\n{"jsonrpc"')
    assert.match(String(await near.closed), /ended in the middle of a message/)
  })

  it('opens on a socket that has closed already', async () => {
    const [a] = await rig.pair()
    a.destroy()
    await once(a, 'close')
    assert.equal(await openChannel(a, table).closed, null)
  })

  const hostile: readonly (readonly [string, (socket: Socket) => void, RegExp])[] = [
    ['a length over the limit', raw('Content-Length: 33554433\r\n\r\n'), /33554433 bytes is over the limit/],
    ['a header that never ends', raw('X'.repeat(5000)), /header does not end/],
    ['no length', raw('Content-Type: x\r\n\r\n'), /no Content-Length/],
    ['no JSON', raw('Content-Length: 3\r\n\r\nabc'), /not JSON; it begins with "abc"/],
    ['JSON that is no message', raw('Content-Length: 4\r\n\r\nnull'), /not a message/],
    [
      'a cancel without an id',
      raw('Content-Length: 45\r\n\r\n{"jsonrpc":"2.0","method":"$/cancelRequest"} '),
      /not a message/,
    ],
    [
      'our own end message',
      raw('Content-Length: 48\r\n\r\n{"jsonrpc":"2.0","method":"$/end","params":{}}  '),
      /not a message/,
    ],
    [
      'a name that all objects have',
      raw('Content-Length: 54\r\n\r\n{"jsonrpc":"2.0","method":"constructor","params":{}}  '),
      /'constructor'/,
    ],
  ]
  for (const [name, send, message] of hostile) {
    it(`ends with a clear error on ${name}`, async () => {
      const [a, b] = await rig.pair()
      const near = openChannel(a, table)
      send(b)
      const error = await near.closed
      assert(error instanceof ControlError)
      assert.match(error.message, message)
      assert.equal(error.guilty, 'peer')
    })
  }

  it('does not send a message over the limit, and lives on', async () => {
    const [a, b] = await rig.pair()
    const near = openChannel(a, table, { maxMessageBytes: 1000 })
    const far = openChannel(b, table)
    far.handle('add', async ({ a: first, b: second }) => first + second)
    assert.match(
      String(await rejection(near.notify('tape', { id: 1, text: 'x'.repeat(2000) }))),
      /over the limit of 1000/,
    )
    assert.equal(await near.request('add', { a: 1, b: 1 }), 2)
  })
})
