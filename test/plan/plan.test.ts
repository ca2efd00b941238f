import assert from 'node:assert/strict'
import { constants, inflateRawSync } from 'node:zlib'
import { bytesOf, textOf } from '../../src/bytes.ts'
import {
  answererScript,
  type Plan,
  PlanError,
  planRun,
  type Repeat,
  repeatRounds,
  roundOf,
} from '../../src/plan/plan.ts'
import { type Asks, type FamilyRow, rowKey, type Session, usualAsks } from '../../src/plan/session.ts'
import { isAskedOn, openings } from '../../src/probes/probe.ts'
import { isWanted, probes, provocations } from '../../src/probes/probes.ts'
import type { Script } from '../../src/script/script.ts'

const seed = bytesOf('the seed of both ends')
const ports = [
  ['tcp', 25, 'smtp'],
  ['tcp', 587, 'smtp'],
  ['tcp', 10045, 'echo'],
  ['tcp', 80, 'http'],
  ['tcp', 443, 'https'],
  ['tcp', 465, 'smtps'],
  ['tcp', 143, 'imap'],
  ['tcp', 53, 'dns'],
  ['udp', 53, 'dns'],
  ['udp', 123, 'ntp'],
  ['udp', 10045, 'echo'],
  ['icmp', 0, 'echo'],
] as const
const rows: readonly FamilyRow[] = (['incoming', 'outgoing'] as const).flatMap(direction =>
  ports.map(([transport, port, protocol]): FamilyRow => ({ direction, family: 4, transport, port, protocol })),
)
const plan = planRun({ rows, seed })

function roundsIn(direction: FamilyRow['direction'], its: Plan = plan) {
  return its.rounds.filter(round => round.direction === direction)
}

function probesIn(sessions: readonly Session[]): string[] {
  return [...new Set(sessions.map(session => session.probe))].sort()
}

/** What a session says, without its own word, which DNS writes in mixed case and IMAP also inside DEFLATE. */
function wordsOf({ script, nonce, library }: Session): string {
  const agreed = script.steps.findIndex(step => step.kind === 'say' && textOf(step.bytes).includes('DEFLATE active'))
  const said = script.steps
    .map((step, at) => {
      if (step.kind !== 'say') return step.kind
      return textOf(agreed < 0 || at <= agreed ? step.bytes : inflated(step.bytes))
    })
    .join('')
  return `${said}${textOf(library?.message ?? bytesOf(''))}`.replaceAll(new RegExp(nonce, 'gi'), '$')
}

/** Raw DEFLATE that was flushed and has no end. */
function inflated(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }))
}

