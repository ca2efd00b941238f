/** The probes that take minutes, by a clock that costs nothing, and with times that are data. */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { planRun } from '../../src/plan/plan.ts'
import { randomFrom } from '../../src/plan/random.ts'
import { type FamilyRow, usualAsks } from '../../src/plan/session.ts'
import { idleImap, imapIdle } from '../../src/probes/imap-idle.ts'
import { openingWords } from '../../src/probes/openings.ts'
import { openings, type Probe, type ProbeContext } from '../../src/probes/probe.ts'
import { idle, smtpIdle } from '../../src/probes/smtp-idle.ts'
import { slowDrip, smtpSlowDrip } from '../../src/probes/smtp-slow-drip.ts'
import { slowEnd, smtpSlowEnd } from '../../src/probes/smtp-slow-end.ts'
import { smtpSlowGreeting } from '../../src/probes/smtp-slow-greeting.ts'
import type { Script } from '../../src/script/script.ts'
import { pair, wordsOf } from '../support/pair.ts'
import { playbook } from '../support/playbook.ts'

const rows = (['incoming', 'outgoing'] as const).flatMap(direction =>
  (
    [
      [25, 'smtp'],
      [143, 'imap'],
    ] as const
  ).map(([port, protocol]): FamilyRow => ({ direction, family: 4, transport: 'tcp', port, protocol })),
)
const plan = planRun({ rows, seed: bytesOf('slow'), asks: { ...usualAsks, slow: true } })
const slow = [...plan.sessions.values()].filter(({ probe }) => /-slow-|-idle$/.test(probe))

function scriptOf(probe: Probe, part: number, protocol: 'smtp' | 'imap' = 'smtp'): Script {
  const context: ProbeContext = {
    nonce: 'NONCE23456',
    greeting: openingWords(protocol, probe.parts[part] ?? 'line', 'WORD'),
    random: randomFrom(bytesOf('x'), 'x'),
    key: (_, bytes) => new Uint8Array(bytes),
  }
  const conversation = probe.converse(context, part)
  assert.ok('script' in conversation)
  return conversation.script
}

function silencesIn({ steps }: Script): readonly number[] {
  return steps.flatMap(step => (step.kind === 'silence' ? [step.waitMs] : []))
}

/** The writes of the dialer's mail data, and the pauses that it makes between. */
function mailIn({ steps }: Script) {
  return steps.flatMap(step =>
    step.kind === 'say' && step.by === 'dialer' && step.delivery !== undefined ? [step] : [],
  )
}

describe('probes/smtp-idle and imap-idle', () => {
  it('are silent for 1, 5 and 29 minutes, each in a session of its own', () => {
    for (const [probe, protocol] of [
      [smtpIdle, 'smtp'],
      [imapIdle, 'imap'],
    ] as const)
      assert.deepEqual(
        probe.parts.flatMap((_, part) => silencesIn(scriptOf(probe, part, protocol))),
        [60_000, 300_000, 1_740_000],
      )
  })

  it('say words before the silence and behind it, and finish at both ends', () => {
    const script = scriptOf(idle([70]), 0)
    const { dialer, answerer } = pair({ dialer: script, answerer: script, chunkBytes: 7 })
    assert.deepEqual([dialer.outcome, answerer.outcome], ['finished', 'finished'])
    assert.match(textOf(wordsOf(dialer.sent, 'wire')), /NOOP \S+ before\r\nNOOP \S+ behind\r\n/)
  })

  it('let the server break the silence of IDLE, as a new message does', () => {
    const script = scriptOf(idleImap([70]), 0, 'imap')
    const begin = script.steps.findIndex(step => step.kind === 'silence')
    const idling = { ...script, steps: script.steps.slice(begin, begin + 4) }
    playbook(idling, 'answerer')
      .waits(70)
      .quiet()
      .says('* 2 EXISTS\r\n')
      .hears('DONE\r\n')
      .says('NONCE234563 OK IDLE done\r\n')
      .leaves('finished')
      .end()
  })
})

