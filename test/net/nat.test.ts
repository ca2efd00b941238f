/** A client behind NAT: what it can prove is judged, the rest is untested and says why. */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld, towardsServer } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { checkBoth } from '../support/netns-programs.ts'
import { assertNoTrace, findingsOf, reasonsOf, reportOf, rowsOf } from '../support/netns-reports.ts'

const own = '192.0.2.1'
const seenAs = '198.51.100.1'
const behindNat = `client behind NAT (own ${own}, seen as ${seenAs})`

describe('a client behind NAT', function () {
  this.timeout(180_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  beforeEach(() => world.routerA.nft(masquerade))
  afterEach(() => world.routerA.nft('flush ruleset'))
  after(() => world?.close())

  it('finds the incoming rows intact, and the outgoing ones untested with the reason', async () => {
    const outcome = await checkBoth(world, [world.server.addresses[4], '--smtp', '25', '--tcp', '10045'])
    assert.deepEqual(rowsOf(outcome), {
      'incoming 4 25': 'intact',
      'incoming 4 10045': 'intact',
      'outgoing 4 25': 'untested',
      'outgoing 4 10045': 'untested',
    })
    assert.deepEqual(reasonsOf(outcome), { 'outgoing 4 25': behindNat, 'outgoing 4 10045': behindNat })
    assert.deepEqual(findingsOf(outcome), [])
    assert.ok(reportOf(outcome).run.notes.some(note => note.includes(`own ${own}, seen as ${seenAs}`)))
    assert.equal(outcome.status, 3)
    assertNoTrace(outcome)
  })

  it('judges an outgoing row that the router forwards to it', async () => {
    world.routerA.nft(forwardPort25)
    const outcome = await checkBoth(world, [world.server.addresses[4], '--smtp', '25', '--tcp', '10045'])
    assert.equal(rowsOf(outcome)['outgoing 4 25'], 'intact', outcome.stdout)
    assert.equal(rowsOf(outcome)['outgoing 4 10045'], 'untested')
    assert.equal(outcome.status, 3)
  })

  it('judges the family that has no NAT: IPv6 that is blocked on the way out is lost there', async () => {
    world.routerA.nft(dropOutgoingIpv6)
    const outcome = await checkBoth(world, ['--smtp', '25'])
    assert.deepEqual(rowsOf(outcome), {
      'incoming 4 25': 'intact',
      'outgoing 4 25': 'untested',
      'incoming 6 25': 'intact',
      'outgoing 6 25': 'lost-out',
    })
    assert.equal(outcome.status, 1)
  })
})

const masquerade = `table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname ${towardsServer} masquerade
  }
}`

const forwardPort25 = `table ip nat {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    iifname ${towardsServer} tcp dport 25 dnat to ${own}
  }
}`

const dropOutgoingIpv6 = `table ip6 filter {
  chain forward {
    type filter hook forward priority filter;
    iifname ${towardsServer} tcp dport 25 drop
  }
}`
