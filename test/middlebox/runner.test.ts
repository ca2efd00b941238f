/** The order in which a session gets its events and has its actions done. */
import assert from 'node:assert/strict'
import type { DeviceEvent, DeviceSession } from '../../src/middlebox/device.ts'
import { type Rim, runSession } from '../../src/middlebox/runner.ts'

/** A rim that writes down what it is told; `dialed` ends the dial. */
function notebook(): { rim: Rim; notes: string[]; dialed: (event: DeviceEvent) => void } {
  const notes: string[] = []
  const note = (text: string): void => void notes.push(text)
  let resolve: (event: DeviceEvent) => void = () => {}
  const promise = new Promise<DeviceEvent>(done => {
    resolve = done
  })
  const rim: Rim = {
    connect: () => {
      note('connect')
      return promise
    },
    openTls: async () => ({ kind: 'tls-opened' }),
    send: to => note(`send ${to}`),
    fin: to => note(`fin ${to}`),
    reset: to => note(`reset ${to}`),
    wait: (_, then) => then(),
    settle: busy => note(busy ? 'busy' : 'idle'),
  }
  return { rim, notes, dialed: resolve }
}

describe('middlebox runner', () => {
  it('keeps events until a dial has ended, and gives its outcome first', async () => {
    const { rim, notes, dialed } = notebook()
    const session: DeviceSession = event => {
      notes.push(`event ${event.kind}`)
      return event.kind === 'accepted' ? [{ kind: 'connect' }, { kind: 'fin', to: 'dialer' }] : []
    }
    const happen = runSession(session, rim)
    happen({ kind: 'accepted' })
    happen({ kind: 'fin', from: 'dialer' })
    assert.deepEqual(notes.splice(0), ['event accepted', 'connect', 'busy'])
    dialed({ kind: 'connected' })
    await new Promise(setImmediate)
    assert.deepEqual(notes, ['fin dialer', 'event connected', 'event fin', 'idle'])
  })

  it('does quick actions at once, and tells a timer as an event', () => {
    const { rim, notes } = notebook()
    const session: DeviceSession = event =>
      event.kind === 'accepted'
        ? [
            { kind: 'send', to: 'dialer', bytes: new Uint8Array(1) },
            { kind: 'wait', waitMs: 1 },
          ]
        : [{ kind: 'reset', to: 'answerer' }]
    runSession(session, rim)({ kind: 'accepted' })
    assert.deepEqual(notes, ['send dialer', 'reset answerer', 'idle'])
  })
})
