import assert from 'node:assert/strict'
import fc from 'fast-check'
import { inOrder, type Placed } from '../../src/page/order.ts'

const point = (end: 'client' | 'responder', index: number, atMs: number) => ({ end, index, atMs })

describe('page/order', () => {
  it('puts what was said before what it led to, against the clocks', () => {
    const all: readonly Placed<string>[] = [
      { step: 'reply', own: point('responder', 1, 3), heard: point('client', 1, 20) },
      { step: 'command', own: point('client', 0, 10), heard: point('responder', 0, 2) },
      { step: 'next', own: point('client', 2, 21), heard: null },
    ]
    assert.deepEqual(inOrder(all), ['command', 'reply', 'next'])
  })

  it('goes by time where nothing depends on anything', () => {
    const all: readonly Placed<string>[] = [
      { step: 'b', own: point('client', 0, 2), heard: null },
      { step: 'a', own: point('responder', 0, 1), heard: null },
    ]
    assert.deepEqual(inOrder(all), ['a', 'b'])
  })

  it('tells two ends that wait for each other all the same', () => {
    const all: readonly Placed<string>[] = [
      { step: 'a', own: point('client', 1, 1), heard: point('responder', 0, 2) },
      { step: 'b', own: point('responder', 1, 3), heard: point('client', 0, 4) },
    ]
    assert.deepEqual([...inOrder(all)].sort(), ['a', 'b'])
  })

  it('tells every step once, and each end’s own steps in their order, whatever they are', () => {
    const end = fc.constantFrom('client' as const, 'responder' as const)
    const raw = fc.record({
      end,
      index: fc.nat(30),
      atMs: fc.integer({ min: -50, max: 50 }),
      far: fc.option(fc.nat(30)),
    })
    fc.assert(
      fc.property(fc.array(raw, { maxLength: 30 }), its => {
        const all = its.map(({ end, index, atMs, far }, step): Placed<number> => {
          const other = end === 'client' ? 'responder' : 'client'
          return { step, own: point(end, index, atMs), heard: far === null ? null : point(other, far, atMs) }
        })
        const ordered = inOrder(all)
        assert.deepEqual(
          [...ordered].sort((a, b) => a - b),
          its.map((_, at) => at),
        )
        for (const one of ['client', 'responder']) {
          const indexes = ordered.flatMap(step => (its[step]?.end === one ? [its[step].index] : []))
          assert.deepEqual(
            indexes,
            [...indexes].sort((a, b) => a - b),
          )
        }
      }),
    )
  })
})
