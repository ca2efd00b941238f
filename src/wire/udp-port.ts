/**
 * One armed UDP port: it answers the sessions that it expects, and tapes them and everybody else. Knows nothing of
 * rounds; who may call is told to it.
 */
import type { RemoteInfo, Socket } from 'node:dgram'
import type { FamilyRow, Session } from '../plan/session.ts'
import { createDatagramAnswerer, type DatagramAnswer } from '../script/datagram-player.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { Ending, Endpoint, Tape } from '../tape/tape.ts'
import { sendUdp, sourceOf } from './udp-socket.ts'

export interface UdpPortOptions {
  /** Open, on the exact address; whoever opened it closes it. */
  readonly socket: Socket
  readonly local: Endpoint
  /** Strangers from elsewhere get no more than half of the room. */
  readonly peerAddress: string
  /** Whoever calls from another address is a stranger, whatever key he shows. */
  readonly onlyPeer?: true | undefined
  /** A row of this port, for tapes that belong to no session. */
  readonly row: FamilyRow
  readonly newRecorder: (of: { role: 'answerer'; session: Session | null; row: FamilyRow }) => Recorder
  readonly onTape: (tape: Tape) => void
}

export interface UdpPort {
  /** These may call from now on too. */
  readonly expect: (sessions: readonly Session[]) => void
  /**
   * Seals the tapes of these sessions: a conversation in datagrams has no end of its own. Those of strangers too, when
   * nobody may call any more.
   */
  readonly seal: (sessions: readonly string[]) => void
  /** Seals everything that is left; what comes later is not heard any more. */
  readonly close: () => void
  /** Datagrams that were heard and stand on no tape. */
  readonly untaped: () => number
}

/** Sources without a key that get a tape. */
const STRANGERS = 64
/** What is taped of each of them. */
const STRANGER_BYTES = 2048
/** Far more than any session has, both flows: a source that floods is cut off here. */
const SESSION_BYTES = 256 * 1024

interface Stranger {
  readonly recorder: Recorder
  readonly isPeer: boolean
  /** More came than was taped. */
  over: boolean
}

/** Begins to listen on the socket. */
export function createUdpPort(options: UdpPortOptions): UdpPort {
  const { socket, local, row, newRecorder, onTape } = options
  const answerer = createDatagramAnswerer([])
  const expected = new Map<string, Session>()
  const tapes = new Map<string, Recorder>()
  const strangers = new Map<string, Stranger>()
  let untaped = 0
  let closed = false
  socket.on('message', take)

  return {
    expect: sessions => {
      for (const session of sessions) if (!expected.has(session.id)) expected.set(session.id, session)
      answerer.expect(
        sessions.flatMap(({ id, datagrams }) => (datagrams === undefined ? [] : [{ session: id, script: datagrams }])),
      )
    },
    seal: sessions => {
      const mine = sessions.filter(session => expected.has(session))
      for (const session of mine) end(session, 'closed')
      // As long as somebody may call, a stranger may still turn out to be that somebody.
      if (mine.length > 0 && expected.size === 0) sealStrangers()
    },
    close: () => {
      closed = true
      socket.off('message', take)
      for (const session of expected.keys()) end(session, 'aborted')
      sealStrangers()
    },
    untaped: () => untaped,
  }

  function take(message: Uint8Array, info: RemoteInfo): void {
    if (closed) return
    const source = sourceOf(info)
    const bytes = new Uint8Array(message)
    if (options.onlyPeer === true && source.address !== options.peerAddress) return keepStranger(bytes, source)
    const answer = answerer.heard(bytes, source)
    switch (answer.kind) {
      case 'claimed':
      case 'bound':
        return converse(answer, bytes, source)
      case 'late':
        untaped++
        return
      case 'stranger':
        return keepStranger(bytes, source)
    }
  }

  function converse(
    { session, replies }: Extract<DatagramAnswer, { kind: 'claimed' | 'bound' }>,
    bytes: Uint8Array,
    source: Endpoint,
  ): void {
    const recorder = tapes.get(session) ?? begin(session, source)
    recorder.heard('wire', bytes)
    for (const reply of replies) void say(recorder, reply, source)
    if (recorder.wireBytes() > SESSION_BYTES) end(session, 'limit')
  }

  /** What its source said before it was known, changed beyond recognition, is the beginning of its tape. */
  function begin(session: string, source: Endpoint): Recorder {
    const key = keyOf(source)
    const known = strangers.get(key)?.recorder
    strangers.delete(key)
    known?.claim(session)
    const recorder = known ?? open(expected.get(session) ?? null, source)
    tapes.set(session, recorder)
    return recorder
  }

  function open(session: Session | null, remote: Endpoint): Recorder {
    const recorder = newRecorder({ role: 'answerer', session, row: session?.row ?? row })
    recorder.open({ local, remote })
    return recorder
  }

  async function say(recorder: Recorder, bytes: Uint8Array, to: Endpoint): Promise<void> {
    if ((await sendUdp(socket, bytes, to)) === null) recorder.sent('wire', bytes)
  }

  function keepStranger(bytes: Uint8Array, source: Endpoint): void {
    const key = keyOf(source)
    const stranger = strangers.get(key) ?? admit(key, source)
    if (stranger === null || stranger.recorder.wireBytes() + bytes.length > STRANGER_BYTES) {
      if (stranger !== null) stranger.over = true
      untaped++
      return
    }
    stranger.recorder.heard('wire', bytes)
  }

  function admit(key: string, source: Endpoint): Stranger | null {
    const isPeer = source.address === options.peerAddress
    const others = [...strangers.values()].filter(it => !it.isPeer).length
    if (strangers.size >= STRANGERS || (!isPeer && others >= STRANGERS / 2)) return null
    const stranger = { recorder: open(null, source), isPeer, over: false }
    strangers.set(key, stranger)
    return stranger
  }

  function sealStrangers(): void {
    for (const { recorder, over } of strangers.values()) {
      onTape(recorder.seal({ kind: over ? 'limit' : 'left', script: 'unfinished' }))
    }
    strangers.clear()
  }

  function end(session: string, kind: Ending['kind']): void {
    answerer.end(session)
    expected.delete(session)
    const recorder = tapes.get(session)
    tapes.delete(session)
    if (recorder !== undefined) onTape(recorder.seal({ kind, script: answerer.outcomeOf(session) }))
  }
}

function keyOf({ address, port }: Endpoint): string {
  return `${address} ${port}`
}
