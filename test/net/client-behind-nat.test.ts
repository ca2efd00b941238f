/**
 * The whole profile from behind a router that hides the client and has a server of its own on 443: whatever answers the
 * server's connections is not the client, so nothing is said of the outgoing rows, and nothing is called a fault.
 */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld, routerAddress, towardsServer } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { assertRows, checkProfile, nameOf, rowsLike } from '../support/netns-profile.ts'
import { startScript } from '../support/netns-programs.ts'
import { findingsOf, reportOf } from '../support/netns-reports.ts'

const servers = 'test/support/netns-fake-servers.ts'

describe('the whole profile, from a client behind NAT', function () {
  this.timeout(120_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
    world.routerA.nft(masquerade)
  })
  after(() => world?.close())

  for (const kind of ['proxy', 'greeter']) {
    it(`whose router has a server on 443 (${kind}): outgoing rows are untested, 443 too, incoming ones intact`, async () => {
      const seenAs = routerAddress(world, world.routerA, 'server', 4)
      const router = startScript(world.routerA, servers, [`${kind} 443 ${seenAs}`])
      await router.until(/^serving$/m)
      try {
        const outcome = await checkProfile(world)
        assertRows(outcome, rowsLike(outcome, /^outgoing /, 'untested'), [])
        assert.deepEqual(findingsOf(outcome), [])
        const reason = `client behind NAT (own ${world.client.addresses[4]}, seen as ${seenAs})`
        const others = reportOf(outcome).ports.filter(row => row.reason !== reason)
        assert.deepEqual(
          others.map(nameOf).filter(name => name.startsWith('outgoing')),
          [],
        )
        assert.equal(outcome.status, 3)
      } finally {
        await router.stop()
      }
    })
  }
})

const masquerade = `table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname ${towardsServer} masquerade
  }
}`
