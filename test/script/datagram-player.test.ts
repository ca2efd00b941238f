import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, textOf } from '../../src/bytes.ts'
import {
  createDatagramAnswerer,
  createDatagramDialer,
  type DatagramAction,
  type DatagramEvent,
} from '../../src/script/datagram-player.ts'
import type { DatagramScript, Exchange } from '../../src/script/datagrams.ts'

/** Three tries with a key each, then two requests of which the second has two equal answers. */
function scriptOf(name = 'a', others: readonly Exchange[] = [asked('one', 'uno'), asked('two', 'due', 'due')]) {
  const keys = [1, 2, 3].map(at => ({ bytes: bytesOf(`key-${name}-number-${at}`), folds: false }))
  const tries = keys.map(({ bytes }, at) => ({
    bytes: bytesOf(`hello ${textOf(bytes)} !`),
    replies: [bytesOf(`welcome ${name} ${at + 1}`)],
  }))
  return { keys, exchanges: [{ tries }, ...others] } satisfies DatagramScript
}

function asked(request: string, ...replies: string[]): Exchange {
  const one = { bytes: bytesOf(request), replies: replies.map(bytesOf) }
  return { tries: [one, { ...one }, { ...one }] }
}

interface Coming {
  readonly afterMs: number
  readonly text: string
  readonly fromPeer?: boolean
}

/** Plays the dialer in time that passes at once; `path` says what comes back for the datagram number `count`. */
function dialed(script: DatagramScript, path: (text: string, count: number) => readonly Coming[], patient = false) {
  const player = createDatagramDialer(script, { patient })
  const sent: string[] = []
  const coming: { atMs: number; event: DatagramEvent }[] = []
  let timerAtMs = Number.POSITIVE_INFINITY
  let nowMs = 0
  let outcome: string | null = null
  take(player({ kind: 'open', atMs: nowMs }))
  while (outcome === null) {
    coming.sort((a, b) => a.atMs - b.atMs)
    const next = coming[0]
    if (next !== undefined && next.atMs <= timerAtMs) {
      coming.shift()
      nowMs = next.atMs
      take(player(next.event))
    } else {
      assert.ok(Number.isFinite(timerAtMs), 'it waits for nothing')
      nowMs = timerAtMs
      timerAtMs = Number.POSITIVE_INFINITY
      take(player({ kind: 'timer', atMs: nowMs }))
    }
  }
  return { sent, outcome, doneAtMs: nowMs }

  function take(actions: readonly DatagramAction[]): void {
    for (const action of actions) {
      if (action.kind === 'timer') timerAtMs = nowMs + action.waitMs
      else if (action.kind === 'done') outcome = action.outcome
      else {
        const text = textOf(action.bytes)
        sent.push(`${nowMs} ${text}`)
        for (const { afterMs, text: back, fromPeer = true } of path(text, sent.length)) {
          const atMs = nowMs + afterMs
          coming.push({ atMs, event: { kind: 'heard', atMs, bytes: bytesOf(back), fromPeer } })
        }
      }
    }
  }
}

/** What the answerer of the script would send back, after so long. */
function answers(script: DatagramScript, afterMs = 10) {
  const tries = script.exchanges.flatMap(exchange => exchange.tries)
  return (text: string): Coming[] =>
    (tries.find(it => textOf(it.bytes) === text)?.replies ?? []).map(reply => ({ afterMs, text: textOf(reply) }))
}

const hello = (at: number, name = 'a') => `hello key-${name}-number-${at} !`

