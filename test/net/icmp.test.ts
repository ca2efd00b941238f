/**
 * Pings over real routers, both families: what crosses is taped whole at both ends, and what does not is told apart; also
 * by the counters of a server's kernel alone.
 */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import type { Ending, Family, TapeHead } from '../../src/tape/tape.ts'
import {
  openRoutedWorld,
  type Place,
  type RoutedWorld,
  routerAddress,
  towardsClient,
  towardsServer,
} from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { check, startResponder, startScript } from '../support/netns-programs.ts'
import { assertNoTrace, reportOf } from '../support/netns-reports.ts'

const script = fileURLToPath(new URL('../support/netns-ping.ts', import.meta.url))
const families: readonly Family[] = [4, 6]
const sizes = [32, 1, 0, 512, 1352, 1452, 1472, 1473, 2000, 4096]
/** What fits 1400 bytes with its headers: 28 in IPv4, 48 in IPv6. */
const small = { 4: sizes.filter(it => it <= 1372), 6: sizes.filter(it => it <= 1352) }
/** Of documentation, answered by nobody. */
const noHost = { 4: '203.0.113.77', 6: '2001:db8:3::77' }

/** A tape as the script prints it: the sizes in the order of their coming. */
interface Printed {
  readonly head: TapeHead
  readonly ending: Ending
  readonly sent: readonly string[]
  readonly heard: readonly string[]
}

