/** Pings over real routers, both families: what crosses is taped whole at both ends, and what does not is told apart. */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import type { Ending, Family, TapeHead } from '../../src/tape/tape.ts'
import { openRoutedWorld, type RoutedWorld, routerAddress, towardsClient, towardsServer } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { startScript } from '../support/netns-programs.ts'

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
