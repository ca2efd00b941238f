/**
 * The realistic control: nodemailer sends one message to smtp-server, both over the tap; for IMAP see `library-imap.ts`. The
 * one door to both libraries, loaded at the first use because they are slow to load. What they say is on the tape like all
 * else; the player has no part in it.
 */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { textOf } from '../bytes.ts'
import type { LibraryTask } from '../plan/session.ts'
import { ehloName, serverName } from '../probes/smtp.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { Ending, Tape } from '../tape/tape.ts'
import { createDeadlines } from './deadlines.ts'
import { answerImap, loadImap, storeAndRead } from './library-imap.ts'
import type { PlayOptions } from './play.ts'
import { Tap } from './tap.ts'
import { tlsFacts } from './tls.ts'

/** A library session is played like any other, but for the script. */
export type LibraryOptions = Omit<PlayOptions, 'script' | 'role' | 'onHintable'> & LibraryRole

export type LibraryRole =
  | { readonly role: 'dialer'; readonly task: LibraryTask; readonly nonce: string }
  | {
      readonly role: 'answerer'
      readonly expected: readonly { readonly session: string; readonly nonce: string }[]
      /** What the expected sessions are; without it SMTP. */
      readonly kind?: LibraryTask['kind']
    }

const DEADLINE_MS = 60_000
const FIN_WAIT_MS = 3000
const LAST_WORDS_MS = 300
/** The first byte of a TLS handshake record (RFC 8446, 5.1). */
const HANDSHAKE = 0x16
const LF = 0x0a

/** Plays one connected socket to its end and gives the sealed tape. Never rejects. */
export function playLibrary(socket: Socket, options: LibraryOptions): Promise<Tape> {
  return new Promise(resolve => {
    const recorder = watched(options.recorder, { onMoved, onHeardWire })
    const tap = new Tap(socket, recorder)
    const deadlines = createDeadlines({ idleMs: options.idleMs, totalMs: DEADLINE_MS }, kind => seal({ kind }))
    let heardInClear = ''
    let finished = false
    let claimed = false
    let strangerTimer: NodeJS.Timeout | undefined
    const abort = () => seal({ kind: 'aborted' })
    options.signal.addEventListener('abort', abort, { once: true })
    if (options.strangers !== null) strangerTimer = setTimeout(() => seal({ kind: 'limit' }), options.strangers.timeMs)
    tap.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') seal({ kind: 'reset-heard', code: error.code })
    })
    socket.once('end', () => setImmediate(settle))
    socket.once('close', settle)
    if (options.signal.aborted) return abort()
    const onTaken = () => {
      finished = true
    }
    playRole(tap, recorder, { ...options, onTaken, isClaimed: () => claimed, onCaller: claim }).then(() => {
      if (recorder.isSealed()) return
      deadlines.waitFor(FIN_WAIT_MS, () => seal({ kind: 'left' }))
      settle()
    })

    function onMoved(): void {
      deadlines.moved()
    }

    function onHeardWire(bytes: Uint8Array): void {
      options.onHeard?.()
      if (options.role !== 'answerer' || recorder.has('tls-begin') || strangerTimer === undefined) return
      heardInClear += textOf(bytes).toUpperCase()
      const session = options.expected.find(it => heardInClear.includes(it.nonce))?.session
      if (session !== undefined) claim(session)
      else if (recorder.wireBytes() > (options.strangers?.bytes ?? 0)) seal({ kind: 'limit' })
    }

    function claim(session: string): void {
      if (claimed) return
      claimed = true
      clearTimeout(strangerTimer)
      strangerTimer = undefined
      recorder.claim(session)
      options.onClaim?.(session)
    }

    /** The libraries close by themselves; the session is over when both FINs were exchanged or the socket is gone. */
    function settle(): void {
      const bothSaidFin = recorder.has('fin-sent') && recorder.has('fin-heard')
      if (bothSaidFin) seal({ kind: 'closed' })
      else if (socket.destroyed) seal({ kind: 'left' })
      else if (recorder.has('fin-heard')) {
        tap.once('finish', () => setImmediate(settle))
        // smtp-server waits for 5 s after a FIN; its last words take no more than this.
        setTimeout(() => tap.end(), LAST_WORDS_MS).unref()
      }
    }

    function seal(ending: Pick<Ending, 'kind' | 'code'>): void {
      if (recorder.isSealed()) return
      const hard = ending.kind !== 'closed' && ending.kind !== 'reset-heard'
      const script = finished ? 'finished' : 'unfinished'
      const tape = recorder.seal({ ...ending, script, ...(hard ? { resetSent: true } : {}) })
      options.signal.removeEventListener('abort', abort)
      clearTimeout(strangerTimer)
      deadlines.stop()
      if (!socket.destroyed && hard) socket.resetAndDestroy()
      resolve(tape)
    }
  })
}

/**
 * Loads the libraries, while there is nothing else to do: loading takes 400 ms, in which no session moves. An error
 * comes back at the first use.
 */
export async function loadLibraries(): Promise<void> {
  await Promise.allSettled([import('nodemailer/lib/smtp-connection'), import('smtp-server'), loadImap()])
}

