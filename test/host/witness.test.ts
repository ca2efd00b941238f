/** The kernel as a witness, with a kernel that says what the test wants. */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { EchoCounters, TcpCounters } from '../../src/host/counters.ts'
import type { Handshake } from '../../src/host/sockets.ts'
import { blindness, createWitness, type HostWitness, type Sight, type WitnessSources } from '../../src/host/witness.ts'

const still: TcpCounters = { syncookiesSent: 1, listenOverflows: 2, listenDrops: 3, embryonicResets: 4 }
const clear: Sight = {
  visible: true,
  syncookies: 1,
  before: still,
  now: still,
  hostRulesRead: true,
  longestGapMs: 250,
  synackRetries: 5,
}

interface Kernel {
  handshakes: Handshake[] | null
  counters: TcpCounters | null
  echoes: EchoCounters | null
  nowMs: number
  readings: number
}

function handshake(port: number, remotePort: number, address = '192.0.2.10'): Handshake {
  return { local: { address, port }, remote: { address: '198.51.100.7', port: remotePort } }
}

function world(localAddress = '192.0.2.10'): { kernel: Kernel; witness: HostWitness } {
  const kernel: Kernel = { handshakes: [], counters: still, echoes: null, nowMs: 0, readings: 0 }
  const sources: WitnessSources = {
    handshakes: async () => {
      kernel.readings += 1
      return kernel.handshakes
    },
    counters: async () => kernel.counters,
    echoes: async () => kernel.echoes,
    syncookies: async () => 1,
    synackRetries: async () => 5,
    nowMs: () => kernel.nowMs,
  }
  return { kernel, witness: createWitness({ localAddress, hostRulesRead: () => true }, sources) }
}

async function portsSeen(witness: HostWitness): Promise<string[]> {
  return (await witness.look()).arrivals.map(it => `${it.port} from ${it.remote.port}`)
}

describe('the absence of a handshake', () => {
  const cases: readonly (readonly [string, Partial<Sight>, string | null])[] = [
    ['proves that no SYN came when nothing speaks against it', {}, null],
    ['proves nothing elsewhere than on Linux', { visible: false }, 'this platform does not show half-open connections'],
    [
      'proves nothing with syncookies for all',
      { syncookies: 2 },
      'tcp_syncookies is 2: the kernel keeps no half-open connections',
    ],
    ['proves nothing when that is not known', { syncookies: null }, 'tcp_syncookies is not readable'],
    [
      'proves nothing after a syncookie',
      { now: { ...still, syncookiesSent: 2 } },
      'the kernel sent syncookies and kept no half-open connections',
    ],
    ['proves nothing after an overflow', { now: { ...still, listenOverflows: 3 } }, 'the listen queue overflowed'],
    [
      'proves nothing after a drop',
      { now: { ...still, listenDrops: 4 } },
      'the kernel dropped connections before a listener got them',
    ],
    [
      'proves nothing after a reset, which ends a half-open connection at once',
      { now: { ...still, embryonicResets: 5 } },
      'half-open connections were reset and may have gone unseen',
    ],
    ['proves nothing without counters', { before: null }, 'the TCP counters of this host are not readable'],
    [
      'proves nothing without the rules of the host, which act before',
      { hostRulesRead: false },
      'the firewall rules of this host were not read',
    ],
    [
      'proves nothing when nobody looked for as long as an entry may live',
      { longestGapMs: 8000 },
      'this end was too busy to watch half-open connections',
    ],
    ['counts on few repeats even when many are set', { longestGapMs: 6000 }, null],
    [
      'counts on none when none are set',
      { longestGapMs: 1500, synackRetries: 0 },
      'this end was too busy to watch half-open connections',
    ],
  ]
  for (const [title, but, expected] of cases) {
    it(title, () => assert.equal(blindness({ ...clear, ...but }), expected))
  }
})

