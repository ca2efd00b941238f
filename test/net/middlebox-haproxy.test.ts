/**
 * HAProxy in TCP mode, to which a router sends port 25. It changes no byte, but each connection is two: it answers for
 * the far end before it has asked it, and the far end sees another caller, or at least another source port.
 */
import assert from 'node:assert/strict'
import type { ReportRow } from '../../src/report/report.ts'
import { openRoutedWorld, type RoutedWorld, routerAddress, towardsClient, towardsServer } from '../support/netns.ts'
import { needPrograms } from '../support/netns-live.ts'
import { boxPorts, haproxyTo } from '../support/netns-middlebox.ts'
import { assertTouched, checkThrough, findingOn } from '../support/netns-middlebox-runs.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { checkProfile, nameOf } from '../support/netns-profile.ts'
import type { Outcome } from '../support/netns-programs.ts'
import { findingsOf, reportOf } from '../support/netns-reports.ts'

const ports = { 25: boxPorts[25] }
const lowPorts = [22, 25, 80, 143, 443, 465, 587, 873, 993]

describe('HAProxy in TCP mode on a router', function () {
  this.timeout(60_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    needPrograms(this, [haproxyTo('')])
    world = openRoutedWorld()
  })
  after(() => world?.close())

  describe('before the server', () => {
    let outcome: Outcome
    before(async () => {
      outcome = await checkThrough(world, haproxyTo(world.server.addresses[4]), { ports, from: 'client' })
    })

    it('changes no byte: every row is intact, and there is no fault', () => assertUnchanged(outcome))

    it('is the caller that the server sees', () => {
      const source = sourceOf(outcome, 'incoming 25/tcp')
      assert.equal(source?.own?.address, world.client.addresses[4])
      assert.equal(source?.seen.address, routerAddress(world, world.routerA, 'server', 4))
      assert.equal(sourceOf(outcome, 'incoming 587/tcp')?.seen.address, world.client.addresses[4])
    })

    it('splits the connections on 25, and that is what is said', () => assertSaysSplit(outcome))
  })

  describe('before the server, with the address of the caller', () => {
    let outcome: Outcome
    before(async () => {
      const undo = replyToProxy(world)
      try {
        outcome = await checkThrough(world, haproxyTo(world.server.addresses[4], 'caller'), { ports, from: 'client' })
      } finally {
        undo()
      }
    })

    it('changes no byte: every row is intact, and there is no fault', () => assertUnchanged(outcome))

    it('hides but for the source port', () => {
      const source = sourceOf(outcome, 'incoming 25/tcp')
      assert.equal(source?.seen.address, world.client.addresses[4])
      assert.notEqual(source?.seen.port, source?.own?.port)
    })

    it('splits the connections on 25, and that is what is said', () => assertSaysSplit(outcome))
  })

  it('before the client: what the server sends from has another address on 25, and only there', async () => {
    const outcome = await checkThrough(world, haproxyTo(world.client.addresses[4]), { ports, from: 'server' })
    assertTouched(outcome, { 'outgoing 25/tcp': 'altered' }, [25])
    const { findings } = reportOf(outcome)
    const faults = findings.filter(({ severity }) => severity === 'fault')
    assert.deepEqual(
      faults.map(({ id }) => id),
      ['nat.source-varies'],
    )
    const seenAs = routerAddress(world, world.routerA, 'client', 4)
    assert.ok(faults[0]?.summary.includes(`${seenAs} (another address) on 25/tcp;`), faults[0]?.summary)
    assert.equal(outcome.status, 1)
  })

  it('answers although nothing listens at the server: intercepted', async () => {
    const closed = withoutLowPorts(world)
    const outcome = await checkThrough(closed, haproxyTo(world.server.addresses[4]), { ports, from: 'client' })
    const names = [...lowPorts.map(port => `incoming ${port}/tcp`), 'incoming 123/udp']
    const untested = Object.fromEntries(names.map(name => [name, 'untested']))
    assertTouched(outcome, { ...untested, 'incoming 25/tcp': 'intercepted' }, [25])
    const finding = findingOn(outcome, 'tcp.intercepted', 'incoming', 25)
    assert.match(finding.summary, /nothing listened at the far end/)
    assert.equal(finding.device, null)
    assert.equal(outcome.status, 1)
  })

  it('is not seen in a router that only gives connections another source port', async () => {
    world.routerA.nft(anotherPort(world))
    try {
      const outcome = await checkProfile(world)
      assertUnchanged(outcome)
      assert.deepEqual(findingsOf(outcome), ['nat.port-rewritten'])
      assert.doesNotMatch(outcome.stdout, /split/)
    } finally {
      world.routerA.nft('flush ruleset')
    }
  })
})

function assertUnchanged(outcome: Outcome): void {
  assertTouched(outcome, {}, [25])
  const faults = reportOf(outcome).findings.filter(({ severity }) => severity === 'fault')
  assert.deepEqual(faults, [], outcome.stdout)
  assert.equal(outcome.status, 0)
}

/** Some finding of the incoming port 25, and no other, has that word. */
function assertSaysSplit(outcome: Outcome): void {
  const said = reportOf(outcome).findings.filter(({ summary }) => /\bsplit\b/.test(summary))
  assert.deepEqual(
    said.map(({ direction, port }) => `${direction} ${port}`),
    ['incoming 25'],
    outcome.stdout,
  )
}

function sourceOf(outcome: Outcome, name: string): ReportRow['source'] {
  return reportOf(outcome).ports.find(row => nameOf(row) === name)?.source
}

/** What the server answers to the caller's address is for the proxy on the router. Gives what undoes it. */
function replyToProxy({ routerA }: RoutedWorld): () => void {
  const rule = ['fwmark', '1', 'lookup', '100']
  const route = ['local', 'default', 'dev', 'lo', 'table', '100']
  routerA.run('ip', 'rule', 'add', ...rule)
  routerA.run('ip', 'route', 'add', ...route)
  routerA.nft(`table ip mangle {
    chain prerouting {
      type filter hook prerouting priority mangle;
      iifname ${towardsServer} meta l4proto tcp socket transparent 1 meta mark set 1
    }
  }`)
  return () => {
    routerA.run('ip', 'route', 'del', ...route)
    routerA.run('ip', 'rule', 'del', ...rule)
  }
}

function anotherPort({ client }: RoutedWorld): string {
  return `table ip nat {
    chain postrouting {
      type nat hook postrouting priority srcnat;
      oifname ${towardsServer} iifname ${towardsClient} tcp dport 25 snat to ${client.addresses[4]}:20000-30000
    }
  }`
}

/** The same world, with a server that may open no low port; else it is root as before. */
function withoutLowPorts(world: RoutedWorld): RoutedWorld {
  const lesser = ['setpriv', '--inh-caps=-net_bind_service', '--bounding-set=-net_bind_service']
  return { ...world, server: { ...world.server, prefix: [...world.server.prefix, ...lesser] } }
}
