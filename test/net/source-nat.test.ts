/**
 * NAT before the server, and a server with two addresses: the source that the client sees must be the address that was
 * dialed. Where it is not, the outgoing rows are altered and the finding says whose it is; all else is intact.
 */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld, towardsClient } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { assertRows, checkProfile, rowsLike } from '../support/netns-profile.ts'
import { findingsOf, reportOf } from '../support/netns-reports.ts'

/** Of router B: the address that the server is reached at, and one that is nobody's. */
const external = '198.51.100.10'
const foreign = '198.51.100.11'
/** A second address of the server. */
const second = '203.0.113.3'

describe('the whole profile, when the server', function () {
  this.timeout(120_000)
  let world: RoutedWorld
  let inside: string
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
    inside = world.server.addresses[4]
    for (const address of [external, foreign]) {
      world.routerB.run('ip', 'addr', 'add', `${address}/32`, 'dev', towardsClient)
    }
  })
  afterEach(() => world.routerB.nft('flush ruleset'))
  after(() => world?.close())

  it('has its address on a router that translates both ways: a notice, and every row is intact', async () => {
    world.routerB.nft(translate({ dialed: external, seenAs: external }))
    const outcome = await checkProfile(dialedAt(external))
    assertRows(outcome, {}, [])
    assert.deepEqual(findingsOf(outcome), ['nat.present'])
    assert.equal(reportOf(outcome).findings[0]?.severity, 'notice')
    assert.match(reportOf(outcome).findings[0]?.summary ?? '', new RegExp(`${external}.*${inside}`))
    assert.equal(outcome.status, 0)
  })

  it('has its address on a router that gives what goes out another one: the source differs', async () => {
    world.routerB.nft(translate({ dialed: external, seenAs: foreign }))
    const outcome = await checkProfile(dialedAt(external))
    assertRows(outcome, rowsLike(outcome, /^outgoing /, 'altered'), ['nat.source-differs'])
    assert.deepEqual(findingsOf(outcome), ['nat.present', 'nat.source-differs'])
    assert.match(summaryOf(outcome, 'nat.source-differs'), new RegExp(`${foreign}.*not as ${external}`))
    assert.equal(outcome.status, 1)
  })

  it('is hidden by a router that was not told to: the source differs', async () => {
    world.routerB.nft(sourceNat(`ip saddr ${inside} snat to ${foreign}`))
    const outcome = await checkProfile(world)
    assertRows(outcome, rowsLike(outcome, /^outgoing /, 'altered'), ['nat.source-differs'])
    assert.deepEqual(findingsOf(outcome), ['nat.source-differs'])
    assert.equal(outcome.status, 1)
  })

  it('is hidden on port 25 alone: the source varies, and that row is altered', async () => {
    world.routerB.nft(sourceNat(`ip saddr ${inside} tcp dport 25 snat to ${foreign}`))
    const outcome = await checkProfile(world)
    assertRows(outcome, { 'outgoing 25/tcp': 'altered' }, ['nat.source-varies'])
    assert.match(summaryOf(outcome, 'nat.source-varies'), new RegExp(`${foreign} \\(another address\\) on 25/tcp`))
    assert.equal(outcome.status, 1)
  })

  it('has two addresses and sends from the other one: it is the host itself', async () => {
    world.server.run('ip', 'addr', 'add', `${second}/24`, 'dev', towardsClient)
    const [route = ''] = world.server.run('ip', 'route', 'show', 'default').trim().split('\n')
    world.server.run('ip', 'route', 'replace', ...route.trim().split(/\s+/), 'src', second)
    try {
      const outcome = await checkProfile(world)
      assertRows(outcome, rowsLike(outcome, /^outgoing /, 'altered'), ['host.source-selection'])
      const finding = reportOf(outcome).findings.find(it => it.id === 'host.source-selection')
      assert.equal(finding?.side, 'server-host')
      assert.match(finding?.summary ?? '', new RegExp(`${second}.*not as ${inside}`))
      assert.equal(outcome.status, 1)
    } finally {
      world.server.run('ip', 'route', 'replace', ...route.trim().split(/\s+/))
      world.server.run('ip', 'addr', 'del', `${second}/24`, 'dev', towardsClient)
    }
  })

  /** The same world, with the server dialed at that address. */
  function dialedAt(address: string): RoutedWorld {
    return { ...world, server: { ...world.server, addresses: { ...world.server.addresses, 4: address } } }
  }

  /** Router B's translation in both directions. */
  function translate({ dialed, seenAs }: { dialed: string; seenAs: string }): string {
    return `table ip nat {
      chain prerouting {
        type nat hook prerouting priority dstnat;
        iifname ${towardsClient} ip daddr ${dialed} dnat to ${inside}
      }
      chain postrouting {
        type nat hook postrouting priority srcnat;
        oifname ${towardsClient} ip saddr ${inside} snat to ${seenAs}
      }
    }`
  }
})

/** What leaves router B towards the client. */
function sourceNat(rule: string): string {
  return `table ip nat {
    chain postrouting {
      type nat hook postrouting priority srcnat;
      oifname ${towardsClient} ${rule}
    }
  }`
}

function summaryOf(outcome: Parameters<typeof reportOf>[0], id: string): string {
  return reportOf(outcome).findings.find(it => it.id === id)?.summary ?? ''
}
