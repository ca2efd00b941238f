/** The lines that show how far a run is: what they say, that they fit, and what they foretell. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  advance,
  expectedMs,
  type Lane,
  type Phase,
  type ProgressEvent,
  type ProgressState,
  plainProgress,
  plainStatus,
  renderProgress,
  type SealedSession,
  sealedLine,
  startProgress,
} from '../../src/report/progress.ts'

const incoming: Lane = {
  family: 4,
  direction: 'incoming',
  round: { index: 3, of: 5 },
  sessions: { done: 20, total: 24 },
  ports: { done: 1, total: 4 },
  underWay: ['25 smtp', '53/udp dns', '587 smtp'],
  waitMs: 8000,
}
const outgoing: Lane = {
  ...incoming,
  direction: 'outgoing',
  round: { index: 2, of: 2 },
  sessions: { done: 5, total: 16 },
  ports: { done: 2, total: 6 },
  underWay: ['465 smtps', '30443 echo'],
}

/** An event at a time. */
type Timed = readonly [atMs: number, phase: Phase, ...lanes: readonly Lane[]]

/** The state after these events of a run that began at 0. */
function stateAfter(...events: readonly Timed[]): ProgressState {
  return events.reduce(
    (state, [atMs, phase, ...lanes]) => advance(state, { phase, lanes, sealed: null }, atMs),
    startProgress(0),
  )
}

function none(lane: Lane): Lane {
  return { ...lane, sessions: { ...lane.sessions, done: 0 } }
}

const half = stateAfter([1000, 'play', none(incoming), none(outgoing)], [11_000, 'play', incoming, outgoing])

