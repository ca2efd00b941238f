import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type CountedEchoes, isCounted, readCounted } from '../../src/explain/counted.ts'
import type { HostView } from '../../src/explain/judge.ts'
import type { Observation, Reading } from '../../src/explain/observation.ts'
import { readSession } from '../../src/explain/read.ts'
import { type FamilyRow, rowKey } from '../../src/plan/session.ts'
import type { Ending } from '../../src/tape/tape.ts'
import { judgeAll, judged } from '../support/comparisons.ts'
import { heardFrom, noise } from '../support/datagram-tapes.ts'
import { type Happened, heard, sent, tapeOf } from '../support/tapes.ts'

const row: FamilyRow = { direction: 'incoming', family: 4, transport: 'icmp', port: 0, protocol: 'echo' }
const unarmed = 'needs root or CAP_NET_RAW, on the server'
const far = { address: '192.0.2.25', port: 0 }
const pings = [56, 16, 1472, 2048].map(size => noise(size))
const [first = ''] = pings
const quiet = { kind: 'idle', script: 'unfinished' } as const
const tries = [sent(first), sent(first), sent(first)]

/** Every ping is answered once, as `way` has it. */
function answered(way: (text: string) => string | null = text => text): readonly Happened[] {
  return pings.flatMap(text => {
    const back = way(text)
    return back === null ? [sent(text)] : [sent(text), heard(back)]
  })
}

/** A session of pings of which the far end could hear nothing. */
function pinged(events: readonly Happened[], ending: Partial<Ending> = {}, attempt = 1) {
  const dialer = tapeOf('dialer', events, { head: { transport: 'icmp', port: 0, remote: far }, ending })
  return judged({ kind: 'lone', dialer, farEnd: 'not-listening' }, { row, probe: 'icmp-echo', attempt })
}

type Counts = readonly [received: number, answered: number, own: number]

function counts([received, made, own]: Counts): CountedEchoes {
  return { received, answered: made, own }
}

function read(it: ReturnType<typeof pinged>, counted: Counts): Reading {
  return readCounted(readSession(it, { clientNat: null, untested: unarmed }), counts(counted))
}

function idsOf({ observations }: Reading): readonly string[] {
  return observations.map(({ id }) => id)
}

function only({ observations, open }: Reading): Observation {
  assert.equal(open, null)
  assert.equal(observations.length, 1)
  return observations[0] ?? assert.fail()
}

