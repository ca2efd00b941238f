import assert from 'node:assert/strict'
import { createRuns } from '../../responder/runs.ts'
import { RemoteError } from '../../src/control/errors.ts'

const noon = new Date('2026-01-01T12:00:00Z')
const busy = { name: 'RemoteError', word: 'busy' }

describe('responder/runs', () => {
  it('lets one client join its run over both address families', () => {
    const runs = createRuns(() => noon)
    for (let family = 0; family < 2; family++) assert.doesNotThrow(() => runs.join('run', 'key'))
  })

  it('tells a second client since when another run is in progress', () => {
    let now = noon
    const runs = createRuns(() => now)
    runs.join('run', 'key')
    now = new Date('2026-01-01T13:00:00Z')
    assert.throws(() => runs.join('other', 'key 2'), RemoteError)
    assert.throws(() => runs.join('other', 'key 2'), {
      ...busy,
      message: 'run in progress since 2026-01-01T12:00:00.000Z; try again when it has ended',
    })
  })

  it('takes neither another run of the same client nor the same run of another client', () => {
    const runs = createRuns(() => noon)
    runs.join('run', 'key')
    assert.throws(() => runs.join('other', 'key'), busy)
    assert.throws(() => runs.join('run', 'key 2'), busy)
  })

  it('is free again when the run has left over every family', () => {
    const runs = createRuns(() => noon)
    const leave = [runs.join('run', 'key'), runs.join('run', 'key')]
    leave[0]?.()
    assert.throws(() => runs.join('other', 'key 2'), busy)
    leave[1]?.()
    assert.doesNotThrow(() => runs.join('other', 'key 2'))
  })

  it('counts a refused client for nothing', () => {
    const runs = createRuns(() => noon)
    const leave = runs.join('run', 'key')
    assert.throws(() => runs.join('other', 'key 2'), busy)
    leave()
    assert.doesNotThrow(() => runs.join('other', 'key 2'))
  })
})