describe('pings over two routers', function () {
  this.timeout(60_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  afterEach(() => {
    world.routerA.nft('flush ruleset')
    setMtu(1500)
  })
  after(() => world?.close())

  it('carries every size up to 4096 bytes, whole at both ends', async () => {
    await inBoth(async family => {
      const [dialed, heard] = await pingBoth(family)
      assert.equal(dialed.ending.kind, 'closed')
      assert.deepEqual(sizesOf(dialed.sent), sizes)
      assert.deepEqual(dialed.heard, dialed.sent)
      assert.deepEqual(heard?.heard, dialed.sent)
      assert.equal(heard?.ending.script, 'finished')
      assert.deepEqual(dialed.head.local?.address, world.client.addresses[family])
      assert.deepEqual(heard?.head.remote?.address, world.client.addresses[family])
      assert.deepEqual(heard?.head.local?.address, world.server.addresses[family])
    })
  })

  it('finds the way through a smaller link, in fragments', async () => {
    setMtu(1300)
    await inBoth(async family => {
      const [dialed, heard] = await pingBoth(family)
      assert.equal(dialed.ending.kind, 'closed')
      assert.deepEqual(distinctSizes(dialed.heard), sorted(sizes))
      assert.deepEqual(distinctSizes(heard?.heard), sorted(sizes))
    })
  })

  it('loses what is over 1400 bytes where the router drops it, and nothing else', async () => {
    world.routerA.nft(dropping('ip length > 1400 drop; ip6 length > 1360 drop'))
    await inBoth(async family => {
      const [dialed, heard] = await pingBoth(family)
      assert.equal(dialed.ending.kind, 'idle')
      assert.deepEqual(distinctSizes(dialed.sent), sorted(sizes))
      assert.deepEqual(sizesOf(dialed.heard), small[family])
      assert.deepEqual(sizesOf(heard?.heard), small[family])
    })
  })

  it('hears nothing, and sends no more than the first ping, where the router drops ICMP', async () => {
    world.routerA.nft(dropping('meta l4proto { icmp, ipv6-icmp } drop'))
    await inBoth(async family => {
      const [dialed, heard] = await pingBoth(family)
      assert.equal(dialed.ending.kind, 'idle')
      assert.deepEqual(sizesOf(dialed.sent), [32, 32, 32])
      assert.deepEqual(dialed.heard, [])
      assert.equal(heard, null)
    })
  })

  it('hears the request at the far end where only the reply is dropped', async () => {
    world.routerA.nft(dropping(`iifname ${towardsServer} meta l4proto { icmp, ipv6-icmp } drop`))
    await inBoth(async family => {
      const [dialed, heard] = await pingBoth(family)
      assert.equal(dialed.ending.kind, 'idle')
      assert.deepEqual(sizesOf(heard?.heard), [32, 32, 32])
    })
  })

  it('names the router that prohibits', async () => {
    world.routerA.nft(dropping('reject with icmpx type admin-prohibited'))
    await inBoth(async family => {
      const [dialed, heard] = await pingBoth(family)
      const from = routerAddress(world, world.routerA, 'client', family)
      assert.equal(dialed.ending.kind, 'unreachable')
      assert.equal(dialed.ending.code, `EACCES from ${from}`)
      assert.equal(heard, null)
    })
  })

  it('names the router that finds no host', async () => {
    await inBoth(async family => {
      const dialed = await dial(family, noHost[family])
      const from = routerAddress(world, world.routerB, 'client', family)
      assert.equal(dialed.ending.kind, 'unreachable')
      assert.equal(dialed.ending.code, `EHOSTUNREACH from ${from}`)
    })
  })

  it('says what its own kernel says when there is no way out', async () => {
    world.client.run('ip', '-4', 'route', 'del', 'default')
    try {
      const dialed = await dial(4, noHost[4])
      const { kind, code } = dialed.ending
      assert.deepEqual({ kind, code }, { kind: 'unreachable', code: 'ENETUNREACH' })
      assert.deepEqual(dialed.sent, [])
    } finally {
      world.client.run('ip', '-4', 'route', 'add', 'default', 'via', routerAddress(world, world.routerA, 'client', 4))
    }
  })

  /** The dialer's tape and the far end's; null when that has heard nothing. Both programs must end by themselves. */
  async function pingBoth(family: Family): Promise<[Printed, Printed | null]> {
    const address = world.server.addresses[family]
    const hearer = startScript(world.server, script, ['hear', `${family}`, address, sizes.join(',')])
    const gone = new Promise(resolve => hearer.child.once('close', resolve))
    await hearer.until(/^ready$/m)
    const dialed = await dial(family, address)
    hearer.child.stdin?.end()
    assert.equal(await gone, 0, hearer.stderr())
    return [dialed, printed(hearer.stdout())]
  }

  async function dial(family: Family, address: string): Promise<Printed> {
    const dialer = startScript(world.client, script, ['dial', `${family}`, address, sizes.join(',')])
    const status = await new Promise(resolve => dialer.child.once('close', resolve))
    assert.equal(status, 0, dialer.stderr())
    const tape = printed(dialer.stdout())
    assert.ok(tape, dialer.stderr())
    return tape
  }

  /** Of the link between the routers. A router then tells the sender what fits. */
  function setMtu(mtuBytes: number): void {
    world.routerA.run('ip', 'link', 'set', towardsServer, 'mtu', `${mtuBytes}`)
    world.routerB.run('ip', 'link', 'set', towardsClient, 'mtu', `${mtuBytes}`)
    for (const family of ['-4', '-6']) {
      world.client.run('ip', family, 'route', 'flush', 'cache')
      world.server.run('ip', family, 'route', 'flush', 'cache')
    }
  }
})

describe('pings of a server that may not hear them, over two routers', function () {
  this.timeout(60_000)
  const rows = JSON.stringify([{ direction: 'incoming', transport: 'icmp', port: 0, protocol: 'echo' }])
  const counted = "the far end's kernel counted"
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  afterEach(() => {
    for (const router of [world.routerA, world.routerB]) router.nft('flush ruleset')
  })
  after(() => world?.close())

  it('are proved by the counters of its kernel', async () => {
    const { words, findings } = await checkPings()
    assert.deepEqual(words, ["intact: proved by the kernel's counters", "intact: proved by the kernel's counters"])
    assert.deepEqual(findings, [])
  })

  it('are intercepted where a router answers in its place', async () => {
    const own = (family: Family) => routerAddress(world, world.routerB, 'client', family)
    world.routerB.nft(`table inet nat { chain prerouting { type nat hook prerouting priority dstnat;
      ip protocol icmp ip daddr ${world.server.addresses[4]} dnat ip to ${own(4)}
      icmpv6 type echo-request ip6 daddr ${world.server.addresses[6]} dnat ip6 to ${own(6)}
    }; }\n`)
    const { words, findings } = await checkPings()
    assert.deepEqual(words, ['intercepted: ', 'intercepted: '])
    assert.match(findings.join(), new RegExp(`^icmp.intercepted fault .*${counted} no echo request meanwhile, and 11`))
  })

  it('are lost, on a leg that the unread rules of the server leave open, where the requests are dropped', async () => {
    world.routerA.nft(dropping(`iifname ${towardsClient} meta l4proto { icmp, ipv6-icmp } drop`))
    const { words, findings } = await checkPings()
    for (const word of words) assert.match(word, /^lost: on the way there .*: the rules are not readable/)
    assert.equal(findings.length, 2)
    for (const it of findings) assert.match(it, new RegExp(`^icmp.lost fault .*${counted} no echo request meanwhile`))
  })

  it('are lost on the way back where the replies are dropped', async () => {
    world.routerA.nft(dropping('icmp type echo-reply drop; icmpv6 type echo-reply drop'))
    const { words, findings } = await checkPings()
    assert.deepEqual(words, ['lost-back: ', 'lost-back: '])
    assert.match(
      findings.join(),
      new RegExp(`^icmp.lost-back fault .*${counted} 3 echo requests meanwhile and answered 3`),
    )
  })

  it('prove nothing where the server is set to answer none', async () => {
    const settings = ['net.ipv4.icmp_echo_ignore_all', 'net.ipv6.icmp.echo_ignore_all']
    const set = (value: number) => world.server.run('sysctl', '-q', '-w', ...settings.map(it => `${it}=${value}`))
    set(1)
    try {
      const { words, findings } = await checkPings()
      for (const word of words) assert.match(word, /^untested: .*answered none: see its icmp_echo_ignore_all$/)
      assert.deepEqual(findings, [])
    } finally {
      set(0)
    }
  })

  it('prove nothing where others ping it at the same time', async () => {
    const many = Array.from({ length: 4000 }, () => 32).join(',')
    const others = families.map(family =>
      startScript(world.routerB, script, ['dial', `${family}`, world.server.addresses[family], many]),
    )
    try {
      await untilPinged()
      const { words, findings } = await checkPings()
      for (const word of words)
        assert.match(word, /^untested: others pinged the far end at the same time \(\d+ echo requ/)
      assert.deepEqual(findings, [])
    } finally {
      await Promise.all(others.map(it => it.stop()))
    }
  })

  /** Both families; the verdict and the reason of each row, and what was found. */
  async function checkPings(): Promise<{ words: readonly string[]; findings: readonly string[] }> {
    const responder = await startResponder(unprivileged(world.server))
    try {
      const outcome = await check(world.client, responder.code, ['--rows', rows])
      assertNoTrace(outcome)
      const { ports, findings } = reportOf(outcome)
      assert.deepEqual(
        ports.map(it => it.family),
        [4, 6],
        outcome.stdout,
      )
      return {
        words: ports.map(({ verdict, reason }) => `${verdict}: ${reason ?? ''}`),
        findings: findings.map(({ id, severity, summary }) => `${id} ${severity} ${summary}`),
      }
    } finally {
      await responder.stop()
    }
  }

  async function untilPinged(): Promise<void> {
    const counters = () =>
      world.server.run('cat', '/proc/net/snmp', '/proc/net/snmp6').match(/^Icmp6InEchos\s+\d+/m)?.[0]
    const before = counters()
    while (counters() === before) await new Promise(resolve => setTimeout(resolve, 50))
  }
})

/** An ordinary user there, without any right. */
function unprivileged({ prefix }: Place): Place {
  const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups']
  return { prefix: [...prefix, 'setpriv', ...user, '--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'] }
}

/** Both families side by side: most of the time goes by waiting. */
async function inBoth(run: (family: Family) => Promise<void>): Promise<void> {
  await Promise.all(families.map(run))
}

function dropping(rule: string): string {
  return `table inet filter { chain forward { type filter hook forward priority 0; ${rule}; }; }\n`
}

function printed(stdout: string): Printed | null {
  const found = stdout.match(/^tape (.*)$/m)?.[1]
  return found === undefined ? null : (JSON.parse(found) as Printed)
}

function sizesOf(datagrams: readonly string[] = []): readonly number[] {
  return datagrams.map(it => it.length / 2)
}

function distinctSizes(datagrams: readonly string[] | undefined): readonly number[] {
  return sorted([...new Set(sizesOf(datagrams))])
}

function sorted(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((a, b) => a - b)
}
