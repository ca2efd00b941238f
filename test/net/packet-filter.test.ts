/** A packet filter in a router that takes one port out: only that row suffers, and it is never called open. */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld, towardsClient, towardsServer } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { checkBoth } from '../support/netns-programs.ts'
import { assertNoTrace, findingsOf, reasonsOf, reportOf, rowsOf } from '../support/netns-reports.ts'

interface Case {
  readonly title: string
  /** What the router does to packets for port 25 that come from the client, or from the server. */
  readonly from: 'client' | 'server'
  readonly action: string
  /** Any of these; the words of IPv4 and IPv6 differ. */
  readonly verdicts: readonly string[]
  readonly ids: readonly string[]
}

const cases: readonly Case[] = [
  {
    title: 'SMTP to the server is dropped: lost on the way out',
    from: 'client',
    action: 'drop',
    verdicts: ['lost-out'],
    ids: ['tcp.lost-out'],
  },
  {
    title: 'SMTP from the server is dropped: only the outgoing row is lost',
    from: 'server',
    action: 'drop',
    verdicts: ['lost-out'],
    ids: ['tcp.lost-out'],
  },
  {
    title: 'SMTP to the server is rejected with a reset: refused by the path',
    from: 'client',
    action: 'reject with tcp reset',
    verdicts: ['refused-by-path'],
    ids: ['tcp.refused-by-path'],
  },
  {
    title: 'SMTP to the server is prohibited with an ICMP message: not open, and a fault',
    from: 'client',
    action: 'reject with icmpx type admin-prohibited',
    // This kernel does not end a TCP connection over IPv6 by such a message.
    verdicts: ['refused-by-path', 'lost-out'],
    ids: ['tcp.refused-by-path', 'tcp.lost-out'],
  },
]

describe('a packet filter in a router', function () {
  this.timeout(180_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  afterEach(() => world.routerA.nft('flush ruleset'))
  after(() => world?.close())

  for (const { title, from, action, verdicts, ids } of cases) {
    it(title, async () => {
      world.routerA.nft(filter(from, action))
      const outcome = await checkBoth(world, ['--smtp', '25', '--tcp', '10045'])
      const direction = from === 'client' ? 'incoming' : 'outgoing'
      for (const [row, verdict] of Object.entries(rowsOf(outcome))) {
        const hit = row.startsWith(direction) && row.endsWith(' 25')
        assert.ok((hit ? verdicts : ['intact']).includes(verdict), `${row}: ${verdict}\n${outcome.stdout}`)
        if (hit) assert.equal(reasonsOf(outcome)[row], undefined)
      }
      assert.ok(
        findingsOf(outcome).every(id => ids.includes(id)),
        outcome.stdout,
      )
      const { findings } = reportOf(outcome)
      assert.deepEqual(
        new Set(findings.map(it => `${it.direction} ${it.port} ${it.severity}`)),
        new Set([`${direction} 25 fault`]),
      )
      assert.deepEqual(new Set(findings.map(it => it.family)), new Set([4, 6]))
      assert.equal(outcome.status, 1)
      assertNoTrace(outcome)
    })
  }
})

function filter(from: Case['from'], action: string): string {
  const interfaceName = from === 'client' ? towardsClient : towardsServer
  return `table inet filter {
    chain forward {
      type filter hook forward priority filter;
      iifname ${interfaceName} tcp dport 25 ${action}
    }
  }`
}
