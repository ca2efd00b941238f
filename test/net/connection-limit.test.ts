/**
 * A router that lets only so many connections through: the limit is told with its number, no port is called blocked, and
 * what it kept from being tried is untested for that reason.
 */
import assert from 'node:assert/strict'
import { openRoutedWorld, type RoutedWorld, towardsClient } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { checkProfile, nameOf } from '../support/netns-profile.ts'
import type { Outcome } from '../support/netns-programs.ts'
import { findingsOf, reportOf } from '../support/netns-reports.ts'

/** How long a run may take that has to measure a limit, milliseconds. */
const MEASURING_RUN_MS = 95_000

interface Case {
  readonly title: string
  readonly sets: string
  readonly rule: string
  /** The limit in the finding's words; the number is its first group. */
  readonly summary: RegExp
  /** What the number may be. */
  readonly from: number
  readonly to: number
}

const newTcp = `iifname ${towardsClient} meta l4proto tcp ct state new`
const perMinute = /lets only about (\d+) new connections a minute through/
const atOnce = /lets only (\d+) connections at once through/

const cases: readonly Case[] = [
  {
    title: '6 new connections a minute, of all together',
    sets: '',
    rule: `${newTcp} limit rate over 6/minute burst 5 packets drop`,
    summary: perMinute,
    from: 4,
    to: 8,
  },
  {
    title: '6 new connections a minute, of each address',
    sets: 'set callers { type ipv4_addr; flags dynamic; }',
    rule: `${newTcp} add @callers { ip saddr limit rate over 6/minute burst 5 packets } drop`,
    summary: perMinute,
    from: 4,
    to: 8,
  },
  {
    title: '5 connections at once, of each address',
    sets: 'set callers { type ipv4_addr; flags dynamic; }',
    rule: `${newTcp} add @callers { ip saddr ct count over 5 } drop`,
    summary: atOnce,
    from: 5,
    to: 5,
  },
  {
    title: '5 connections at once, of each address, the rest being reset',
    sets: 'set callers { type ipv4_addr; flags dynamic; }',
    rule: `${newTcp} add @callers { ip saddr ct count over 5 } reject with tcp reset`,
    summary: atOnce,
    from: 5,
    to: 5,
  },
]

describe('the whole profile, when a router lets through', function () {
  this.timeout(150_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  afterEach(() => world.routerA.nft('flush ruleset'))
  after(() => world?.close())

  for (const { title, sets, rule, summary, from, to } of cases) {
    it(title, async () => {
      world.routerA.nft(forward(sets, rule))
      const outcome = await checkProfile(world)
      assertLimited(outcome)
      const [finding] = reportOf(outcome).findings
      assert.equal(finding?.direction, 'incoming')
      const [, number = ''] = finding?.summary.match(summary) ?? assert.fail(`${finding?.summary}\n${outcome.stdout}`)
      assert.ok(Number(number) >= from && Number(number) <= to, `${finding?.summary}`)
      const { durationMs } = reportOf(outcome).run
      assert.ok(durationMs <= MEASURING_RUN_MS, `${durationMs} ms`)
    })
  }
})

/** The limit is the only finding; rows are intact, or untested for the limit where it bears on them. */
function assertLimited(outcome: Outcome): void {
  assert.deepEqual(findingsOf(outcome), ['path.connection-limit'], outcome.stdout)
  assert.equal(reportOf(outcome).findings.length, 1)
  const others = reportOf(outcome).ports.filter(row => row.verdict !== 'intact')
  const wrong = others.filter(row => {
    const isLimited = row.direction === 'incoming' && row.transport === 'tcp'
    return !isLimited || row.verdict !== 'untested' || row.reason !== 'connection limit'
  })
  assert.deepEqual(
    wrong.map(row => `${nameOf(row)}: ${row.verdict} (${row.reason ?? ''})`),
    [],
    outcome.stdout,
  )
  assert.equal(outcome.status, 1)
}

function forward(sets: string, rule: string): string {
  return `table inet filter {
    ${sets}
    chain forward {
      type filter hook forward priority filter;
      ${rule}
    }
  }`
}