describe('report/progress', () => {
  it('says what it does, how far it is over all lanes, and what the slowest of them waits for', () => {
    assert.deepEqual(renderProgress(half, 100, 11_000), [
      '[#############.......]  testing, 3/10 ports, 25/40 sessions, 0:11 of about 0:35',
      '  outgoing IPv4, round 2 of 2: 465 smtps, 30443 echo',
    ])
  })

  it('leaves out what there is no room for, the bar first and the time last', () => {
    const first = (columns: number) => renderProgress(half, columns, 11_000)[0]
    assert.equal(first(79), 'testing, 3/10 ports, 25/40 sessions, 0:11 of about 0:35')
    assert.equal(first(60), 'testing, 3/10 ports, 25/40 sessions, 0:11 of about 0:35')
    assert.equal(first(50), 'testing, 3/10 ports, 0:11 of about 0:35')
    assert.equal(first(36), 'testing, 0:11 of about 0:35')
    assert.equal(first(20), 'testing')
    assert.equal(first(5), 'test')
    assert.equal(first(0), '')
  })

  it('names as many ports as fit and counts the others', () => {
    const state = stateAfter([0, 'play', { ...incoming, underWay: [...incoming.underWay, '993 imaps', 'icmp'] }])
    const second = (columns: number) => renderProgress(state, columns, 0)[1]
    assert.equal(second(90), '  incoming IPv4, round 3 of 5: 25 smtp, 53/udp dns, 587 smtp, 993 imaps, icmp')
    assert.equal(second(77), '  incoming IPv4, round 3 of 5: 25 smtp, 53/udp dns, 587 smtp and 2 more')
    assert.equal(second(60), '  incoming IPv4, round 3 of 5: 25 smtp and 4 more')
  })

  it('says the phase and the time alone before anything is counted', () => {
    assert.deepEqual(renderProgress(startProgress(500), 80, 500), ['pairing, 0:00'])
    assert.deepEqual(renderProgress(stateAfter([0, 'arm']), 80, 61_999), ['opening the ports, 1:01'])
  })

  it('says beforehand that a measurement takes long', () => {
    const state = stateAfter([20_000, 'measure'])
    assert.deepEqual(renderProgress(state, 80, 65_000), [
      'measuring a limit of connections, 1:05, takes up to 90 s in all',
    ])
    assert.deepEqual(plainProgress(null, state), ['measuring a limit of connections (takes up to 90 s in all)'])
  })

  it('shows no second line when nothing is under way', () => {
    assert.equal(renderProgress(stateAfter([0, 'judge', { ...incoming, underWay: [] }]), 80, 0).length, 1)
  })

  it('foretells the end from the lane that is slowest', () => {
    // 5 of 16 sessions in 10 s of this phase, which began after 1 s.
    assert.equal(expectedMs(half, 11_000), 1000 + 32_000)
  })

  it('foretells nothing before it has seen something move', () => {
    assert.equal(expectedMs(startProgress(0), 5000), null)
    assert.equal(expectedMs(stateAfter([0, 'play', none(outgoing)], [900, 'play', outgoing]), 900), null)
    assert.equal(expectedMs(stateAfter([0, 'play', none(outgoing)], [5000, 'play', none(outgoing)]), 5000), null)
  })

  it('holds no lane for further than its rounds are', () => {
    const lane = { ...incoming, round: { index: 1, of: 4 } }
    assert.equal(expectedMs(stateAfter([0, 'play', none(lane)], [2000, 'play', lane]), 2000), 8000)
  })

  it('gives sessions that have fallen silent the time that the plan gives them', () => {
    const near = { ...incoming, round: { index: 5, of: 5 }, sessions: { done: 23, total: 24 } }
    const state = stateAfter([0, 'play', none(near)], [2300, 'play', near])
    assert.equal(expectedMs(state, 2300), 2400)
    assert.equal(expectedMs(state, 3800), 2300 + 8000)
  })

  it('foretells nothing any more when the foretold time is over', () => {
    assert.equal(expectedMs(half, 33_001), null)
    assert.match(renderProgress(half, 100, 33_001)[0] ?? '', /sessions, 0:33$/)
  })

  it('measures a phase by what is new in it', () => {
    const repeating = { ...outgoing, sessions: { done: 16, total: 20 } }
    const state = stateAfter(
      [9000, 'play', outgoing],
      [10_000, 'repeat', repeating],
      [12_000, 'repeat', { ...repeating, sessions: { done: 18, total: 20 } }],
    )
    assert.equal(expectedMs(state, 12_000), 14_000)
  })

  it('prints one plain line when the phase changes and none otherwise', () => {
    const events: readonly Timed[] = [
      [0, 'plan'],
      [1, 'play', none(incoming)],
      [2, 'play', incoming],
      [3, 'done', incoming],
    ]
    let state = startProgress(0)
    const lines = [...plainProgress(null, state)]
    for (const [atMs, phase, ...lanes] of events) {
      const next = advance(state, { phase, lanes, sealed: null }, atMs)
      lines.push(...plainProgress(state, next))
      state = next
    }
    assert.deepEqual(lines, ['pairing', 'planning', 'testing (0/24 sessions)', 'done (20/24 sessions)'])
  })

  it('tells in a plain line where a long phase is', () => {
    assert.equal(
      plainStatus(half, 11_000),
      'testing: 3/10 ports, 25/40 sessions, 0:11 of about 0:35; outgoing IPv4, round 2 of 2: 465 smtps, 30443 echo',
    )
    const many = { ...incoming, underWay: Array.from({ length: 9 }, (_, at) => `${at + 1} echo`) }
    assert.match(plainStatus(stateAfter([0, 'play', many]), 0), /: 1 echo, .* 6 echo and 3 more$/)
  })

  it('tells of a session where it was, how it ended, and after how long', () => {
    const session: SealedSession = {
      family: 4,
      direction: 'incoming',
      transport: 'tcp',
      port: 25,
      probe: 'smtp-ehlo',
      part: 0,
      attempt: 1,
      ending: { kind: 'closed', atMs: 0, script: 'finished' },
      tookMs: 34.6,
    }
    assert.equal(sealedLine(session), 'incoming TCP 25 IPv4 smtp-ehlo: closed, 35 ms')
    assert.equal(
      sealedLine({
        ...session,
        part: 1,
        attempt: 2,
        ending: { kind: 'refused', atMs: 0, script: 'unfinished', code: 'ECONNREFUSED' },
      }),
      'incoming TCP 25 IPv4 smtp-ehlo (part 2, try 2): refused ECONNREFUSED, script unfinished, 35 ms',
    )
    assert.equal(
      sealedLine({ ...session, direction: 'outgoing', transport: 'icmp', port: 0, probe: 'icmp-echo' }),
      'outgoing ICMP IPv4 icmp-echo: closed, 35 ms',
    )
  })

  it('lets no control character through, whatever a system calls its error', () => {
    const ending = { kind: 'refused', atMs: 0, script: 'finished', code: '\x1b[2J\n' } as const
    const session = {
      family: 4,
      direction: 'incoming',
      transport: 'tcp',
      port: 1,
      probe: 'p',
      part: 0,
      attempt: 1,
    } as const
    assert.match(sealedLine({ ...session, ending, tookMs: 0 }), /^[\x20-\x7e]*$/)
  })

  it('fits any width for any numbers, in one or two lines', () => {
    const count = fc.record({ done: fc.nat(), total: fc.nat() })
    const event: fc.Arbitrary<ProgressEvent> = fc.record({
      phase: fc.constantFrom<Phase>('arm', 'play', 'repeat', 'measure', 'judge'),
      lanes: fc.array(
        fc.record({
          family: fc.constantFrom(4 as const, 6 as const),
          direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
          round: fc.record({ index: fc.nat(), of: fc.nat() }),
          sessions: count,
          ports: count,
          underWay: fc.array(fc.string()),
          waitMs: fc.nat(),
        }),
        { maxLength: 4 },
      ),
      sealed: fc.constant(null),
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat(100_000))), fc.nat(200), fc.nat(1e7), (events, columns, laterMs) => {
        let nowMs = 0
        let state = startProgress(0)
        for (const [next, afterMs] of events) {
          nowMs += afterMs
          state = advance(state, next, nowMs)
        }
        nowMs += laterMs
        const lines = renderProgress(state, columns, nowMs)
        assert.ok(lines.length === 1 || lines.length === 2)
        for (const line of lines) assert.ok(line.length <= Math.max(0, columns - 1), line)
        for (const line of [...lines, plainStatus(state, nowMs)])
          assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f]|NaN|Infinity/)
        const expected = expectedMs(state, nowMs)
        assert.ok(expected === null || (Number.isFinite(expected) && expected > nowMs), String(expected))
      }),
    )
  })
})
