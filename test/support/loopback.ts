/** Two ends on loopback: one session of the plan, played for real. */

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { answererScript } from '../../src/plan/plan.ts'
import type { Session } from '../../src/plan/session.ts'
import { createRecorder } from '../../src/tape/recorder.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { lazyRsa, makeCertificate } from '../../src/wire/certificate.ts'
import { dial } from '../../src/wire/dial.ts'
import { playLibrary } from '../../src/wire/library.ts'
import { playSession } from '../../src/wire/play.ts'

const rsa = lazyRsa('probe.example')
const certificate = makeCertificate({ commonName: 'probe.example' }).then(made => ({ ...made, rsa }))

/** Plays one session between two sockets of this process and gives both tapes, the dialer's first. */
export async function playOnLoopback(session: Session, others: readonly Session[] = []): Promise<[Tape, Tape]> {
  const signal = new AbortController().signal
  const nowMs = () => performance.now()
  const head = {
    direction: session.row.direction,
    family: 4,
    transport: 'tcp',
    port: 2525,
    local: null,
    remote: null,
  } as const
  const server = createServer({ allowHalfOpen: true })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const accepted = new Promise<Socket>(resolve => server.once('connection', resolve))
  const dialed = await dial({
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    localAddress: '127.0.0.1',
    timeoutMs: 2000,
    signal,
  })
  if (dialed.kind === 'failed') throw new Error(dialed.code)
  const common = { certificate: () => certificate, idleMs: session.idleMs, signal }
  const dialer = {
    ...common,
    recorder: createRecorder({ ...head, end: 'client', role: 'dialer', session: session.id }, nowMs),
    strangers: null,
  }
  const answerer = {
    ...common,
    recorder: createRecorder({ ...head, end: 'responder', role: 'answerer', session: null }, nowMs),
    strangers: { bytes: 2048, timeMs: 10_000 },
  }
  dialer.recorder.open({ local: null, remote: null })
  const expected = [...others, session]
  const played = session.library
    ? Promise.all([
        playLibrary(dialed.socket, { ...dialer, role: 'dialer', task: session.library, nonce: session.nonce }),
        playLibrary(await accepted, {
          ...answerer,
          role: 'answerer',
          kind: session.library.kind ?? 'smtp',
          expected: expected.map(({ id, nonce }) => ({ session: id, nonce })),
        }),
      ])
    : Promise.all([
        playSession(dialed.socket, { ...dialer, role: 'dialer', script: session.script }),
        playSession(await accepted, { ...answerer, role: 'answerer', script: answererScript(expected) }),
      ])
  const tapes = await played
  server.close()
  return tapes
}
