/** Perdition, an IMAP proxy, to which a router sends port 143: before a login it answers all by itself. */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { needPrograms } from '../support/netns-live.ts'
import { boxPorts, perdition } from '../support/netns-middlebox.ts'
import { assertAnswered, assertTouched, bothWays, checkThrough } from '../support/netns-middlebox-runs.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { findingsOf } from '../support/netns-reports.ts'

describe('Perdition on a router', function () {
  this.timeout(60_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    needPrograms(this, [perdition])
    world = openRoutedWorld()
  })
  after(() => world?.close())

  it('takes 143, both ways, and no other port: intercepted, and it is named by its greeting', async () => {
    // It waits for three seconds before it refuses a command.
    const outcome = await checkThrough(world, perdition, { ports: { 143: boxPorts[143] } }, ['--quick'])
    assertTouched(outcome, bothWays([143], 'intercepted'), [143])
    assert.deepEqual(findingsOf(outcome), ['tcp.intercepted'])
    assertAnswered(outcome, 143, /^\* OK \[CAPABILITY IMAP4 IMAP4REV1\] perdition ready on /m, 'Perdition')
    assert.equal(outcome.status, 1)
  })
})