describe('script/datagram-player: the dialer', () => {
  const script = scriptOf()

  it('asks the first exchange alone, then all others, 2 ms apart, and listens on for 150 ms', () => {
    assert.deepEqual(dialed(script, answers(script)), {
      sent: [`0 ${hello(1)}`, '12 one', '14 two'],
      outcome: 'finished',
      doneAtMs: 24 + 150,
    })
  })

  it('asks three times in other words and gives up after 4 s; the others are never sent', () => {
    const nothing = () => []
    const sent = [`0 ${hello(1)}`, `700 ${hello(2)}`, `1900 ${hello(3)}`]
    assert.deepEqual(dialed(script, nothing), { sent, outcome: 'unfinished', doneAtMs: 4000 })
    const slower = [`0 ${hello(1)}`, `1400 ${hello(2)}`, `3800 ${hello(3)}`]
    assert.deepEqual(dialed(script, nothing, true), { sent: slower, outcome: 'unfinished', doneAtMs: 8000 })
  })

  it('goes on when a later try is answered', () => {
    const played = dialed(script, (text, count) => (count === 1 ? [] : answers(script)(text)))
    assert.deepEqual(played.sent, [`0 ${hello(1)}`, `700 ${hello(2)}`, '712 one', '714 two'])
    assert.equal(played.outcome, 'finished')
  })

  it('asks again only what was not answered', () => {
    const played = dialed(script, (text, count) => (text === 'one' && count < 4 ? [] : answers(script)(text)))
    assert.deepEqual(played.sent, [`0 ${hello(1)}`, '12 one', '14 two', '712 one'])
    assert.equal(played.outcome, 'finished')
  })

  it('gives an exchange up 4 s after its own first try', () => {
    const played = dialed(script, text => (text === 'two' ? [] : answers(script)(text)))
    assert.deepEqual(played.sent.slice(2), ['14 two', '714 two', '1914 two'])
    assert.deepEqual([played.outcome, played.doneAtMs], ['unfinished', 4014])
  })

  it('counts equal answers', () => {
    const once = dialed(script, text => answers(script)(text).slice(0, 1))
    assert.equal(once.outcome, 'finished', 'each try brought one of the two')
    assert.deepEqual(once.sent.slice(2), ['14 two', '714 two'])
  })

  it('takes a changed answer for an answer of the far end, and does not count it', () => {
    const played = dialed(script, text =>
      answers(script)(text).map(it => ({ ...it, text: it.text.replace('welcome', '*******') })),
    )
    assert.deepEqual(played.sent, [`0 ${hello(1)}`, '12 one', '14 two', `700 ${hello(2)}`, `1900 ${hello(3)}`])
    assert.deepEqual([played.outcome, played.doneAtMs], ['unfinished', 4000])
  })

  it('is not set going by a datagram from elsewhere, but by the very answer from there', () => {
    const foreign = dialed(script, () => [{ afterMs: 5, text: 'anything', fromPeer: false }])
    assert.deepEqual([foreign.sent.length, foreign.outcome], [3, 'unfinished'])
    const moved = dialed(script, text => answers(script)(text).map(it => ({ ...it, fromPeer: false })))
    assert.deepEqual([moved.sent.length, moved.outcome], [3, 'finished'])
  })

  it('waits on a slow path for the answers to the tries that were not needed', () => {
    const played = dialed(script, answers(script, 800))
    assert.deepEqual(played.sent, [`0 ${hello(1)}`, `700 ${hello(2)}`, '802 one', '804 two', '1502 one', '1504 two'])
    assert.deepEqual([played.outcome, played.doneAtMs], ['finished', 1504 + 800 + 150])
  })

  it('sends one datagram at a time also when the timer comes late', () => {
    const player = createDatagramDialer(script, { patient: false })
    player({ kind: 'open', atMs: 0 })
    player({ kind: 'heard', atMs: 10, bytes: bytesOf('welcome a 1'), fromPeer: true })
    const late = [3000, 3002, 3004, 3006].map(atMs => player({ kind: 'timer', atMs }))
    assert.deepEqual(
      late.map(actions => actions.filter(it => it.kind === 'send').length),
      [1, 1, 1, 1],
    )
  })

  it('does not wait for an answer to a request that has none', () => {
    const silent = scriptOf('a', [asked('no answer')])
    assert.deepEqual(dialed(silent, answers(silent)).sent, [`0 ${hello(1)}`, '12 no answer'])
  })

  it('ends on any path, and sends no try twice', () => {
    const path = fc.array(fc.record({ lost: fc.boolean(), afterMs: fc.nat(3000), copies: fc.nat(2) }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(path, fc.boolean(), (fates, patient) => {
        const played = dialed(
          script,
          (text, count) => {
            const fate = fates[count % Math.max(1, fates.length)]
            if (fate === undefined || fate.lost) return []
            return Array.from({ length: fate.copies }, () => answers(script, fate.afterMs)(text)).flat()
          },
          patient,
        )
        assert.ok(played.sent.length <= 9)
        assert.ok(played.doneAtMs <= 20_000)
      }),
      { numRuns: 100 },
    )
  })
})

describe('script/datagram-player: the answerer', () => {
  const here = { address: '192.0.2.1', port: 4000 }
  const otherPort = { address: '192.0.2.1', port: 4001 }
  const elsewhere = { address: '192.0.2.2', port: 4000 }
  const script = scriptOf()

  function answerer(...names: string[]) {
    const sessions = names.map(name => ({ session: name, script: scriptOf(name) }))
    const answering = createDatagramAnswerer(sessions)
    return {
      ...answering,
      /** What is sent back, as text; the kind when it is nobody's. */
      say: (text: string, source = here) => {
        const answer = answering.heard(bytesOf(text), source)
        if (answer.kind === 'stranger' || answer.kind === 'late') return answer.kind
        return [answer.kind, answer.session, ...answer.replies.map(textOf)].join(', ')
      },
    }
  }

  it('learns from the key whose datagram it is, and answers the words of the script', () => {
    const { say, outcomeOf } = answerer('b', 'a')
    assert.equal(say(hello(1)), 'claimed, a, welcome a 1')
    assert.equal(say('one'), 'bound, a, uno')
    assert.equal(outcomeOf('a'), 'unfinished')
    assert.equal(say('two'), 'bound, a, due, due')
    assert.equal(outcomeOf('a'), 'finished')
    assert.equal(outcomeOf('b'), 'unfinished')
  })

  it('answers nobody without a key', () => {
    const { say } = answerer('a')
    for (const text of ['', 'hello', 'one', 'two', hello(1, 'b')]) assert.equal(say(text), 'stranger')
  })

  it('answers each key once, and only where it came from first', () => {
    const { say } = answerer('a')
    assert.equal(say(hello(2)), 'claimed, a, welcome a 2')
    assert.equal(say(hello(2)), 'bound, a')
    assert.equal(say(hello(1)), 'bound, a, welcome a 1')
    for (const source of [otherPort, elsewhere]) {
      for (const text of [hello(1), hello(2), hello(3), 'one']) assert.equal(say(text, source), 'stranger')
    }
  })

  it('answers a request no more often than it has tries', () => {
    const { say } = answerer('a')
    say(hello(1))
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => say('one')),
      [...Array(3).fill('bound, a, uno'), 'bound, a', 'bound, a'],
    )
  })

  it('tapes all else that comes from a known source, without an answer', () => {
    const { say } = answerer('a')
    say(hello(1))
    for (const text of ['', 'one more', 'ONE']) assert.equal(say(text), 'bound, a')
  })

  it('answers a changed first datagram with no more than three times its size', () => {
    const { say } = answerer('a')
    assert.equal(say('HELLO key-a-number-1 ?'), 'claimed, a, welcome a 1')
    const long = createDatagramAnswerer([
      {
        session: 'x',
        script: { ...script, exchanges: [{ tries: [{ bytes: bytesOf(hello(1)), replies: [new Uint8Array(61)] }] }] },
      },
    ])
    const answer = long.heard(bytesOf('key-a-number-1 1234*'), here)
    assert.deepEqual(answer, { kind: 'claimed', session: 'x', replies: [] })
    const exact = createDatagramAnswerer([{ session: 'x', script }]).heard(bytesOf(hello(1)), here)
    assert.ok(exact.kind === 'claimed' && exact.replies.length === 1)
  })

  it('knows a key in other letter case where the script says so', () => {
    for (const folds of [true, false]) {
      const keys = script.keys.map(key => ({ ...key, folds }))
      const answer = createDatagramAnswerer([{ session: 'a', script: { ...script, keys } }]).heard(
        bytesOf(hello(1).toUpperCase()),
        here,
      )
      assert.equal(answer.kind, folds ? 'claimed' : 'stranger')
    }
  })

  it('answers a later request that holds the key as well', () => {
    const later = { ...script, exchanges: [...script.exchanges, asked(`again ${hello(1)}`, 'again')] }
    const { heard } = createDatagramAnswerer([{ session: 'a', script: later }])
    heard(bytesOf(hello(1)), here)
    const answer = heard(bytesOf(`again ${hello(1)}`), here)
    assert.ok(answer.kind === 'bound')
    assert.deepEqual(answer.replies.map(textOf), ['again'])
  })

  it('hears nothing more for a session that is over', () => {
    const { say, end } = answerer('a', 'b')
    say(hello(1))
    end('a')
    for (const text of ['one', hello(1), hello(2)]) assert.equal(say(text), 'late')
    assert.equal(say(hello(3), elsewhere), 'stranger')
    // The host may give the same port to a later session.
    assert.equal(say(hello(1, 'b')), 'claimed, b, welcome b 1')
    assert.equal(say('one'), 'bound, b, uno')
  })

  it('expects more sessions without forgetting what it heard', () => {
    const { say, expect } = answerer('a')
    say(hello(1))
    expect(['a', 'b'].map(name => ({ session: name, script: scriptOf(name) })))
    assert.equal(say(hello(1)), 'bound, a')
    assert.equal(say(hello(1, 'b'), otherPort), 'claimed, b, welcome b 1')
  })

  it('never sends more than the script has, whatever comes from wherever', () => {
    const texts = fc.constantFrom(hello(1), hello(2), hello(3), `x${hello(1)}`, 'one', 'two', 'three', '')
    const sources = fc.constantFrom(here, otherPort, elsewhere)
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, sources), { maxLength: 60 }), datagrams => {
        const { heard } = createDatagramAnswerer([{ session: 'a', script }])
        const answered = new Set<string>()
        let replies = 0
        for (const [text, source] of datagrams) {
          const answer = heard(bytesOf(text), source)
          if ((answer.kind !== 'claimed' && answer.kind !== 'bound') || answer.replies.length === 0) continue
          answered.add(`${source.address} ${source.port}`)
          replies += answer.replies.length
        }
        assert.ok(answered.size <= 1)
        assert.ok(replies <= 3 + 3 + 6)
      }),
      { numRuns: 200 },
    )
  })
})
