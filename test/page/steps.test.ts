import assert from 'node:assert/strict'
import { sessionClock } from '../../src/page/clock.ts'
import { boundedSteps, type Step, stepsOf } from '../../src/page/steps.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { heard, mark, sent, tapeOf, tlsOpened } from '../support/tapes.ts'
import { asaTapes } from './samples.ts'

const clocks = [{ family: 4 as const, offsetMs: -4000.5, roundTripMs: 20 }]

function stepsFor(client: Tape | null, responder: Tape | null): readonly Step[] {
  return stepsOf({ client, responder }, sessionClock({ client, responder }, clocks))
}

function short(steps: readonly Step[]) {
  return steps.map(step => (step.kind === 'words' ? `${step.from} ${step.fate}` : `${step.end}: ${step.what}`))
}

describe('page/steps', () => {
  const [client, responder] = asaTapes()

  it('tells what crossed unchanged from what was changed, in the order in which one led to another', () => {
    const steps = stepsFor(client, responder)
    assert.deepEqual(
      short(steps).filter(it => /same|changed/.test(it)),
      ['responder changed', 'client same', 'responder changed'],
    )
    assert.deepEqual(short(steps).slice(0, 3), [
      'client: the connection stands',
      'responder: the connection stands',
      'responder changed',
    ])
  })

  it('lets nothing be heard before it was said, however wrong the clocks are', () => {
    for (const offsetMs of [-5000, -4000.5, -3000]) {
      const clock = sessionClock({ client, responder }, [{ family: 4, offsetMs, roundTripMs: null }])
      const steps = short(stepsOf({ client, responder }, clock))
      assert.deepEqual(
        steps.filter(it => /same|changed/.test(it)),
        ['responder changed', 'client same', 'responder changed'],
      )
      assert.ok(steps.indexOf('client: says its end (FIN)') < steps.indexOf('responder: hears the end (FIN)'))
    }
  })

  it('takes an end that came much too soon for one that the path said', () => {
    const early = tapeOf('dialer', [mark('fin-heard')])
    const late = tapeOf('answerer', [mark('fin-sent')], { head: { startedAtMs: 4500 } })
    const steps = short(stepsFor(early, late))
    assert.ok(steps.indexOf('client: hears the end (FIN)') < steps.indexOf('responder: says its end (FIN)'))
  })

  it('says what was not heard, what was never sent, and where there is no tape', () => {
    const end = (kind: 'dialer' | 'answerer', ...events: Parameters<typeof tapeOf>[1]) => tapeOf(kind, events)
    assert.ok(short(stepsFor(end('dialer', sent('a')), end('answerer'))).includes('client not-heard'))
    assert.ok(short(stepsFor(end('dialer'), end('answerer', heard('a')))).includes('client not-sent'))
    assert.ok(short(stepsFor(end('dialer', sent('a')), null)).includes('client unseen'))
  })

  it('says how each end ended', () => {
    const tape = tapeOf('dialer', [], { ending: { kind: 'reset-heard', code: 'ECONNRESET' } })
    assert.deepEqual(short(stepsFor(tape, null)), ['client: a reset came (ECONNRESET)'])
  })

  it('leaves ciphertext out where the words inside were taped', () => {
    const both = (kind: 'dialer' | 'answerer', first: typeof sent) =>
      tapeOf(kind, [mark('tls-begin'), first('\x16'), tlsOpened(), first('QUIT', 'tls')])
    const steps = stepsFor(both('dialer', sent), both('answerer', heard))
    assert.deepEqual(
      steps.flatMap(it => (it.kind === 'words' ? [it.sent?.layer] : [])),
      ['tls'],
    )
  })

  it('bounds a long session, keeps what was changed and counts the rest', () => {
    const talk = Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? sent(`${at}`) : heard(`${at}`)))
    const answer = Array.from({ length: 200 }, (_, at) =>
      at % 2 === 0 ? heard(at === 100 ? 'X' : `${at}`) : sent(`${at}`),
    )
    const all = stepsFor(tapeOf('dialer', talk), tapeOf('answerer', answer, { head: { startedAtMs: 4000.5 } }))
    const steps = boundedSteps(all)
    assert.ok(steps.length <= 60)
    assert.ok(steps.some(it => it.kind === 'words' && it.fate === 'changed'))
    const left = steps.reduce((sum, it) => sum + (it.kind === 'left-out' ? it.steps : 0), 0)
    assert.equal(left + steps.filter(it => it.kind !== 'left-out').length, all.length)
  })
})