describe('probes/smtp-slow-end', () => {
  it('splits the end mark at each of its four places, 2000 ms apart', () => {
    const halves = smtpSlowEnd.parts.map((_, part) => {
      const script = scriptOf(smtpSlowEnd, part)
      assert.deepEqual(silencesIn(script), [2000])
      const at = script.steps.findIndex(step => step.kind === 'silence')
      return script.steps.slice(at - 1, at + 2).flatMap(step => (step.kind === 'say' ? [textOf(step.bytes)] : []))
    })
    assert.deepEqual(
      halves.map(([, last]) => last),
      ['\n.\r\n', '.\r\n', '\r\n', '\n'],
    )
    for (const [first = '', last = ''] of halves) assert.ok((first + last).endsWith('\r\n.\r\n'))
  })

  it('is heard whole, however it is cut, and also by who gets both halves at once', () => {
    for (const chunkBytes of [1, 3, Number.POSITIVE_INFINITY])
      for (const part of slowEnd(50).parts.keys()) {
        const script = scriptOf(slowEnd(50), part)
        const { dialer, answerer } = pair({ dialer: script, answerer: script, chunkBytes })
        assert.deepEqual([dialer.outcome, answerer.outcome], ['finished', 'finished'])
      }
  })
})

describe('probes/smtp-slow-drip', () => {
  it('says a short message byte by byte, one a second, and is given as long', () => {
    const [mail, ...others] = mailIn(scriptOf(smtpSlowDrip, 0))
    assert.ok(mail && others.length === 0)
    assert.deepEqual(mail.delivery, { cuts: 'each', pauseMs: 1000 })
    assert.ok(mail.bytes.length >= 40 && mail.bytes.length <= 80)
    assert.equal(smtpSlowDrip.waitMs?.(0), mail.bytes.length * 1000)
  })

  it('finishes at both ends', () => {
    const script = scriptOf(slowDrip(3), 0)
    const { dialer, answerer } = pair({ dialer: script, answerer: script, chunkBytes: 1 })
    assert.deepEqual([dialer.outcome, answerer.outcome], ['finished', 'finished'])
  })
})

describe('probes/smtp-slow-greeting', () => {
  it('greets byte by byte, and after 5, 15 and 40 s, and is waited for as long', () => {
    assert.deepEqual(
      smtpSlowGreeting.parts.map((_, part) => smtpSlowGreeting.waitMs?.(part)),
      [0, 5000, 15_000, 40_000],
    )
    const greetings = smtpSlowGreeting.parts.map((_, part) => scriptOf(smtpSlowGreeting, part).steps[0])
    const deliveries = greetings.map(step => (step?.kind === 'say' ? step.delivery : undefined))
    assert.equal(deliveries[0]?.cuts, 'each')
    assert.deepEqual(
      deliveries.slice(1).map(it => it?.pauseMs),
      [5000, 15_000, 40_000],
    )
    const words = greetings.map(step => (step?.kind === 'say' ? textOf(step.bytes) : ''))
    assert.equal(new Set(words).size, 1)
  })
})

describe('probes that take minutes', () => {
  it('are asked when they are wished for and else not, in both directions', () => {
    const usual = [...planRun({ rows, seed: bytesOf('slow') }).sessions.values()]
    assert.ok(!usual.some(({ probe }) => /-slow-|-idle$/.test(probe)))
    for (const direction of ['incoming', 'outgoing'])
      assert.deepEqual([...new Set(slow.filter(it => it.row.direction === direction).map(it => it.probe))].sort(), [
        'imap-idle',
        'smtp-idle',
        'smtp-slow-drip',
        'smtp-slow-end',
        'smtp-slow-greeting',
        'smtp-slow-sizes',
      ])
  })

  it('come behind everything else, the long silences last', () => {
    const last = (probe: string) => Math.max(...roundsWith(it => it === probe))
    const others = Math.max(...roundsWith(it => !slow.some(({ probe }) => probe === it)))
    assert.ok(others < Math.min(...roundsWith(it => it.includes('-slow-'))))
    assert.equal(last('smtp-idle'), Math.max(...plan.rounds.map(({ index }) => index)))
    assert.equal(openings.at(-1), 'idle')

    function roundsWith(test: (probe: string) => boolean): readonly number[] {
      const its = plan.rounds.filter(({ sessions }) =>
        sessions.some(({ probe, row }) => row.protocol === 'smtp' && test(probe)),
      )
      return its.map(({ index }) => index)
    }
  })

  it('stand for long no more than three at a time on a port', () => {
    for (const { sessions } of plan.rounds)
      for (const port of [25, 143]) {
        const idling = sessions.filter(({ probe, row }) => row.port === port && probe.endsWith('-idle'))
        assert.ok(idling.length <= 3)
        // Nobody else waits for a port on which they stand.
        if (idling.length > 0)
          assert.ok(sessions.every(({ probe, row }) => row.port !== port || probe.endsWith('-idle')))
      }
  })

  it('are given their silence before they are given up', () => {
    for (const { probe, part, idleMs } of slow.filter(it => it.probe === 'smtp-slow-greeting'))
      assert.equal(idleMs, 8000 + (smtpSlowGreeting.waitMs?.(part) ?? 0), probe)
  })
})
