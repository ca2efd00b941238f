import assert from 'node:assert/strict'
import { captureComments } from '../../src/bundle/wireshark.ts'
import { judgeRun } from '../../src/run/judging.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { changedTapes, cleanTapes, pathWith, rows, sessionsOf } from '../run/path.ts'
import { heard, opened, sent, tapeOf } from '../support/tapes.ts'

/** What is said in the captures of both tapes of one session. */
function commentsOf(make: (id: { readonly nonce: string; readonly id: string }) => readonly [Tape, Tape]) {
  const path = pathWith([rows.echoIn])
  const sessions = sessionsOf(path, rows.echoIn).slice(0, 1)
  const [session] = sessions
  assert.ok(session)
  const [dialer, answerer] = make(session)
  const nothing = { arrivals: [], blind: 'this is a test' }
  const { results } = judgeRun({
    ...{ runId: 'r', startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1, failOn: 'fault', aborted: false },
    ...{ rows: [rows.echoIn], client: path.responder, clockOriginMs: 0, missing: [], limits: [] },
    paths: [
      {
        facts: { ...path, tapes: [dialer, answerer] },
        sessions,
        besides: [],
        witnesses: { incoming: nothing, outgoing: nothing },
      },
    ],
  })
  const comments = captureComments(results)
  return { dialer: comments.get(dialer) ?? [], answerer: comments.get(answerer) ?? [] }
}

function tapesWith(said: string, came: string) {
  return ({ id, nonce }: { readonly nonce: string; readonly id: string }): readonly [Tape, Tape] => {
    const head = { port: 10045, session: id }
    return [
      tapeOf('dialer', [opened(), sent(`${nonce}${said}`)], { head }),
      tapeOf('answerer', [opened(), heard(`${nonce}${came}`)], { head }),
    ]
  }
}

describe('bundle/wireshark', () => {
  it('says at both ends what was sent and what came, each where its own flow has it', () => {
    const session = { nonce: 'n0nce' }
    const { dialer, answerer } = commentsOf(it => {
      session.nonce = it.nonce
      return tapesWith(' STARTTLS\r\n', ' XXXXXXXX\r\n')(it)
    })
    const at = session.nonce.length + 1
    const text = `Pathproof: replaced on the way. Sent at byte ${at}: "STARTTLS". Heard at byte ${at}: "XXXXXXXX".`
    assert.deepEqual(dialer, [{ kind: 'sent', at, text }])
    assert.deepEqual(answerer, [{ kind: 'heard', at, text }])
  })

  it('says that nothing stands for what was taken out, and cuts short what is long', () => {
    const { dialer } = commentsOf(tapesWith(`\r\n${'x'.repeat(200)}\r\nend\r\n`, '\r\nend\r\n'))
    const [comment] = dialer
    assert.match(comment?.text ?? '', /removed on the way\. Sent at byte \d+: "x{60}" \.\.\. \(20\d bytes\)/)
    assert.match(comment?.text ?? '', /Heard at byte \d+: nothing\.$/)
  })

  it('escapes what came from the network', () => {
    const { answerer } = commentsOf(tapesWith(' hello\r\n', ' \x1b[2J\x00\xff\r\n'))
    assert.ok(answerer.length > 0)
    for (const { text } of answerer) assert.match(text, /^[\x20-\x7e]*$/)
  })

  it('says nothing of sessions that came as they were', () => {
    const { dialer, answerer } = commentsOf(it => cleanTapes({ ...sessionOf(), ...it }))
    assert.deepEqual([dialer, answerer], [[], []])
  })

  it('finds the tapes of a changed session', () => {
    const { dialer, answerer } = commentsOf(it => changedTapes({ ...sessionOf(), ...it }))
    assert.deepEqual([dialer.length, answerer.length], [1, 1])
  })
})

function sessionOf() {
  const [session] = sessionsOf(pathWith([rows.echoIn]), rows.echoIn)
  assert.ok(session)
  return session
}
