/** A mail server of the network's own, Postfix, to which a router sends port 25. */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { needPrograms } from '../support/netns-live.ts'
import { impatientPostfix } from '../support/netns-middlebox.ts'
import { assertAnswered, assertTouched, bothWays, checkThrough } from '../support/netns-middlebox-runs.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { findingsOf } from '../support/netns-reports.ts'

describe('Postfix on a router', function () {
  this.timeout(60_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    needPrograms(this, [impatientPostfix])
    world = openRoutedWorld()
  })
  after(() => world?.close())

  it('takes 25, both ways, and no other port: intercepted, and it is quoted but not named', async () => {
    const outcome = await checkThrough(world, impatientPostfix, { ports: { 25: 25 } })
    assertTouched(outcome, bothWays([25], 'intercepted'), [25])
    assert.deepEqual(findingsOf(outcome), ['tcp.intercepted'])
    assertAnswered(outcome, 25, /^220 mail\.example ESMTP Postfix\\r\\n250-mail\.example\\r\\n/m, null)
    assert.match(outcome.stdout, /what answered said "220 mail\.example ESMTP Postfix/)
    assert.equal(outcome.status, 1)
  })
})
