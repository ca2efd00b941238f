/**
 * Beside live mail servers with a firewall between that inspects ESMTP: what it did to the real servers' words names it.
 */
import assert from 'node:assert/strict'
import type { MiddleboxLink } from '../../src/middlebox/order.ts'
import { openRoutedWorld, type RoutedWorld, routerAddress, towardsClient, towardsServer } from '../support/netns.ts'
import { needPrograms } from '../support/netns-live.ts'
import { exim, postfix } from '../support/netns-live-mail.ts'
import { assertGentle, checkBeside, liveRowsOf } from '../support/netns-live-runs.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { type Program, startMiddlebox } from '../support/netns-programs.ts'
import { reportOf } from '../support/netns-reports.ts'

/** Where the device listens on the router. */
const boxPort = 2525

describe('beside a live mail server, behind a firewall that inspects ESMTP', function () {
  this.timeout(120_000)
  let world: RoutedWorld
  let box: Program | undefined
  before(async function () {
    needNamespaces(this)
    needPrograms(this, [postfix, exim])
    world = openRoutedWorld()
    box = await startMiddlebox(world.routerA, { device: 'asa-esmtp', links: [link(world)], seed: 1 })
    world.routerA.nft(inTheWay(world))
  })
  after(async () => {
    await box?.stop()
    await world?.close()
  })

  for (const mail of [postfix, exim]) {
    it(`${mail.name}: port 25 is altered, and the firewall is named`, async () => {
      const run = await checkBeside(world, [mail])
      const rows = liveRowsOf(run)
      assert.match(rows['incoming 25/tcp'] ?? '', /^altered captured/, run.outcome.stdout)
      const found = reportOf(run.outcome).findings.filter(it => it.direction === 'incoming' && it.port === 25)
      const named = found.filter(({ device }) => /Cisco/.test(device?.name ?? ''))
      assert.ok(named.length > 0, run.outcome.stdout)
      assert.ok(
        found.every(({ device }) => device === null || /Cisco/.test(device.name)),
        run.outcome.stdout,
      )
      assert.equal(run.outcome.status, 1)
      assertGentle(run)
    })
  }
})

/** A redirected connection arrives at the address of the interface that it came in by. */
function link(world: RoutedWorld): MiddleboxLink {
  const address = routerAddress(world, world.routerA, 'client', 4)
  return { listen: { address, port: boxPort }, to: { address: world.server.addresses[4], port: 25 }, protocol: 'smtp' }
}

/** As a firewall in the way, it keeps the client's address; the source port is its own, as behind many a NAT. */
function inTheWay({ client, server }: RoutedWorld): string {
  const smtp = `ip daddr ${server.addresses[4]} tcp dport 25`
  return `table ip nat {
    chain prerouting {
      type nat hook prerouting priority dstnat;
      iifname ${towardsClient} ${smtp} redirect to :${boxPort}
    }
    chain postrouting {
      type nat hook postrouting priority srcnat;
      oifname ${towardsServer} ${smtp} snat to ${client.addresses[4]}
    }
  }`
}
