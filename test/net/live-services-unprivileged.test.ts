/**
 * Beside live services without the right to see packets: each is asked from both places (method `beside`). Servers that
 * answer their own host in other words than outsiders are no fault of the path, and no proof either.
 */
import assert from 'node:assert/strict'
import { openRoutedWorld, type Place, type RoutedWorld } from '../support/netns.ts'
import { needPrograms } from '../support/netns-live.ts'
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
import { reportOf } from '../support/netns-reports.ts'

const alike = 'intact beside'
const open = 'untested beside (the server may answer outsiders differently)'

/** A ping needs the same right; one that arrives is proved by the kernel's counters. */
const withoutRaw: Readonly<Record<string, RegExp>> = {
  'incoming icmp': /^intact paired \(proved by the kernel's counters\)$/,
  'outgoing icmp': /^untested paired \(.*CAP_NET_RAW/,
}

describe('beside live services, without CAP_NET_RAW and without the rules', function () {
  this.timeout(120_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    needPrograms(this, [postfix, exim, dovecot, sshd, mariadb, nginx])
    world = openRoutedWorld()
  })
  after(() => world?.close())

  it('Postfix, Dovecot, OpenSSH, MariaDB and nginx: intact', async () => {
    const recipes = [postfix, dovecot, sshd, mariadb, nginx]
    const run = await checkBeside(world, recipes, unprivileged(world))
    assertNothingFound(run)
    assert.deepEqual(liveRowsOf(run), eachOf(recipes, alike), run.outcome.stdout)
  })

  for (const mail of [exim, postfixWithPostscreen]) {
    it(`${mail.name} on 25, which offers its own host another list: open`, async () => {
      const run = await checkBeside(world, [mail], unprivileged(world))
      assertNothingFound(run)
      assert.deepEqual(liveRowsOf(run), { ...eachOf([mail], alike), 'incoming 25/tcp': open }, run.outcome.stdout)
    })
  }
})

/** No finding, and status 3: at least outgoing ICMP stayed open. Ports without a live service are proved as ever. */
function assertNothingFound(run: LiveRun): void {
  const { findings } = reportOf(run.outcome)
  assert.deepEqual(findings, [], run.outcome.stdout)
  assert.equal(run.outcome.status, 3, run.outcome.stdout)
  assertOthersPaired(run, withoutRaw)
  assertGentle(run)
}

/** A user of its own on the server who may open low ports, and no more. */
function unprivileged({ server }: RoutedWorld): Place {
  const set = '-all,+net_bind_service'
  const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups']
  const rights = [`--inh-caps=${set}`, `--ambient-caps=${set}`, `--bounding-set=${set}`, '--no-new-privs']
  return { prefix: [...server.prefix, 'setpriv', ...user, ...rights] }
}