/** Tells of every move, and marks where TLS begins: the libraries do not say it. */
function watched(recorder: Recorder, on: { onMoved: () => void; onHeardWire: (bytes: Uint8Array) => void }): Recorder {
  const last = { sent: LF, heard: LF }

  /** TLS begins where a line would and no line does; a device may deliver it byte by byte. */
  function begin(kind: 'sent' | 'heard', bytes: Uint8Array): void {
    if (last[kind] === LF && bytes[0] === HANDSHAKE && !recorder.has('tls-begin')) recorder.mark('tls-begin')
    last[kind] = bytes.at(-1) ?? last[kind]
    on.onMoved()
  }

  return {
    ...recorder,
    sent: (layer, bytes) => {
      if (layer === 'wire') begin('sent', bytes)
      recorder.sent(layer, bytes)
    },
    heard: (layer, bytes) => {
      if (layer === 'wire') begin('heard', bytes)
      recorder.heard(layer, bytes)
      if (layer === 'wire') on.onHeardWire(bytes)
    },
  }
}

interface Taken {
  /** The message has crossed and was answered. */
  readonly onTaken: () => void
  /** The caller has shown a nonce of ours. */
  readonly isClaimed: () => boolean
  /** The caller shows the nonce of this session. */
  readonly onCaller: (session: string) => void
}

function playRole(tap: Tap, recorder: Recorder, options: LibraryOptions & Taken): Promise<void> {
  if (options.role === 'answerer')
    return options.kind === 'imap' ? answerImap(tap, recorder, options) : receiveMessage(tap, recorder, options)
  return options.task.kind === 'imap' ? storeAndRead(tap, recorder, options) : sendMessage(tap, recorder, options)
}

/** Ends when the dialer has nothing more to say. Errors of the library are the path's doing and on the tape. */
async function sendMessage(
  tap: Tap,
  recorder: Recorder,
  options: LibraryRole & { role: 'dialer' } & Taken,
): Promise<void> {
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection')
  // Called off while the library was loading: it would wait for a connection that is gone.
  if (recorder.isSealed()) return
  const { task, nonce } = options
  const connection = new SMTPConnection({
    connection: asSocket(tap),
    name: ehloName(nonce),
    ignoreTLS: !task.startTls,
    requireTLS: task.startTls,
    tls: { rejectUnauthorized: false },
    logger: false,
  })
  return new Promise(resolve => {
    connection.once('error', error => {
      if (task.startTls && !recorder.has('tls-open')) recorder.tlsFailed(error.message)
      connection.close()
      resolve()
    })
    connection.connect(() => {
      const secured = connection._socket
      if (secured instanceof TLSSocket) {
        recorder.tlsOpen(tlsFacts(secured, 'dialer'))
        recorder.sent('tls', task.message)
      }
      const envelope = { from: `${nonce}@client.example`, to: [`${nonce}@${serverName}`], use8BitMime: true }
      connection.send(envelope, Buffer.from(task.message), error => {
        if (!error) options.onTaken()
        connection.quit()
        resolve()
      })
    })
  })
}

/** Ends when the library has let go of the connection. */
async function receiveMessage(
  tap: Tap,
  recorder: Recorder,
  options: LibraryOptions & { role: 'answerer' } & Taken,
): Promise<void> {
  const { SMTPServer } = await import('smtp-server')
  const { certPem, keyPem } = await options.certificate()
  if (recorder.isSealed()) return
  return new Promise(resolve => {
    const server = new SMTPServer({
      name: serverName,
      cert: certPem,
      key: keyPem,
      authOptional: true,
      disabledCommands: ['AUTH'],
      disableReverseLookup: true,
      logger: false,
      onSecure: (socket, _session, callback) => {
        if (socket instanceof TLSSocket) recorder.tlsOpen(tlsFacts(socket, 'answerer'))
        callback()
      },
      // Nobody else's mail is taken: it would be lost. The nonce of a caller that came with TLS stands in its address.
      onMailFrom: (address, _session, callback) => {
        const from = address.address.toUpperCase()
        const isOurs = options.isClaimed() || options.expected.some(it => from.includes(it.nonce))
        callback(isOurs ? null : Object.assign(new Error('5.7.1 no mail is taken here'), { responseCode: 554 }))
      },
      // The message ends on the tape and nowhere else.
      onData: (stream, session, callback) => {
        stream.on('data', (chunk: Uint8Array) => {
          if (session.secure) recorder.heard('tls', new Uint8Array(chunk))
        })
        stream.on('end', () => {
          options.onTaken()
          callback(null, 'taken')
        })
        stream.on('error', () => callback(null, 'taken'))
      },
    })
    server.on('error', error => {
      if (recorder.has('tls-begin') && !recorder.has('tls-open')) recorder.tlsFailed(error.message)
    })
    tap.once('close', () => resolve())
    server.connect(asSocket(tap), {})
    greetAtOnce(server.connections)
  })
}

/** smtp-server waits 100 ms for callers that talk too soon; two round trips that prove nothing here. */
function greetAtOnce(connections: Iterable<{ connectionReady: () => void }>): void {
  for (const connection of connections) {
    const greet = connection.connectionReady.bind(connection)
    connection.connectionReady = () => undefined
    greet()
  }
}

/** The libraries are typed for a net.Socket; the tap passes on all of it that they use. */
function asSocket(tap: Duplex): Socket {
  if (!passesForSocket(tap)) throw new Error('the tap does not pass on what the mail libraries use of a socket')
  return tap
}

function passesForSocket(stream: Duplex): stream is Socket {
  return ['setTimeout', 'setNoDelay', 'setKeepAlive', 'remoteAddress', 'destroy'].every(name => name in stream)
}