describe('a witness', () => {
  it('tells of handshakes that came after the snapshot, at its address and ports alone', async () => {
    const { kernel, witness } = world()
    kernel.handshakes = [handshake(25, 1000)]
    await witness.watch([25])
    kernel.handshakes = [
      handshake(25, 1000),
      handshake(25, 1001),
      handshake(22, 1002),
      handshake(25, 1003, '192.0.2.9'),
    ]
    assert.deepEqual(await witness.look(), {
      arrivals: [{ port: 25, remote: { address: '198.51.100.7', port: 1001 } }],
      blind: null,
    })
  })

  it('keeps what it has seen once', async () => {
    const { kernel, witness } = world()
    await witness.watch([25])
    kernel.handshakes = [handshake(25, 1001)]
    await witness.look()
    kernel.handshakes = []
    assert.deepEqual(await portsSeen(witness), ['25 from 1001'])
  })

  it('takes a snapshot of its own for each port that is added, and none again', async () => {
    const { kernel, witness } = world()
    await witness.watch([25])
    kernel.handshakes = [handshake(25, 1001), handshake(587, 1002)]
    await witness.watch([25, 587])
    kernel.handshakes = [handshake(25, 1001), handshake(587, 1002), handshake(587, 1003)]
    assert.deepEqual(await portsSeen(witness), ['25 from 1001', '587 from 1003'])
  })

  it('holds against the beginning what the counters say at the end', async () => {
    const { kernel, witness } = world()
    await witness.watch([25])
    kernel.counters = { ...still, listenOverflows: 9 }
    await witness.watch([587])
    assert.equal((await witness.look()).blind, 'the listen queue overflowed')
  })

  it('says that it sees nothing where the platform shows nothing', async () => {
    const { kernel, witness } = world()
    kernel.handshakes = null
    await witness.watch([25])
    assert.equal((await witness.look()).blind, 'this platform does not show half-open connections')
  })

  it('says that it was away', async () => {
    const { kernel, witness } = world()
    await witness.watch([25])
    kernel.nowMs = 20_000
    assert.equal((await witness.look()).blind, 'this end was too busy to watch half-open connections')
  })

  it('looks by itself while something is watched', async () => {
    const { kernel, witness } = world()
    witness.start(1)
    await pause(10)
    assert.equal(kernel.readings, 0)
    await witness.watch([25])
    kernel.handshakes = [handshake(25, 1001)]
    await pause(20)
    kernel.handshakes = []
    witness.stop()
    assert.deepEqual(await portsSeen(witness), ['25 from 1001'])
    const { readings } = kernel
    await pause(10)
    assert.equal(kernel.readings, readings)
  })

  it('tells how the echo counters moved since the first port or ping was watched', async () => {
    const { kernel, witness } = world()
    kernel.echoes = { received: 70, answered: 60 }
    await witness.watch([])
    kernel.nowMs = 300
    kernel.echoes = { received: 73, answered: 62 }
    const { echoes } = await witness.look()
    assert.deepEqual(echoes, [
      { fromMs: 0, untilMs: 0, received: 0, answered: 0 },
      { fromMs: 300, untilMs: 300, received: 3, answered: 2 },
    ])
  })

  it('reads the echo counters by itself, also when no port is watched', async () => {
    const { kernel, witness } = world()
    kernel.echoes = { received: 0, answered: 0 }
    await witness.watch([])
    witness.start(1)
    kernel.echoes = { received: 5, answered: 5 }
    await pause(20)
    witness.stop()
    kernel.echoes = { received: 9, answered: 9 }
    assert.deepEqual(
      (await witness.look()).echoes?.map(({ received }) => received).filter((it, at, all) => it !== all[at - 1]),
      [0, 5, 9],
    )
  })

  it('tells nothing of echo where the platform does not', async () => {
    const { witness } = world()
    await witness.watch([25])
    assert.equal('echoes' in (await witness.look()), false)
  })

  it('knows its address however it was spelled', async () => {
    const { kernel, witness } = world('::ffff:192.0.2.10')
    await witness.watch([25])
    kernel.handshakes = [handshake(25, 1001)]
    assert.deepEqual(await portsSeen(witness), ['25 from 1001'])
  })
})
