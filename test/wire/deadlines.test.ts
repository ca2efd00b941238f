import assert from 'node:assert/strict'
import { createDeadlines } from '../../src/wire/deadlines.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'

describe('wire/deadlines', () => {
  let clock: FakeClock
  let passed: string[]
  beforeEach(() => {
    clock = fakeClock()
    passed = []
  })
  afterEach(() => clock.restore())

  const start = (idleMs = 100, totalMs = 1000) =>
    createDeadlines({ idleMs, totalMs }, kind => {
      passed.push(kind)
    })

  it('passes when nothing moved for too long', () => {
    start()
    clock.pass(99)
    assert.deepEqual(passed, [])
    clock.pass(1)
    assert.deepEqual(passed, ['idle'])
  })

  it('begins the idle time anew when something moved', () => {
    const deadlines = start()
    for (let n = 0; n < 5; n++) {
      clock.pass(99)
      deadlines.moved()
    }
    clock.pass(99)
    assert.deepEqual(passed, [])
    clock.pass(1)
    assert.deepEqual(passed, ['idle'])
  })

  it('passes in the end though something moves all the time', () => {
    const deadlines = start()
    while (passed.length === 0) {
      deadlines.moved()
      clock.pass(50)
    }
    assert.deepEqual(passed, ['deadline'])
  })

  it('waits for one thing alone, which nothing puts off', () => {
    const deadlines = start()
    deadlines.waitFor(300, () => passed.push('waited'))
    clock.pass(200)
    deadlines.moved()
    clock.pass(99)
    assert.deepEqual(passed, [])
    clock.pass(1)
    assert.deepEqual(passed, ['waited'])
  })

  it('is over when stopped, and leaves no timer', () => {
    const waiting = start()
    waiting.waitFor(300, () => passed.push('waited'))
    for (const deadlines of [start(), waiting]) deadlines.stop()
    assert.equal(clock.waiting(), 0)
    clock.pass(5000)
    assert.deepEqual(passed, [])
  })
})
