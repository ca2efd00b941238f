/**
 * What the probes without a connection promise to put on the wire: datagrams and echo requests.
 */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { type Plan, planRun, repeatRounds, roundOf } from '../../src/plan/plan.ts'
import type { FamilyRow, Session } from '../../src/plan/session.ts'
import { createDatagramAnswerer, createDatagramDialer } from '../../src/script/datagram-player.ts'

const seed = bytesOf('datagrams')
const ports = [
  ['udp', 53, 'dns'],
  ['udp', 123, 'ntp'],
  ['udp', 24441, 'pyzor'],
  ['udp', 10045, 'echo'],
  ['icmp', 0, 'echo'],
] as const
const rows = (['incoming', 'outgoing'] as const).flatMap(direction =>
  ports.map(([transport, port, protocol]): FamilyRow => ({ direction, family: 4, transport, port, protocol })),
)
const plan: Plan = planRun({ rows, seed })
const firsts = [...plan.sessions.values()]
const how = { attempt: 2, patient: false } as const
const repeats = repeatRounds(plan, [...plan.sessions.keys()], how).flatMap(ref => roundOf(plan, seed, ref))
const all = [...firsts, ...repeats]
const flows = all.flatMap(session => (session.datagrams === undefined ? [] : [{ session, ...session.datagrams }]))

function of(probe: string) {
  const found = flows.find(({ session }) => session.probe === probe)
  assert.ok(found)
  return found
}

/** The sizes of what the dialer sends after the first exchange, and of what it gets. */
function sizesOf({ exchanges }: (typeof flows)[number]) {
  return exchanges.slice(1).map(({ tries: [first] }) => [first?.bytes.length, first?.replies.map(it => it.length)])
}

function folded(bytes: Uint8Array): string {
  return textOf(bytes).toUpperCase()
}

describe('probes, datagrams', () => {
  it('have a key of at least 8 bytes for each try of the first exchange, and no key twice in a run', () => {
    for (const { keys, exchanges } of flows) {
      assert.equal(keys.length, exchanges[0]?.tries.length)
      assert.ok(keys.every(key => key.bytes.length >= 8))
    }
    const keys = flows.flatMap(flow => flow.keys.map(key => folded(key.bytes)))
    assert.equal(new Set(keys).size, keys.length)
  })

  it('show each key in its own try alone', () => {
    const tries = flows.flatMap(flow => flow.exchanges[0]?.tries.map((its, at) => ({ its, key: flow.keys[at] })) ?? [])
    for (const { key } of tries) {
      assert.ok(key)
      const shown = tries.filter(({ its }) => folded(its.bytes).includes(folded(key.bytes)))
      assert.deepEqual(
        shown.map(it => it.key),
        [key],
      )
      assert.ok(textOf(shown[0]?.its.bytes ?? new Uint8Array(0)).includes(textOf(key.bytes)))
    }
  })

  it('ask the first exchange in other words each time', () => {
    for (const { exchanges } of flows) {
      const words = exchanges[0]?.tries.map(its => textOf(its.bytes)) ?? []
      assert.equal(new Set(words).size, 3)
    }
  })

  it('answer with no more than was asked, but where the probe wants a large answer', () => {
    for (const flow of flows)
      for (const [at, { tries }] of flow.exchanges.entries())
        for (const { bytes, replies } of tries) {
          const larger = replies.reduce((sum, its) => sum + its.length, 0) > bytes.length
          assert.ok(!larger || flow.session.probe === 'dns-udp' || at > 12, `${flow.session.probe} ${at}`)
        }
  })

  it('have answers that tell which exchange they belong to', () => {
    for (const { exchanges } of flows) {
      const answers = exchanges.flatMap(({ tries }) => [...new Set(tries.flatMap(its => its.replies.map(textOf)))])
      assert.equal(new Set(answers).size, answers.length)
    }
  })
})

/** Both players, and a path between that loses the datagrams of the dialer whose numbers are given. */
function playedOver(flow: (typeof flows)[number], lost: readonly number[]) {
  const dialer = createDatagramDialer(flow, { patient: false })
  const neighbours = flows.filter(it => it.session.row === flow.session.row)
  const answerer = createDatagramAnswerer(neighbours.map(it => ({ session: it.session.id, script: it })))
  const source = { address: '192.0.2.1', port: 50_000 }
  const queue: Uint8Array[] = []
  let atMs = 0
  let sent = 0
  for (let actions = dialer({ kind: 'open', atMs }); ; ) {
    let waitMs = 0
    for (const action of actions) {
      if (action.kind === 'done')
        return { outcome: action.outcome, sent, answerer: answerer.outcomeOf(flow.session.id) }
      if (action.kind === 'timer') waitMs = action.waitMs
      if (action.kind !== 'send' || lost.includes(sent++)) continue
      const heard = answerer.heard(action.bytes, source)
      assert.equal('session' in heard && heard.session, flow.session.id)
      queue.push(...('replies' in heard ? heard.replies : []))
    }
    const bytes = queue.shift()
    if (bytes === undefined) atMs += waitMs
    actions = dialer(bytes === undefined ? { kind: 'timer', atMs } : { kind: 'heard', atMs, bytes, fromPeer: true })
  }
}