describe('plan/plan', () => {
  it('is the same at both ends', () => {
    assert.deepEqual(planRun({ rows, seed: new Uint8Array(seed) }), plan)
  })

  it('has other nonces, ids and words for another seed', () => {
    const other = planRun({ rows, seed: bytesOf('another seed') })
    const [mine, its] = [plan, other].map(it => [...it.sessions.values()])
    assert.equal(its?.length, mine?.length)
    assert.ok(its?.every(session => !plan.sessions.has(session.id)))
    const nonces = new Set(mine?.map(session => session.nonce))
    assert.ok(its?.every(session => !nonces.has(session.nonce)))
    const ehlo = (sessions: readonly Session[] = []) => sessions.find(session => session.probe === 'smtp-ehlo')?.script
    assert.notDeepEqual(ehlo(mine), ehlo(its))
  })

  it('gives every session an id and a nonce of its own', () => {
    const sessions = plan.rounds.flatMap(round => round.sessions)
    for (const key of ['id', 'nonce'] as const)
      assert.equal(new Set(sessions.map(session => session[key])).size, sessions.length, key)
    assert.deepEqual(
      [...plan.sessions.keys()],
      sessions.map(session => session.id),
    )
  })

  it('asks every part of every probe that is wanted once on each row of its protocol, and nothing else', () => {
    const ways: readonly Partial<Asks>[] = [{}, { quick: true }, { quick: true, signatures: true }, { slow: true }]
    for (const way of ways) {
      const asks = { ...usualAsks, ...way }
      const asked = planRun({ rows, seed, asks }).rounds.flatMap(round =>
        round.sessions.map(({ probe, part, row }) => [probe, part, rowKey(row)].join()),
      )
      const wanted = rows.flatMap(row =>
        probes
          .filter(probe => isAskedOn(probe, row) && isWanted(probe, asks))
          .flatMap(probe => probe.parts.map((_, part) => [probe.name, part, rowKey(row)].join())),
      )
      assert.deepEqual([...asked].sort(), [...wanted].sort(), JSON.stringify(way))
    }
  })

  it('provokes unless it is told to be quick, and is slow or sends signatures only when it is told to', () => {
    assert.deepEqual([...planRun({ rows, seed, asks: usualAsks }).sessions], [...plan.sessions])
    const usual = new Set(probesIn([...plan.sessions.values()]))
    const others = (way: Partial<Asks>) => {
      const its = probesIn([...planRun({ rows, seed, asks: { ...usualAsks, ...way } }).sessions.values()])
      return { more: its.filter(name => !usual.has(name)), fewer: [...usual].filter(name => !its.includes(name)) }
    }
    const provoking = [...provocations].filter(probe => rows.some(row => isAskedOn(probe, row))).map(it => it.name)
    assert.ok(provoking.length > 20)
    assert.deepEqual(others({ quick: true }), { more: [], fewer: provoking.sort() })
    assert.deepEqual(others({ slow: true }), {
      more: ['imap-idle', 'smtp-idle', 'smtp-slow-drip', 'smtp-slow-end', 'smtp-slow-greeting', 'smtp-slow-sizes'],
      fewer: [],
    })
    assert.deepEqual(others({ signatures: true }), {
      more: ['imap-signatures', 'smtp-signatures', 'smtps-signatures'],
      fewer: [],
    })
  })

  /** What a row is asked, round by round; it sits out those in which others have openings that it does not have. */
  function probesOn(row: string): readonly (readonly string[])[] {
    const rounds = roundsIn('incoming').map(({ sessions }) => sessions.filter(it => rowKey(it.row) === row))
    return rounds.filter(sessions => sessions.length > 0).map(probesIn)
  }

  it('begins on every port with the raw echo, and asks the most at last', () => {
    assert.deepEqual(probesOn('incoming:4:tcp:25'), [
      ['tcp-echo'],
      ['tls-at-once'],
      ['smtp-message'],
      ['smtp-greeting'],
      [
        'smtp-auth',
        'smtp-bdat',
        'smtp-body-lines',
        'smtp-command-lines',
        'smtp-data',
        'smtp-ehlo',
        'smtp-ehlo-words',
        'smtp-end-of-data',
        'smtp-greeting',
        'smtp-header-lines',
        'smtp-mail-parameters',
        'smtp-mime',
        'smtp-recipients',
        'smtp-reply-lines',
        'smtp-segments',
        'smtp-sizes',
        'smtp-starttls',
        'smtp-starttls-forms',
        'smtp-starttls-offers',
        'smtp-verb-forms',
        'smtp-verbs',
      ],
    ])
    for (const row of rows.filter(it => it.direction === 'incoming' && it.transport !== 'icmp'))
      assert.ok(probesOn(rowKey(row))[0]?.includes(`${row.transport}-echo`), rowKey(row))
  })

  it('lets the dialer speak first in the same round, and TLS in the next', () => {
    assert.deepEqual(probesOn('incoming:4:tcp:80'), [['http-request', 'tcp-echo']])
    assert.deepEqual(probesOn('incoming:4:udp:53'), [['dns-udp', 'udp-echo']])
    assert.deepEqual(probesOn('incoming:4:icmp:0'), [['icmp-echo']])
    const inTls = ['tls-alpn', 'tls-cipher-suites', 'tls-server-name', 'tls-versions']
    assert.deepEqual(probesOn('incoming:4:tcp:443'), [['tcp-echo'], ['https-request', ...inTls]])
    assert.deepEqual(probesOn('incoming:4:tcp:465'), [['tcp-echo'], ['smtps-greeting', ...inTls]])
    assert.deepEqual(probesOn('incoming:4:tcp:53'), [['dns-tcp', 'tcp-echo']])
  })

  it('has each of the greetings of IMAP in a round of its own', () => {
    const [raw, tls, library, preauth, bye, most, ...none] = probesOn('incoming:4:tcp:143')
    const others = ['imap-other-greetings']
    assert.deepEqual(
      [raw, tls, library, preauth, bye],
      [['tcp-echo'], ['tls-at-once'], ['imap-message'], others, others],
    )
    assert.ok(most?.includes('imap-greeting') && most.length > 8)
    assert.deepEqual(none, [])
  })

  it('never has two openings of a row in one round, and has them in the order of the list', () => {
    const slow = planRun({ rows, seed, asks: { quick: false, slow: true, signatures: true } })
    const places = new Map<string, number>()
    for (const { sessions } of slow.rounds) {
      const opensBy = new Map<string, Set<number>>()
      for (const { row, probe, part } of sessions) {
        const opening = openings.indexOf(probes.find(it => it.name === probe)?.parts[part] ?? 'silent')
        opensBy.set(rowKey(row), (opensBy.get(rowKey(row)) ?? new Set()).add(opening))
      }
      for (const [key, its] of opensBy) {
        const [opening = -1, ...more] = its
        assert.deepEqual(more, [], key)
        assert.ok(opening > (places.get(key) ?? -1), key)
        places.set(key, opening)
      }
    }
  })

  it('begins on all ports together with what is the most', () => {
    const most = (probe: string, port: number) =>
      roundsIn('incoming').findIndex(({ sessions }) => sessions.some(it => it.probe === probe && it.row.port === port))
    const places = [most('smtp-ehlo', 25), most('smtp-ehlo', 587), most('imap-commands', 143)]
    assert.deepEqual(places, Array(3).fill(roundsIn('incoming').length - 1))
  })

  it('counts the rounds of both directions from 0', () => {
    const [incoming, outgoing] = (['incoming', 'outgoing'] as const).map(direction =>
      roundsIn(direction).map(round => round.index),
    )
    assert.deepEqual(incoming, [...(incoming ?? []).keys()])
    assert.ok((incoming ?? []).length > 1)
    assert.deepEqual(outgoing, incoming)
  })

  it('has datagrams for UDP, pings for ICMP, and words for TCP', () => {
    for (const { row, script, library, datagrams, pings } of plan.sessions.values()) {
      const its = { tcp: script.steps.length > 0 || library !== undefined, udp: datagrams !== undefined, icmp: !!pings }
      assert.deepEqual(
        Object.entries(its).flatMap(([transport, has]) => (has ? [transport] : [])),
        [row.transport],
      )
    }
  })

  it('begins the long sessions of a round first', () => {
    for (const { sessions } of roundsIn('incoming')) {
      const lengths = sessions.map(session => session.script.steps.length)
      assert.deepEqual(
        lengths,
        [...lengths].sort((a, b) => b - a),
      )
    }
  })

  it('has no empty round', () => {
    const echo = planRun({ rows: rows.filter(row => row.protocol === 'echo' && row.transport === 'tcp'), seed })
    assert.deepEqual(
      roundsIn('incoming', echo).map(round => [round.index, probesIn(round.sessions)]),
      [[0, ['tcp-echo']]],
    )
    assert.deepEqual(planRun({ rows: [], seed }).rounds, [])
  })

  it('tells the rows of one port apart by direction and family', () => {
    const six = planRun({ rows: rows.map(row => ({ ...row, family: 6 })), seed })
    assert.ok([...six.sessions.keys()].every(id => !plan.sessions.has(id)))
  })

  it('finds a round by its name', () => {
    const [round] = roundsIn('outgoing')
    assert.equal(roundOf(plan, seed, { kind: 'planned', direction: 'outgoing', index: 0 }), round?.sessions)
  })

  it('knows no round and no session that it has not planned', () => {
    const [incoming] = roundsIn('incoming')[0]?.sessions ?? []
    const repeat = { kind: 'repeat', attempt: 2, patient: false } as const
    const ids = [incoming?.id ?? '']
    assert.throws(() => roundOf(plan, seed, { kind: 'planned', direction: 'incoming', index: 99 }), PlanError)
    assert.throws(() => roundOf(plan, seed, { ...repeat, direction: 'incoming', sessions: ['no such'] }), PlanError)
    assert.throws(() => roundOf(plan, seed, { ...repeat, direction: 'outgoing', sessions: ids }), PlanError)
    assert.doesNotThrow(() => roundOf(plan, seed, { ...repeat, direction: 'incoming', sessions: ids }))
  })
})

