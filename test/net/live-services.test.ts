/**
 * A server in production: Postfix, Exim, Dovecot, OpenSSH, MariaDB and nginx hold their ports, and root starts the
 * responder beside them. A clean path gives no finding, however the servers treat outsiders, and nobody is hurt.
 */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { needPrograms, type Recipe } from '../support/netns-live.ts'
import { dovecot, exim, postfix, postfixWithPostscreen } from '../support/netns-live-mail.ts'
import { mariadb, nginx, sshd } from '../support/netns-live-others.ts'
import {
  assertGentle,
  assertOthersPaired,
  checkBeside,
  eachOf,
  type LiveRun,
  liveRowsOf,
} from '../support/netns-live-runs.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { assertClean } from '../support/netns-reports.ts'

/** CAP_NET_BIND_SERVICE and CAP_NET_RAW, as bits (linux/capability.h). */
const BOTH = 0x2400n

const others = [dovecot, sshd, mariadb, nginx]

const servers: readonly { readonly title: string; readonly mail: Recipe }[] = [
  { title: 'Postfix', mail: postfix },
  { title: 'Postfix behind postscreen, which greets outsiders in its own way', mail: postfixWithPostscreen },
  { title: 'Exim, which offers chunking to its own host alone', mail: exim },
]

describe('beside live services, on a clean path', function () {
  this.timeout(120_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    needPrograms(this, [...others, ...servers.map(it => it.mail)])
    world = openRoutedWorld()
  })
  after(() => world?.close())

  for (const { title, mail } of servers) {
    it(`${title}: no finding, every row intact, each service called once from outside and twice at most by its host`, async () => {
      const recipes = [mail, ...others]
      const run = await checkBeside(world, recipes)
      assertClean(run.outcome)
      assert.deepEqual(liveRowsOf(run), eachOf(recipes, 'intact captured'))
      assertOthersPaired(run)
      assertGentle(run)
      assertTwoCapabilities(run)
    })
  }
})

/** Neither process of the responder holds, or could get, more than the two. */
function assertTwoCapabilities({ responder }: LiveRun): void {
  assert.equal(responder.length, 2)
  for (const status of responder) {
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) {
      const held = BigInt(`0x${status.get(set) ?? ''}`)
      assert.equal(held & ~BOTH, 0n, `${set} ${status.get(set)}`)
    }
    assert.ok(!/\b0\b/.test(status.get('Uid') ?? '0'), status.get('Uid'))
  }
  assert.ok(responder.some(status => BigInt(`0x${status.get('CapEff') ?? ''}`) === BOTH))
}
