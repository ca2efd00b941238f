import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { createLimiter } from '../../src/wire/limiter.ts'

/** Tasks that end when they are told to. */
function stage(atOnce: number) {
  const limiter = createLimiter(atOnce)
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    run: (key: number, name: string) =>
      limiter(
        `${key}`,
        () =>
          new Promise<void>(resolve => {
            begun.push(name)
            ends.set(name, resolve)
          }),
      ),
    end: async (name: string) => {
      ends.get(name)?.()
      await setImmediate()
    },
  }
}

describe('wire/limiter', () => {
  it('runs so many at once and the rest in order', async () => {
    const { run, end, begun } = stage(2)
    const all = ['a', 'b', 'c', 'd'].map(name => run(25, name))
    assert.deepEqual(begun, ['a', 'b'])
    await end('b')
    assert.deepEqual(begun, ['a', 'b', 'c'])
    await end('a')
    assert.deepEqual(begun, ['a', 'b', 'c', 'd'])
    await end('c')
    await end('d')
    await Promise.all(all)
  })

  it('is done with a task when the task is', async () => {
    const { run, end } = stage(1)
    const order: string[] = []
    const tasks = ['a', 'b'].map(name => run(25, name).then(() => order.push(name)))
    await end('a')
    assert.deepEqual(order, ['a'])
    await end('b')
    await Promise.all(tasks)
    assert.deepEqual(order, ['a', 'b'])
  })

  it('counts every key alone', async () => {
    const { run, end, begun } = stage(1)
    const tasks = [run(25, 'a'), run(587, 'b'), run(25, 'c')]
    assert.deepEqual(begun, ['a', 'b'])
    await end('b')
    assert.deepEqual(begun, ['a', 'b'])
    await end('a')
    await end('c')
    await Promise.all(tasks)
  })

  it('has room again after a rush', async () => {
    const limiter = createLimiter(3)
    let running = 0
    let most = 0
    const task = async () => {
      running++
      most = Math.max(most, running)
      await setImmediate()
      running--
    }
    for (let rush = 0; rush < 3; rush++) await Promise.all(Array.from({ length: 10 }, () => limiter('25', task)))
    assert.deepEqual([running, most], [0, 3])
  })
})
