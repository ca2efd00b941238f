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

  it('leaves out a silence that the script keeps, and begins anew when it is over', () => {
    const deadlines = start()
    deadlines.keepsSilence(5000)
    clock.pass(5099)
    assert.deepEqual(passed, [])
    deadlines.keepsSilence(0)
    clock.pass(99)
    assert.deepEqual(passed, [])
    clock.pass(1)
    assert.deepEqual(passed, ['idle'])
  })

  it('gives up after the silence when nothing came of it', () => {
    start().keepsSilence(5000)
    clock.pass(5100)
    assert.deepEqual(passed, ['idle'])
  })

  it('is not shortened by what moves during the silence', () => {
    const deadlines = start()
    deadlines.keepsSilence(5000)
    clock.pass(100)
    deadlines.moved()
    clock.pass(4900)
    assert.deepEqual(passed, [])
  })

  it('passes in the end with a silence too, which counts on top', () => {
    const deadlines = start()
    deadlines.keepsSilence(5000)
    while (passed.length === 0) {
      deadlines.moved()
      clock.pass(50)
    }
    assert.deepEqual(passed, ['deadline'])
    assert.equal(clock.waiting(), 1)
  })

  it('is not put off by silences shorter than the idle time', () => {
    const deadlines = start()
    for (let n = 0; n < 3; n++) {
      clock.pass(30)
      deadlines.keepsSilence(90)
    }
    clock.pass(10)
    assert.deepEqual(passed, ['idle'])
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

  it('starts no timer again when something moves after it was stopped', () => {
    const deadlines = start()
    deadlines.stop()
    deadlines.moved()
    deadlines.keepsSilence(5000)
    assert.equal(clock.waiting(), 0)
  })
})