describe('explain/counted', () => {
  describe('pings that were answered', () => {
    it('show nothing wrong when the far end took and answered as many as came back unchanged', () => {
      const reading = read(pinged(answered()), [4, 4, 4])
      assert.deepEqual([reading.observations, reading.open, isCounted(reading)], [[], null, true])
    })

    it('were answered by somebody else when the far end got fewer than came back', () => {
      for (const counted of [
        [0, 0, 4],
        [3, 3, 4],
        [3, 9, 40],
      ] as const) {
        const { id, notes, traces } = only(read(pinged(answered()), counted))
        assert.equal(id, 'icmp.intercepted')
        assert.match(
          notes[0] ?? '',
          /^the far end's kernel counted (no echo request|3 echo requests) meanwhile.*4 replies came$/,
        )
        assert.equal(traces.length, 1)
      }
    })

    it('were answered by somebody else also when all of it came back changed', () => {
      assert.equal(only(read(pinged(answered(text => `${text}x`)), [0, 0, 4])).id, 'icmp.intercepted')
    })

    it('leave open who answered when others pinged the far end too', () => {
      const reading = read(pinged(answered()), [6, 6, 4])
      assert.deepEqual(idsOf(reading), [])
      assert.match(reading.open ?? '', /^others pinged the far end at the same time \(2 echo requests\)/)
    })

    it('leave open who answered when the far end took them and did not', () => {
      const { observations, open } = read(pinged(answered()), [4, 1, 4])
      assert.deepEqual(observations, [])
      assert.equal(open, "the far end's kernel made fewer replies (1) than came (4)")
    })

    it('were altered, on a leg that nobody knows, whoever answered them', () => {
      const changed = pinged(answered(text => text.replace(text.slice(20, 24), 'XXXX')))
      for (const counted of [
        [4, 4, 4],
        [9, 9, 4],
        [4, 0, 4],
      ] as const) {
        const reading = read(changed, counted)
        assert.deepEqual(idsOf(reading), ['icmp.payload.altered'])
        const [{ flow, because } = assert.fail()] = reading.observations
        assert.equal(flow, null)
        assert.match(because ?? '', /^on the way there or on the way back is not known/)
      }
    })

    it('lose what is large somewhere, and only where it is sure that the far end is meant', () => {
      const large = pinged(
        [...answered(text => (text.length > 1500 ? null : text)), sent(pings[3] ?? ''), sent(pings[3] ?? '')],
        quiet,
      )
      const { id, flow } = only(read(large, [6, 6, 6]))
      assert.deepEqual([id, flow], ['icmp.fragments-lost', null])
      assert.deepEqual(idsOf(read(large, [8, 8, 6])), [])
    })

    it('tell of a reply from another address, on the way back', () => {
      const elsewhere = pings.flatMap(text => [sent(text), heardFrom(text, { address: '192.0.2.99', port: 0 })])
      const { id, flow, because } = only(read(pinged(elsewhere), [4, 4, 4]))
      assert.deepEqual([id, flow, because], ['icmp.source-rewritten', 'answerer-to-dialer', undefined])
    })

    it('may have been made two of: then as many replies came as were counted', () => {
      const twice = pings.flatMap(text => [sent(text), heard(text), heard(text)])
      assert.equal(only(read(pinged(twice), [8, 8, 8])).id, 'icmp.duplicated')
    })
  })

  describe('pings that nobody answered', () => {
    const cases: readonly (readonly [name: string, counted: Counts, id: string])[] = [
      ['never arrived where none was counted', [0, 0, 3], 'icmp.lost'],
      ['were lost on the way back where exactly they were counted and answered', [3, 3, 3], 'icmp.lost-back'],
      ['were lost on the way back where those of a repeat were counted too', [5, 5, 6], 'icmp.lost-back'],
    ]
    for (const [name, counted, id] of cases)
      it(name, () => {
        const seen = only(read(pinged(tries, quiet), counted))
        assert.deepEqual([seen.id, seen.because], [id, undefined])
        assert.match(
          seen.notes.join('; '),
          /^no answer came; the far end's kernel counted (no|3|5) echo requests? meanwhile/,
        )
      })

    it('are placed nowhere where others pinged, or fewer were counted or answered', () => {
      for (const counted of [
        [4, 4, 3],
        [300, 300, 3],
        [2, 2, 3],
        [1, 0, 3],
        [3, 2, 3],
      ] as const) {
        const { id, because } = only(read(pinged(tries, quiet), counted))
        assert.equal(id, 'icmp.lost')
        assert.match(because ?? '', /not known: the far end's kernel counted \d+ echo requests? meanwhile and answered/)
      }
    })

    it('prove nothing against the path where the far end answers none', () => {
      const { observations, open } = read(pinged(tries, quiet), [3, 0, 3])
      assert.deepEqual(observations, [])
      assert.match(open ?? '', /answered none: see its icmp_echo_ignore_all/)
    })

    it('were refused where somebody says so and the far end counted none', () => {
      const refused = pinged(tries, { kind: 'unreachable', code: 'EACCES from 192.0.2.254', script: 'unfinished' })
      const { id, notes } = only(read(refused, [0, 0, 3]))
      assert.equal(id, 'icmp.refused')
      assert.deepEqual(notes, [
        "the far end's kernel counted no echo request meanwhile",
        'the network said EACCES from 192.0.2.254',
      ])
      const open = read(refused, [3, 3, 3])
      assert.deepEqual(idsOf(open), [])
      assert.match(open.open ?? '', /counted 3 echo requests meanwhile and answered 3; the network said EACCES/)
    })

    it('never left where the own filter says so', () => {
      const kept = pinged([], { kind: 'unreachable', code: 'EPERM', script: 'unfinished' })
      for (const counted of [
        [0, 0, 0],
        [7, 7, 0],
      ] as const)
        assert.equal(only(read(kept, counted)).id, 'host.firewall')
    })

    it('that could not even be sent are not found on the way back', () => {
      const unsent = pinged([], { kind: 'unreachable', code: 'ENETUNREACH', script: 'unfinished' })
      assert.equal(only(read(unsent, [2, 2, 2])).id, 'icmp.lost')
    })
  })

  it('decides nothing without counters, of what was called off or never tried, and of what was heard', () => {
    const untouched = (it: ReturnType<typeof judged>, counted?: Counts) => {
      const reading = readSession(it, { clientNat: null, untested: unarmed })
      assert.equal(readCounted(reading, counted === undefined ? undefined : counts(counted)), reading)
    }
    untouched(pinged(answered()))
    untouched(pinged(answered(), { kind: 'aborted', script: 'unfinished' }), [4, 4, 4])
    untouched(pinged([], { kind: 'no-connection', code: 'needs root', script: 'unfinished' }), [0, 0, 0])
    const { session, comparison } = pinged(answered())
    for (const farEnd of ['listening', 'unknown'] as const)
      if (comparison.kind === 'lone') untouched({ session, comparison: { ...comparison, farEnd } }, [4, 4, 4])
  })

  it('never says that somebody else answered while the far end counted as many as came back', () => {
    const others = fc.nat(50)
    fc.assert(
      fc.property(others, fc.nat(3), fc.nat(60), (more, lost, own) => {
        const came = pings.length - lost
        const events = pings.flatMap((text, at) => (at < came ? [sent(text), heard(text)] : [sent(text)]))
        const reading = read(pinged(events, lost === 0 ? {} : quiet), [came + more, came + more, own])
        assert.ok(!idsOf(reading).includes('icmp.intercepted'))
        if (reading.open === null && lost === 0) assert.ok(came + more <= own)
      }),
    )
  })

  describe('the row', () => {
    const passes = { kind: 'passes' } as const
    const view = (counted: Counts | null, results: readonly ReturnType<typeof pinged>[]): HostView => {
      const echoes = new Map(counted === null ? [] : results.map(it => [it.session.id, counts(counted)]))
      return { answerer: passes, dialer: passes, arrived: false, blind: null, echoes }
    }
    const verdict = (
      results: readonly ReturnType<typeof pinged>[],
      counted: Counts | null,
      but: Partial<HostView> = {},
    ) => {
      const hosts = new Map([[rowKey(row), { ...view(counted, results), ...but }]])
      const context = { rows: [row], hosts, untestedRows: new Map([[rowKey(row), unarmed]]) }
      const { rows, findings } = judgeAll(results, context)
      return [
        rows[0]?.verdict,
        rows[0]?.reason,
        rows[0]?.method,
        ...findings.map(({ id, severity }) => `${id} ${severity}`),
      ]
    }
    const clean = [pinged(answered()), pinged(answered(), {}, 2)]
    const lost = [pinged(tries, quiet), pinged(tries, quiet, 2)]

    it('is intact, and says by what', () => {
      assert.deepEqual(verdict(clean, [4, 4, 4]), ['intact', "proved by the kernel's counters", 'paired'])
    })

    it('is untested, as ever, without counters', () => {
      assert.deepEqual(verdict(clean, null), ['untested', unarmed, 'paired'])
      assert.deepEqual(verdict([], [4, 4, 4]), ['untested', unarmed, 'paired'])
    })

    it('is untested with the reason where the counters prove nothing', () => {
      const [word, reason] = verdict(clean, [40, 40, 4])
      assert.equal(word, 'untested')
      assert.match(String(reason), /^others pinged the far end/)
    })

    it('is intercepted where the far end did not answer', () => {
      assert.deepEqual(verdict(clean, [0, 0, 4]), ['intercepted', null, 'paired', 'icmp.intercepted fault'])
    })

    it('is lost where it was lost, as far as the host’s own rules were read', () => {
      assert.deepEqual(verdict(lost, [0, 0, 3]), ['lost-out', null, 'paired', 'icmp.lost-out fault'])
      assert.deepEqual(verdict(lost, [3, 3, 3]), ['lost-back', null, 'paired', 'icmp.lost-back fault'])
      const [word, reason] = verdict(lost, [0, 0, 3], { answerer: null })
      assert.deepEqual([word, /rules of the far end were not read/.test(String(reason))], ['lost', true])
      assert.equal(verdict(lost, [0, 0, 3], { answerer: { kind: 'drops', rule: 'r' } })[0], 'refused-by-host')
      const [doubtful, why] = verdict(lost, [9, 9, 3])
      assert.deepEqual([doubtful, /counted 9 echo requests/.test(String(why))], ['lost', true])
    })

    it('is refused by the path where a router says so and nothing arrived', () => {
      const ending = { kind: 'unreachable', code: 'EACCES from 192.0.2.254', script: 'unfinished' } as const
      const refused = [pinged(tries, ending), pinged(tries, ending, 2)]
      assert.equal(verdict(refused, [0, 0, 3])[0], 'refused-by-path')
    })
  })
})