describe('plan/plan, a repeat', () => {
  const all = [...plan.sessions.values()].filter(session => session.row.direction === 'incoming')

  function repeatOf(first: Session, how: Repeat): Session {
    const [again] = roundOf(plan, seed, { kind: 'repeat', direction: 'incoming', sessions: [first.id], ...how })
    assert.ok(again)
    return again
  }

  it('asks the same with a nonce and an id of its own', () => {
    for (const first of all) {
      const again = repeatOf(first, { attempt: 2, patient: false })
      assert.notEqual(again.nonce, first.nonce)
      assert.notEqual(again.id, first.id)
      assert.deepEqual([again.probe, again.part, again.row, again.attempt], [first.probe, first.part, first.row, 2])
      assert.equal(wordsOf(again), wordsOf(first))
    }
  })

  it('is derived alike at both ends, and another for each attempt', () => {
    const [first] = all
    assert.ok(first)
    const [second, third] = [2, 3].map(attempt => repeatOf(first, { attempt, patient: false }))
    assert.deepEqual(repeatOf(first, { attempt: 2, patient: false }), second)
    assert.notEqual(second?.id, third?.id)
  })

  it('has other keys', () => {
    for (const first of all.filter(it => it.datagrams !== undefined)) {
      const again = repeatOf(first, { attempt: 2, patient: false })
      const keys = [first, again].flatMap(it => it.datagrams?.keys ?? []).map(key => textOf(key.bytes).toUpperCase())
      assert.equal(new Set(keys).size, keys.length)
    }
  })

  it('has an id of its own for each way of asking', () => {
    const [first] = all
    assert.ok(first)
    const how = { attempt: 2, patient: false } as const
    const ways: Repeat[] = [how, { ...how, patient: true }, { ...how, small: true }, { ...how, alone: true }]
    assert.equal(new Set(ways.map(way => repeatOf(first, way).id)).size, ways.length)
  })

  it('says the same words in small pieces when it is to be small', () => {
    const how = { attempt: 2, patient: false } as const
    for (const first of all) {
      const small = repeatOf(first, { ...how, small: true })
      assert.equal(wordsOf(small), wordsOf(first))
      for (const step of small.script.steps)
        if (step.kind === 'say' && step.bytes.length > 400) assert.ok((step.delivery?.pauseMs ?? 0) > 0)
    }
  })

  it('waits at least 15 s for every byte when it decides about a stall', () => {
    const [first] = all
    assert.ok(first)
    const patient = repeatOf(first, { attempt: 2, patient: true })
    assert.ok(patient.idleMs >= 15_000)
    assert.ok(first.idleMs < patient.idleMs)
    assert.notEqual(patient.id, repeatOf(first, { attempt: 2, patient: false }).id)
  })

  it('is played in rounds of one direction, on each port with one opening', () => {
    const how = { attempt: 2, patient: false, alone: true } as const
    const [first, second] = roundsIn('incoming').map(round => round.sessions.map(session => session.id))
    const [outgoing] = roundsIn('outgoing').map(round => round.sessions.map(session => session.id))
    const wanted = [...(outgoing ?? []), ...(second ?? []).slice(0, 1), ...(first ?? [])]
    assert.deepEqual(repeatRounds(plan, wanted, how), [
      { kind: 'repeat', direction: 'incoming', sessions: first, ...how },
      { kind: 'repeat', direction: 'incoming', sessions: second?.slice(0, 1), ...how },
      { kind: 'repeat', direction: 'outgoing', sessions: outgoing, ...how },
    ])
  })

  it('of nothing is no round', () => {
    assert.deepEqual(repeatRounds(plan, [], { attempt: 2, patient: false }), [])
    assert.deepEqual(repeatRounds(plan, ['no such'], { attempt: 2, patient: false }), [])
  })
})

