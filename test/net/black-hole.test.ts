/**
 * A router that drops packets over 1400 bytes from the client to the server and says nothing: every row that carries
 * large packets that way has lost them, as a black hole and as nothing else; in small packets all came through.
 */
import assert from 'node:assert/strict'
import type { Finding } from '../../src/explain/finding.ts'
import { openRoutedWorld, type RoutedWorld, towardsClient } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { assertRows, checkProfile, rowsLike } from '../support/netns-profile.ts'
import { findingsOf, reportOf } from '../support/netns-reports.ts'

/** A silence, its patient repeat and the one in small packets go one after the other; milliseconds. */
const LONGEST_MS = 60_000

describe('the whole profile, when a router swallows large packets', function () {
  this.timeout(150_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  afterEach(() => world.routerA.nft('flush ruleset'))
  after(() => world?.close())

  it('to the server, over 1400 bytes: a black hole on every row, in that flow alone', async () => {
    world.routerA.nft(forward(`iifname ${towardsClient} ip length > 1400 drop`))
    const outcome = await checkProfile(world)
    assert.deepEqual(findingsOf(outcome), ['path.black-hole'], outcome.stdout)
    const { findings, ports, run } = reportOf(outcome)
    assertRows(outcome, rowsLike(outcome, /./, 'lost'), ['path.black-hole'])
    assert.deepEqual(
      findings.filter(it => !isTowardsServer(it)).map(it => it.key),
      [],
    )
    assert.deepEqual([...new Set(ports.map(row => row.reason))], ['of large packets'])
    assert.equal(outcome.status, 1)
    assert.ok(run.durationMs < LONGEST_MS, `${run.durationMs} ms`)
  })

  it('to the server on one port, over 1400 bytes: a black hole there, and every other row is intact', async () => {
    world.routerA.nft(forward(`iifname ${towardsClient} tcp dport 10047 ip length > 1400 drop`))
    const outcome = await checkProfile(world)
    assertRows(outcome, { 'incoming 10047/tcp': 'lost' }, ['path.black-hole'])
    assert.deepEqual(findingsOf(outcome), ['path.black-hole'])
    assert.equal(outcome.status, 1)
  })
})

/** The client dials in one direction and answers in the other. */
function isTowardsServer({ direction, flow }: Finding): boolean {
  return flow === (direction === 'incoming' ? 'dialer-to-answerer' : 'answerer-to-dialer')
}

function forward(rule: string): string {
  return `table inet filter {
    chain forward {
      type filter hook forward priority filter;
      ${rule}
    }
  }`
}
