import assert from 'node:assert/strict'
import { isOneMachine, oneMachineText } from '../../src/report/one-machine.ts'
import type { Report, RunEnd } from '../../src/report/report.ts'
import { clean } from './examples.ts'
import { realReport } from './real.ts'

const end = (hostname: string, ...addresses: readonly string[]): RunEnd => ({
  release: '0.1.0',
  platform: 'linux x64',
  node: '20',
  hostname,
  addresses,
})

function run(change: Partial<Report['run']>): Pick<Report, 'run'> {
  return { run: { ...clean.run, ...change } }
}

function dialed(...addresses: readonly (string | null)[]): Pick<Report, 'run'> {
  const families = addresses.map(address => ({ family: 4 as const, address, tested: address !== null, reason: null }))
  return run({ families })
}

describe('report/one-machine', () => {
  it('knows it by the addresses that were dialed', () => {
    assert.equal(isOneMachine(dialed('127.0.0.1', '::1')), true)
    assert.equal(isOneMachine(dialed('127.8.9.10', '::ffff:127.0.0.1')), true)
    assert.equal(isOneMachine(dialed('127.0.0.1', '192.0.2.1')), false)
    assert.equal(isOneMachine(dialed('127.0.0.1.example', null)), false)
    assert.equal(isOneMachine(dialed(null)), false)
  })

  it('knows it by two ends with the same name and the same addresses', () => {
    const of = (client: RunEnd | null, responder: RunEnd | null) => isOneMachine(run({ client, responder }))
    assert.equal(of(end('a', '192.0.2.1', '::1'), end('a', '::1', '192.0.2.1')), true)
    assert.equal(of(end('a', '192.0.2.1'), end('b', '192.0.2.1')), false)
    assert.equal(of(end('a', '192.0.2.1'), end('a', '192.0.2.2')), false)
    assert.equal(of(end('a'), end('a')), false)
    assert.equal(of(null, null), false)
  })

  it('says it in a sentence, and nothing of two machines', () => {
    assert.match(oneMachineText(realReport('asa-esmtp')) ?? '', /^Both ends ran on one machine: .*\.$/)
    assert.equal(oneMachineText(clean), null)
  })
})