describe('plan/plan, the answerer', () => {
  function answererOf(probe: string, port: number): { sessions: readonly Session[]; script: Script } {
    const has = (session: Session) => session.probe === probe && session.row.port === port
    const round = roundsIn('incoming').find(it => it.sessions.some(has))
    const first = round?.sessions.find(has)
    const sessions = round?.sessions.filter(session => session.row === first?.row) ?? []
    return { sessions, script: answererScript(sessions) }
  }

  it('greets and serves callers without a nonce on an SMTP port', () => {
    const { sessions, script } = answererOf('smtp-ehlo', 25)
    const [greeting, fork] = script.steps
    assert.deepEqual(greeting, sessions[0]?.script.steps[0])
    assert.ok(fork?.kind === 'fork')
    assert.deepEqual(
      fork.branches.map(({ session, nonce }) => [session, nonce]),
      sessions.map(({ id, nonce }) => [id, nonce]),
    )
    const [serve] = fork.otherwise
    assert.ok(serve?.kind === 'serve')
    assert.deepEqual(
      serve.claims,
      sessions.map(({ id, nonce }) => ({ session: id, nonce })),
    )
  })

  it('starts TLS before it knows its caller where the protocol does', () => {
    for (const [probe, port, kinds] of [
      ['smtps-greeting', 465, ['start-tls', 'say', 'fork']],
      ['https-request', 443, ['start-tls', 'fork']],
      ['imap-greeting', 143, ['say', 'fork']],
    ] as const) {
      const { steps } = answererOf(probe, port).script
      assert.deepEqual(
        steps.map(step => step.kind),
        kinds,
      )
    }
  })

  it('has nothing for strangers where the dialer speaks first', () => {
    for (const port of [25, 80, 10045]) {
      const [fork] = answererOf('tcp-echo', port).script.steps
      assert.ok(fork?.kind === 'fork')
      assert.deepEqual(fork.otherwise, [])
    }
  })
})
