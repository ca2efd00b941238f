/** A router that sends SMTP to a program of its own: one that answers itself, and two that pass it on with changes. */
import assert from 'node:assert/strict'
import type { MiddleboxLink } from '../../src/middlebox/order.ts'
import { openRoutedWorld, type RoutedWorld, routerAddress, towardsClient, towardsServer } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { checkBoth, type Outcome, startMiddlebox } from '../support/netns-programs.ts'
import { assertNoTrace, findingsOf, reportOf, rowsOf } from '../support/netns-reports.ts'

/** Where the program listens on the router. */
const boxPort = 2525

describe('a router that redirects port 25', function () {
  this.timeout(180_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  afterEach(() => world.routerA.nft('flush ruleset'))
  after(() => world?.close())

  it('to a mail server of its own: intercepted, and not open', async () => {
    const outcome = await checkThrough('answer-for-you')
    assert.deepEqual(smtpVerdicts(outcome), ['intercepted'])
    assert.deepEqual(findingsOf(outcome), ['tcp.intercepted'])
  })

  it('to a firewall that inspects ESMTP: altered, and the firewall is named', async () => {
    const outcome = await checkThrough('asa-esmtp')
    assert.deepEqual(smtpVerdicts(outcome), ['altered'])
    const masked = reportOf(outcome).findings.filter(finding => finding.id === 'smtp.starttls.masked')
    assert.equal(masked.length, 4)
    for (const { device } of masked) assert.match(device?.name ?? '', /Cisco/)
  })

  it('to a mail relay with words of its own: altered, and never intact', async () => {
    const outcome = await checkThrough('transparent-proxy')
    assert.deepEqual(smtpVerdicts(outcome), ['altered'])
  })

  /** Both directions and families; what is not SMTP must stay intact, and no run may end in a stack trace. */
  async function checkThrough(device: string): Promise<Outcome> {
    const box = await startMiddlebox(world.routerA, { device, links: links(world), seed: 1 })
    world.routerA.nft(redirect)
    const outcome = await checkBoth(world, ['--smtp', '25', '--tcp', '10045'])
    await box.stop()
    assertNoTrace(outcome)
    assert.equal(outcome.status, 1, outcome.stdout)
    for (const [row, verdict] of Object.entries(rowsOf(outcome))) {
      if (row.endsWith('10045')) assert.equal(verdict, 'intact', row)
    }
    return outcome
  }
})

/** The verdicts of all rows of port 25, each once. */
function smtpVerdicts(outcome: Outcome): string[] {
  const rows = Object.entries(rowsOf(outcome)).filter(([row]) => row.endsWith(' 25'))
  assert.equal(rows.length, 4)
  return [...new Set(rows.map(([, verdict]) => verdict))]
}

/** A redirected connection arrives at the address of the interface that it came in by. */
function links(world: RoutedWorld): MiddleboxLink[] {
  return ([4, 6] as const).flatMap(family =>
    (['client', 'server'] as const).map(side => ({
      listen: { address: routerAddress(world, world.routerA, side, family), port: boxPort },
      to: { address: world[side === 'client' ? 'server' : 'client'].addresses[family], port: 25 },
      protocol: 'smtp' as const,
    })),
  )
}

const redirect = `table inet nat {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    iifname { ${towardsClient}, ${towardsServer} } tcp dport 25 redirect to :${boxPort}
  }
}`
