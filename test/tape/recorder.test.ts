import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { createRecorder, type Recorder } from '../../src/tape/recorder.ts'
import type { TlsFacts } from '../../src/tape/tape.ts'

const start = {
  end: 'client',
  role: 'dialer',
  direction: 'incoming',
  family: 4,
  transport: 'tcp',
  port: 25,
  session: null,
  local: null,
  remote: null,
} as const

const facts: TlsFacts = { version: 'v', cipher: 'c', exporter: 'e', certificate: 'x', subject: 's', issuer: 'i' }

/** A recorder whose clock goes on by 10 ms at every event. */
function recorderAt(startMs: number): Recorder {
  let nowMs = startMs - 10
  return createRecorder(start, () => {
    nowMs += 10
    return nowMs
  })
}

describe('tape/recorder', () => {
  it('writes down what was to be offered where TLS begins, if it is not the usual', () => {
    const recorder = createRecorder(start, () => 7)
    recorder.tlsBegin({ serverName: 'a.example' })
    recorder.tlsBegin()
    assert.deepEqual(recorder.seal({ kind: 'closed', script: 'finished' }).events, [
      { kind: 'tls-begin', atMs: 7, offer: { serverName: 'a.example' } },
      { kind: 'tls-begin', atMs: 7 },
    ])
  })

  it('writes down what happens, in order and with its time', () => {
    const recorder = createRecorder(start, () => 7)
    const ends = { local: { address: '192.0.2.1', port: 4000 }, remote: { address: '192.0.2.2', port: 25 } }
    recorder.open(ends)
    recorder.heard('wire', bytesOf('220 hi\r\n'))
    recorder.sent('wire', bytesOf('STARTTLS\r\n'))
    recorder.mark('tls-begin')
    recorder.tlsOpen(facts)
    recorder.sent('tls', bytesOf('QUIT\r\n'))
    recorder.mark('fin-sent')
    recorder.mark('fin-heard')
    recorder.claim('s1')
    assert.deepEqual(recorder.seal({ kind: 'closed', script: 'finished' }), {
      head: { ...start, ...ends, session: 's1', startedAtMs: 7 },
      events: [
        { kind: 'open', atMs: 7, tookMs: 0 },
        { kind: 'heard', atMs: 7, layer: 'wire', bytes: bytesOf('220 hi\r\n') },
        { kind: 'sent', atMs: 7, layer: 'wire', bytes: bytesOf('STARTTLS\r\n') },
        { kind: 'tls-begin', atMs: 7 },
        { kind: 'tls-open', atMs: 7, tls: facts },
        { kind: 'sent', atMs: 7, layer: 'tls', bytes: bytesOf('QUIT\r\n') },
        { kind: 'fin-sent', atMs: 7 },
        { kind: 'fin-heard', atMs: 7 },
      ],
      ending: { kind: 'closed', script: 'finished', atMs: 7 },
    })
  })

  it('takes the time of every event, and how long the connection took', () => {
    const recorder = recorderAt(100)
    recorder.sent('wire', bytesOf('a'))
    recorder.tlsFailed('no')
    const { head, events, ending } = recorder.seal({ kind: 'left', script: 'unfinished' })
    assert.deepEqual([head.startedAtMs, ...events.map(event => event.atMs), ending.atMs], [100, 110, 120, 130])
    const opened = recorderAt(100)
    opened.open({ local: null, remote: null })
    const [open] = opened.seal({ kind: 'left', script: 'unfinished' }).events
    assert.ok(open?.kind === 'open' && open.tookMs > 0)
  })

  it('is final when sealed: nothing is taken any more, and sealing again gives the same tape', () => {
    const recorder = recorderAt(0)
    recorder.sent('wire', bytesOf('a'))
    assert.equal(recorder.isSealed(), false)
    const tape = recorder.seal({ kind: 'idle', script: 'unfinished', resetSent: true })
    const copy = structuredClone(tape)
    recorder.sent('wire', bytesOf('b'))
    recorder.heard('tls', bytesOf('c'))
    recorder.mark('fin-heard')
    recorder.claim('late')
    recorder.open({ local: { address: '192.0.2.1', port: 1 }, remote: null })
    recorder.tlsOpen(facts)
    recorder.tlsFailed('late')
    assert.equal(recorder.seal({ kind: 'closed', script: 'finished' }), tape)
    assert.deepEqual(tape, copy)
    assert.equal(recorder.isSealed(), true)
  })

  it('knows what it holds, and how many bytes crossed the wire', () => {
    const recorder = recorderAt(0)
    assert.equal(recorder.has('fin-heard'), false)
    recorder.mark('fin-heard')
    recorder.sent('wire', bytesOf('abc'))
    recorder.heard('wire', bytesOf('de'))
    recorder.sent('tls', bytesOf('not on the wire'))
    assert.equal(recorder.has('fin-heard'), true)
    assert.equal(recorder.has('fin-sent'), false)
    assert.equal(recorder.wireBytes(), 5)
  })
})
