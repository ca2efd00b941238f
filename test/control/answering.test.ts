import assert from 'node:assert/strict'
import { z } from 'zod'
import { type Call, createAnswering } from '../../src/control/answering.ts'
import { RemoteError } from '../../src/control/errors.ts'
import { rejection } from './rig.ts'

describe('answering', () => {
  const table = {
    requests: {
      double: { params: z.number(), result: z.number(), progress: z.string() },
      plain: { params: z.null(), result: z.null() },
    },
    notifications: { told: z.number() },
  }
  const call = (method: string, body: unknown, more: Partial<Call> = {}): Call => ({
    method,
    payload: { body },
    controller: new AbortController(),
    send: () => undefined,
    ...more,
  })

  it('answers by the handler', async () => {
    const answering = createAnswering(table)
    answering.handle('double', async params => (params as number) * 2)
    assert.equal(await answering.answer(call('double', 4)), 8)
  })

  it('refuses with a word', async () => {
    const answering = createAnswering(table)
    const word = async (asked: Call) => ((await rejection(answering.answer(asked))) as RemoteError).word
    assert.equal(await word(call('double', 1)), 'not-handled')
    assert.equal(await word(call('constructor', 1)), 'not-handled')
    answering.handle('double', () => new Promise(() => undefined))
    assert.equal(await word(call('double', 'four')), 'invalid-message')
    for (let n = 0; n < 256; n++) void answering.answer(call('double', 1))
    assert.equal(await word(call('double', 1)), 'busy')
  })

  it('does not send a wrong result', async () => {
    const answering = createAnswering(table)
    answering.handle('double', async () => 'eight')
    assert.match(String(await rejection(answering.answer(call('double', 4)))), /result of 'double' to send is wrong/)
  })

  it('sends progress to who asked for it, until the answer', async () => {
    const answering = createAnswering(table)
    const sent: unknown[] = []
    let late: (value: unknown) => void = () => undefined
    answering.handle('double', async (_, { progress }) => {
      late = progress
      progress('half')
      assert.throws(() => progress(5), /progress of 'double' to send is wrong/)
      return 1
    })
    answering.handle('plain', async (_, { progress }) => {
      assert.throws(() => progress(1), /has no progress/)
      return null
    })
    const send = (token: string | number, body: unknown) => void sent.push([token, body])
    await answering.answer(call('double', 1, { payload: { body: 1, progress: 7 }, send }))
    late('late')
    await answering.answer(call('double', 1, { send }))
    await answering.answer(call('plain', null))
    assert.deepEqual(sent, [[7, 'half']])
  })

  it('hears what is told, and throws what nobody hears', () => {
    const answering = createAnswering(table)
    assert.throws(() => answering.hear('told', 1), { guilty: 'us', message: "nobody hears 'told' here" })
    const heard: unknown[] = []
    answering.onNotify('told', value => heard.push(value))
    answering.hear('told', 1)
    assert.throws(() => answering.hear('told', 'x'), { guilty: 'peer' })
    assert.throws(() => answering.hear('other', 1), { guilty: 'peer', message: /does not know/ })
    assert.deepEqual(heard, [1])
  })

  it('aborts what is being answered', async () => {
    const answering = createAnswering(table)
    answering.handle(
      'double',
      (_, { signal }) => new Promise((_done, fail) => signal.addEventListener('abort', () => fail(new Error('stop')))),
    )
    const answer = rejection(answering.answer(call('double', 1)))
    answering.abort()
    assert.match(String(await answer), /stop/)
  })

  it('takes one handler for a name of the table', () => {
    const answering = createAnswering(table)
    answering.handle('double', async () => 1)
    assert.throws(() => answering.handle('double', async () => 2), /has somebody already/)
    assert.throws(() => answering.onNotify('double', () => undefined), /no 'double'/)
    assert(new RemoteError('x', 'y') instanceof Error)
  })
})
