import assert from 'node:assert/strict'
import type { Half } from '../../responder/half.ts'
import { createRuns } from '../../responder/runs.ts'
import { RemoteError } from '../../src/control/errors.ts'

const half = (): Half => ({ add: () => undefined, sign: () => assert.fail('nothing is signed here') })
const noon = new Date('2026-01-01T12:00:00Z')
const busy = { name: 'RemoteError', word: 'busy' }

describe('responder/runs', () => {
  it('lets one client join its run over both address families', () => {
    const runs = createRuns(() => noon)
    const [first, second] = [runs.join('run', 'key', half), runs.join('run', 'key', half)]
    assert.equal(first?.half, second?.half)
  })

  it('tells a second client since when another run is in progress', () => {
    let now = noon
    const runs = createRuns(() => now)
    runs.join('run', 'key', half)
    now = new Date('2026-01-01T13:00:00Z')
    assert.throws(() => runs.join('other', 'key 2', half), RemoteError)
    assert.throws(() => runs.join('other', 'key 2', half), {
      ...busy,
      message: 'run in progress since 2026-01-01T12:00:00.000Z; try again when it has ended',
    })
  })

  it('takes neither another run of the same client nor the same run of another client', () => {
    const runs = createRuns(() => noon)
    runs.join('run', 'key', half)
    assert.throws(() => runs.join('other', 'key', half), busy)
    assert.throws(() => runs.join('run', 'key 2', half), busy)
  })

  it('is free again when the run has left over every family', () => {
    const runs = createRuns(() => noon)
    const leave = [runs.join('run', 'key', half), runs.join('run', 'key', half)]
    leave[0]?.leave()
    assert.throws(() => runs.join('other', 'key 2', half), busy)
    leave[1]?.leave()
    assert.doesNotThrow(() => runs.join('other', 'key 2', half))
  })

  it('counts a refused client for nothing', () => {
    const runs = createRuns(() => noon)
    const { leave } = runs.join('run', 'key', half)
    assert.throws(() => runs.join('other', 'key 2', half), busy)
    leave()
    assert.doesNotThrow(() => runs.join('other', 'key 2', half))
  })
})