describe('probes, datagrams, both players', () => {
  it('are finished on a clean path, each exchange asked once', () => {
    for (const flow of flows)
      assert.deepEqual(playedOver(flow, []), {
        outcome: 'finished',
        sent: flow.exchanges.length,
        answerer: 'finished',
      })
  })

  it('are finished when the first try is lost, and when later ones are', () => {
    for (const flow of flows)
      for (const lost of [[0], [0, 1], flow.exchanges.length > 2 ? [2] : []])
        assert.equal(playedOver(flow, lost).outcome, 'finished', flow.session.probe)
  })
})

describe('probes/udp-echo', () => {
  it('begins with 48 bytes or more, answered by as many', () => {
    for (const { bytes, replies } of of('udp-echo').exchanges[0]?.tries ?? []) {
      assert.ok(bytes.length >= 48)
      assert.match(textOf(bytes), /^PATHPROOF [A-Z0-9]{10} try [123] [0-9a-f]{32}$/)
      assert.deepEqual(
        replies.map(its => its.length),
        [bytes.length],
      )
    }
  })

  it('proves each direction by itself, from 1 to 4096 bytes', () => {
    const sizes = sizesOf(of('udp-echo'))
    assert.deepEqual(
      sizes.map(([asked]) => asked),
      [1, 17, 256, 512, 1200, 1372, 1400, 1452, 1472, 1500, 2048, 4096, 64, 64, 64, 64, 64, 64, 64, 64],
    )
    assert.deepEqual(
      sizes.flatMap(([, answers]) => answers),
      [1, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 512, 1200, 1372, 1400, 1452, 1472, 2048, 4096],
    )
  })

  it('begins no datagram as another one, so that a short one is not taken for it', () => {
    for (const which of ['bytes', 'replies'] as const) {
      const datagrams = of('udp-echo').exchanges.flatMap(({ tries: [first] }) => {
        const its = first?.[which]
        return its instanceof Uint8Array ? [its] : [...(its ?? [])]
      })
      assert.equal(new Set(datagrams.map(its => its[0])).size, datagrams.length)
    }
  })

  it('says the same in each try but the first exchange', () => {
    for (const { tries } of of('udp-echo').exchanges.slice(1))
      assert.equal(new Set(tries.map(its => textOf(its.bytes))).size, 1)
  })
})

describe('probes/dns-udp', () => {
  it('asks in mixed case, with EDNS, and gets answers of over 512 bytes', () => {
    const { exchanges, session } = of('dns-udp')
    for (const { tries } of exchanges)
      for (const { bytes, replies } of tries) {
        assert.ok(folded(bytes).includes(session.nonce))
        assert.match(textOf(bytes), /[a-z]/)
        assert.match(textOf(bytes), /[A-Z]/)
        assert.deepEqual([...bytes.subarray(-11)], [0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 0])
        const [answer] = replies
        assert.ok(answer)
        assert.deepEqual(answer.subarray(0, 2), bytes.subarray(0, 2))
        assert.deepEqual([...answer.subarray(2, 4)], [0x85, 0])
      }
    const answers = exchanges.slice(1).map(({ tries: [first] }) => first?.replies[0]?.length ?? 0)
    assert.ok(answers.every(bytes => bytes > 512 && bytes < 1200))
  })
})

describe('probes/ntp-time', () => {
  it('asks as a client of version 4 whose transmit timestamp comes back as the origin', () => {
    const { exchanges, keys } = of('ntp-time')
    for (const [at, { bytes, replies }] of (exchanges[0]?.tries ?? []).entries()) {
      const [answer] = replies
      assert.ok(answer)
      assert.deepEqual([bytes.length, bytes[0], answer.length, answer[0]], [48, 0x23, 48, 0x24])
      assert.deepEqual(bytes.subarray(40), keys[at]?.bytes)
      assert.deepEqual(answer.subarray(24, 32), keys[at]?.bytes)
    }
  })
})

describe('probes/pyzor-ping', () => {
  it('writes headers as Pyzor does, and answers in the same thread', () => {
    for (const { bytes, replies } of of('pyzor-ping').exchanges[0]?.tries ?? []) {
      const asked = textOf(bytes).match(
        /^Op: ping\nThread: (\d+)\nPV: 2\.1\nUser: \w+\nTime: \d+\nSig: [0-9a-f]{40}\n\n$/,
      )
      assert.ok(asked)
      const thread = Number(asked[1])
      assert.ok(thread >= 1024 && thread < 65536)
      assert.equal(textOf(replies[0] ?? bytes), `Code: 200\nDiag: OK\nPV: 2.1\nThread: ${thread}\n\n`)
    }
  })
})

describe('probes/icmp-echo', () => {
  const pinging = all.filter((session): session is Session & { pings: readonly Uint8Array[] } => !!session.pings)

  it('begins with the size of ping, and goes up to three fragments', () => {
    for (const { pings } of pinging)
      assert.deepEqual(
        pings.map(ping => ping.length),
        [56, 16, 512, 1180, 1372, 1400, 1452, 1472, 1480, 2048, 4096],
      )
  })

  it("begins each with the session's own word, and has bytes in each that nobody can guess", () => {
    for (const { pings, nonce } of pinging) for (const ping of pings) assert.ok(textOf(ping).startsWith(nonce))
    const marks = pinging.flatMap(({ pings }) => pings.map(ping => textOf(ping.subarray(10, 16))))
    assert.equal(new Set(marks).size, marks.length)
  })
})
