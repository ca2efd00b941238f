/**
 * The whole profile over real routers with one thing wrong: that row has its verdict, decided by both ends, and every
 * other row is intact.
 */
import assert from 'node:assert/strict'
import { type Host, openRoutedWorld, type RoutedWorld, towardsClient, towardsServer } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { assertRows, checkProfile, type Expected, rowsLike } from '../support/netns-profile.ts'
import type { Outcome } from '../support/netns-programs.ts'
import { reasonsOf, reportOf } from '../support/netns-reports.ts'

interface Case {
  readonly title: string
  readonly where: 'routerA' | 'server' | 'client'
  readonly rules: string
  readonly expected: Expected | ((outcome: Outcome) => Expected)
  readonly ids: readonly string[]
  readonly also?: (outcome: Outcome) => void
}

const cases: readonly Case[] = [
  {
    title: 'drops SMTP to the server: lost on the way out',
    where: 'routerA',
    rules: forward(`iifname ${towardsClient} tcp dport 25 drop`),
    expected: { 'incoming 25/tcp': 'lost-out' },
    ids: ['tcp.lost-out'],
  },
  {
    title: 'drops MySQL from the server alone: the other direction is intact',
    where: 'routerA',
    rules: forward(`iifname ${towardsServer} tcp dport 3306 drop`),
    expected: { 'outgoing 3306/tcp': 'lost-out' },
    ids: ['tcp.lost-out'],
  },
  {
    title: 'drops what comes back from SMTP: lost on the way back',
    where: 'routerA',
    rules: forward(`iifname ${towardsServer} tcp sport 25 drop`),
    expected: { 'incoming 25/tcp': 'lost-back' },
    ids: ['tcp.lost-back'],
  },
  {
    title: 'rejects with a reset: refused by the path',
    where: 'routerA',
    rules: forward(`iifname ${towardsClient} tcp dport 587 reject with tcp reset`),
    expected: { 'incoming 587/tcp': 'refused-by-path' },
    ids: ['tcp.refused-by-path'],
  },
  {
    title: 'rejects with an ICMP message: refused by the path',
    where: 'routerA',
    rules: forward(`iifname ${towardsServer} tcp dport 2703 reject with icmpx type admin-prohibited`),
    expected: { 'outgoing 2703/tcp': 'refused-by-path' },
    ids: ['tcp.refused-by-path'],
  },
  {
    title: 'drops UDP on ports whose TCP it lets pass',
    where: 'routerA',
    rules: forward('udp dport 10045-10049 drop'),
    expected: outcome => rowsLike(outcome, /1004\d\/udp$/, 'lost-out'),
    ids: ['udp.lost-out'],
  },
  {
    title: 'lets only answers in over UDP: incoming rows are lost, outgoing ones intact',
    where: 'routerA',
    rules: forward(
      `iifname ${towardsClient} meta l4proto udp ct state established accept; iifname ${towardsClient} meta l4proto udp drop`,
    ),
    expected: outcome => rowsLike(outcome, /^incoming .*\/udp$/, 'lost-out'),
    ids: ['udp.lost-out'],
  },
  {
    title: 'drops ICMP echo to the server',
    where: 'routerA',
    rules: forward(`iifname ${towardsClient} icmp type echo-request drop`),
    expected: { 'incoming icmp': 'lost-out' },
    ids: ['icmp.lost-out'],
  },
  {
    title: "the server's own firewall drops: it is the host, and the rule is quoted",
    where: 'server',
    rules: input('tcp dport 25 drop'),
    expected: { 'incoming 25/tcp': 'refused-by-host' },
    ids: ['host.firewall'],
    also: outcome => {
      const [finding] = reportOf(outcome).findings
      assert.equal(finding?.side, 'server-host')
      assert.match(finding?.summary ?? '', /tcp dport 25 drop/)
      assert.match(reasonsOf(outcome)['incoming 4 25'] ?? '', /tcp dport 25 drop/)
    },
  },
  {
    title: "the server's own firewall rejects: it is the host, and the rule is quoted",
    where: 'server',
    rules: input('udp dport 123 reject; tcp dport 587 reject with tcp reset'),
    expected: { 'incoming 123/udp': 'refused-by-host', 'incoming 587/tcp': 'refused-by-host' },
    ids: ['host.firewall'],
    also: outcome => {
      const told = reportOf(outcome)
        .findings.map(it => it.summary)
        .join('\n')
      assert.match(told, /tcp dport 587 reject with tcp reset/)
      assert.match(told, /udp dport 123 reject/)
    },
  },
  {
    title: "the client's own firewall drops an outgoing port: it is the client's host",
    where: 'client',
    rules: input('tcp dport 4121 drop'),
    expected: { 'outgoing 4121/tcp': 'refused-by-host' },
    ids: ['host.firewall'],
    also: outcome => assert.equal(reportOf(outcome).findings[0]?.side, 'client-host'),
  },
]

describe('the whole profile, when a packet filter', function () {
  this.timeout(120_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  afterEach(() => {
    for (const host of [world.routerA, world.server, world.client] as Host[]) host.nft('flush ruleset')
  })
  after(() => world?.close())

  it('is not there: every row is intact, over IPv4', async () => {
    const outcome = await checkProfile(world)
    assertRows(outcome, {}, [])
    assert.equal(reportOf(outcome).ports.length, 95)
    assert.equal(outcome.status, 0)
  })

  for (const { title, where, rules, expected, ids, also } of cases) {
    it(title, async () => {
      world[where].nft(rules)
      const outcome = await checkProfile(world)
      assertRows(outcome, typeof expected === 'function' ? expected(outcome) : expected, ids)
      assert.equal(outcome.status, 1)
      also?.(outcome)
    })
  }

  it('drops, and the server keeps no half-open connections (tcp_syncookies 2): lost, the leg is not known', async () => {
    world.server.run('sysctl', '-q', '-w', 'net.ipv4.tcp_syncookies=2')
    world.routerA.nft(forward(`iifname ${towardsClient} tcp dport 25 drop`))
    try {
      const outcome = await checkProfile(world)
      assertRows(outcome, { 'incoming 25/tcp': 'lost' }, ['tcp.lost'])
      assert.match(reasonsOf(outcome)['incoming 4 25'] ?? '', /tcp_syncookies is 2/)
    } finally {
      world.server.run('sysctl', '-q', '-w', 'net.ipv4.tcp_syncookies=1')
    }
  })

  it('drops everything but control, both ways: every row is lost, in under 20 s', async () => {
    world.routerA.nft(forward('tcp dport 30443 accept; tcp sport 30443 accept; drop'))
    const outcome = await checkProfile(world)
    const lost = reportOf(outcome).ports.filter(row => row.verdict === 'lost-out')
    assert.ok(lost.length >= 93, outcome.stdout)
    assert.ok(reportOf(outcome).run.durationMs < 20_000, `${reportOf(outcome).run.durationMs} ms`)
  })
})

function forward(rules: string): string {
  return chain('forward', rules)
}

function input(rules: string): string {
  return chain('input', rules)
}

function chain(hook: string, rules: string): string {
  return `table inet filter {
    chain ${hook} {
      type filter hook ${hook} priority filter;
      ${rules.split('; ').join('\n      ')}
    }
  }`
}
