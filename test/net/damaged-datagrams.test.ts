/**
 * A box on the way that carries datagrams and damages them: each of them twice, or the large ones without their end.
 * That row is altered, with the finding that says how, and no other.
 */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld, towardsClient, towardsServer } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { assertRows, checkProfile } from '../support/netns-profile.ts'
import { startScript } from '../support/netns-programs.ts'
import { findingsOf, reportOf } from '../support/netns-reports.ts'

/** Where the relay listens on the router. */
const relayPort = 20_045

const cases = [
  { title: 'carries every datagram twice', manner: 'twice', id: 'udp.duplicated', words: /copies too many/ },
  {
    title: 'takes four bytes off large datagrams',
    manner: 'trim',
    id: 'udp.truncated',
    words: /each lost its last 4 bytes/,
  },
] as const

describe('the whole profile, when a relay on one UDP port', function () {
  this.timeout(120_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  afterEach(() => world.routerA.nft('flush ruleset'))
  after(() => world?.close())

  for (const { title, manner, id, words } of cases) {
    it(`${title}: that row is altered, in both flows`, async () => {
      const args = [String(relayPort), world.server.addresses[4], '10045', manner]
      const relay = startScript(world.routerA, 'test/support/netns-udp-relay.ts', args)
      await relay.until(/^relaying$/m)
      world.routerA.nft(throughRelay(world))
      try {
        const outcome = await checkProfile(world)
        assertRows(outcome, { 'incoming 10045/udp': 'altered' }, [id])
        assert.deepEqual(findingsOf(outcome), [id])
        const { findings } = reportOf(outcome)
        assert.deepEqual(findings.map(it => it.flow).sort(), ['answerer-to-dialer', 'dialer-to-answerer'])
        for (const { summary } of findings) assert.match(summary, words)
        assert.equal(outcome.status, 1)
      } finally {
        await relay.stop()
      }
    })
  }
})

/** Into the relay, and out of it with the client's address. */
function throughRelay({ client, server }: RoutedWorld): string {
  return `table ip nat {
    chain prerouting {
      type nat hook prerouting priority dstnat;
      iifname ${towardsClient} udp dport 10045 redirect to :${relayPort}
    }
    chain postrouting {
      type nat hook postrouting priority srcnat;
      oifname ${towardsServer} ip daddr ${server.addresses[4]} udp dport 10045 snat to ${client.addresses[4]}
    }
  }`
}
