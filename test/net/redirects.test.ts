/**
 * Routers that answer in place of others: names and time redirected to servers of their own, and a transparent proxy that
 * takes every connection on some ports. Exactly those rows are intercepted, whoever listens behind.
 */
import assert from 'node:assert/strict'
import type { ReportRow } from '../../src/report/report.ts'
import { openRoutedWorld, type RoutedWorld, towardsClient, towardsServer } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { assertRows, checkProfile, type Expected, nameOf } from '../support/netns-profile.ts'
import { startScript } from '../support/netns-programs.ts'
import { findingsOf, reportOf } from '../support/netns-reports.ts'

const servers = 'test/support/netns-fake-servers.ts'
/** Where the router's own servers listen. */
const ports = { dns: 10_053, ntp: 10_123, proxy: 3128 } as const

interface Case {
  readonly title: string
  /** The router's programs, by what they are and where they listen. */
  readonly programs: readonly string[]
  readonly rules: readonly string[]
  readonly expected: Expected
  readonly ids: readonly string[]
}

const dnsPrograms = [`dns-udp ${ports.dns}`, `dns-tcp ${ports.dns}`]
const dnsRules = [`udp dport 53 redirect to :${ports.dns}`, `tcp dport 53 redirect to :${ports.dns}`]
const dnsRows = { 'outgoing 53/tcp': 'intercepted', 'outgoing 53/udp': 'intercepted' } as const
const proxyRules = [`tcp dport { 80, 4121 } redirect to :${ports.proxy}`]
const proxyRows = {
  'incoming 80/tcp': 'intercepted',
  'outgoing 80/tcp': 'intercepted',
  'outgoing 4121/tcp': 'intercepted',
} as const

const cases: readonly Case[] = [
  {
    title: 'names (UDP and TCP) and time to servers of its own',
    programs: [...dnsPrograms, `ntp ${ports.ntp}`],
    rules: [...dnsRules, `udp dport 123 redirect to :${ports.ntp}`],
    expected: { ...dnsRows, 'incoming 123/udp': 'intercepted', 'outgoing 123/udp': 'intercepted' },
    ids: ['tcp.intercepted', 'udp.intercepted'],
  },
  {
    title: 'two ports to a proxy that answers every request itself',
    programs: [`proxy ${ports.proxy}`],
    rules: proxyRules,
    expected: proxyRows,
    ids: ['tcp.intercepted'],
  },
  {
    title: 'two ports to a program that takes every connection and greets it',
    programs: [`greeter ${ports.proxy}`],
    rules: proxyRules,
    expected: proxyRows,
    ids: ['tcp.intercepted'],
  },
]

describe('the whole profile, when a router redirects', function () {
  this.timeout(120_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  afterEach(() => world.routerA.nft('flush ruleset'))
  after(() => world?.close())

  for (const { title, programs, rules, expected, ids } of cases) {
    it(`${title}: intercepted`, async () => {
      const router = startScript(world.routerA, servers, programs)
      await router.until(/^serving$/m)
      world.routerA.nft(prerouting(rules))
      try {
        const outcome = await checkProfile(world)
        assertRows(outcome, expected, ids)
        assert.deepEqual(findingsOf(outcome), ids)
        assert.equal(outcome.status, 1)
      } finally {
        await router.stop()
      }
    })
  }

  it('a port that is closed behind it, because the client may not open it: intercepted, and not open', async () => {
    const router = startScript(world.routerA, servers, [`proxy ${ports.proxy}`])
    await router.until(/^serving$/m)
    world.routerA.nft(prerouting([`tcp dport 80 redirect to :${ports.proxy}`]))
    try {
      const outcome = await checkProfile(withoutLowPorts())
      const { ports: rows } = reportOf(outcome)
      const isLow = (row: ReportRow) => row.direction === 'outgoing' && row.port !== null && row.port < 1024
      const untested = rows.filter(row => isLow(row) && nameOf(row) !== 'outgoing 80/tcp')
      const expected = Object.fromEntries(untested.map(row => [nameOf(row), 'untested']))
      for (const row of untested) assert.match(row.reason ?? '', /^needs root or CAP_NET_BIND_SERVICE/)
      assertRows(outcome, { ...expected, 'outgoing 80/tcp': 'intercepted', 'incoming 80/tcp': 'intercepted' }, [
        'tcp.intercepted',
      ])
      assert.equal(outcome.status, 1)
    } finally {
      await router.stop()
    }
  })

  /** The same world, with a client that may open no low port; else it is root as before. */
  function withoutLowPorts(): RoutedWorld {
    const lesser = ['setpriv', '--inh-caps=-net_bind_service', '--bounding-set=-net_bind_service']
    return { ...world, client: { ...world.client, prefix: [...world.client.prefix, ...lesser] } }
  }
})

function prerouting(rules: readonly string[]): string {
  const from = `iifname { ${towardsClient}, ${towardsServer} }`
  return `table ip nat {
    chain prerouting {
      type nat hook prerouting priority dstnat;
      ${rules.map(rule => `${from} ${rule}`).join('\n      ')}
    }
  }`
}
