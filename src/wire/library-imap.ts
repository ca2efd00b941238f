/**
 * The realistic control for IMAP: imapflow puts one message into a mailbox and reads it back, over the tap. The one door to
 * imapflow, loaded at the first use because it is slow to load. The server is ours (`imap-answers.ts`); here it gets a
 * connection. Inside TLS the tape has the message alone, once each way.
 */
import type { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import type { ImapTransport, ImapTransportSocket } from 'imapflow'
import type { LibraryTask } from '../plan/session.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { Certificate } from './certificate.ts'
import { type ImapAction, imapAnswers } from './imap-answers.ts'
import type { Tap } from './tap.ts'
import { startTls, tlsFacts } from './tls.ts'

export interface StoreOptions {
  readonly task: LibraryTask
  readonly nonce: string
  /** The message has come back. */
  readonly onTaken: () => void
}

export interface AnswerOptions {
  readonly expected: readonly { readonly session: string; readonly nonce: string }[]
  readonly certificate: () => Promise<Certificate>
  /** The caller has logged in with this session's nonce. */
  readonly onCaller: (session: string) => void
  /** A message was stored and read, and the caller said goodbye. */
  readonly onTaken: () => void
}

/** The name that imapflow greets in TLS (RFC 2606: never a real one); nothing is looked up. */
const HOST = 'probe.example'
const PORT = 143

/** Loads the library, so that the first session does not wait for it. */
export async function loadImap(): Promise<void> {
  await import('imapflow')
}

/** Ends when the dialer has nothing more to say. Errors of the library are the path's doing and on the tape. */
export async function storeAndRead(
  tap: Tap,
  recorder: Recorder,
  { task, nonce, onTaken }: StoreOptions,
): Promise<void> {
  const { ImapFlow } = await import('imapflow')
  // Called off while the library was loading: it would wait for a connection that is gone.
  if (recorder.isSealed()) return
  const client = new ImapFlow({
    host: HOST,
    port: PORT,
    secure: false,
    doSTARTTLS: task.startTls,
    auth: { user: nonce, pass: 'nothing' },
    logger: false,
    // Its own has the name of a host in it that is nobody's here.
    clientInfo: { 'support-url': '' },
    disableAutoIdle: true,
    transport: overTap(tap, recorder),
  })
  // What it says of a connection that breaks comes as a rejection too.
  client.on('error', () => undefined)
  const inTls = (what: 'sent' | 'heard', message: Uint8Array) => {
    if (recorder.has('tls-open')) recorder[what]('tls', new Uint8Array(message))
  }
  try {
    await client.connect()
    await client.list()
    inTls('sent', task.message)
    await client.append('INBOX', Buffer.from(task.message))
    await client.mailboxOpen('INBOX')
    const found = await client.fetchOne('1', { source: true })
    if (found !== false && found.source !== undefined) {
      inTls('heard', found.source)
      onTaken()
    }
    await client.logout()
  } catch (error) {
    if (task.startTls && !recorder.has('tls-open')) recorder.tlsFailed(messageOf(error))
  }
  client.close()
}

/** The connection stands already. Its TLS is made here, so that what both ends know of it gets onto the tape. */
function overTap(tap: Tap, recorder: Recorder): ImapTransport {
  return {
    connect: (_, onConnect) => {
      setImmediate(onConnect)
      return tap
    },
    upgrade: (socket, { servername }, onSecure): ImapTransportSocket => {
      const named = servername === undefined ? {} : { servername }
      const secured = connect({ socket, rejectUnauthorized: false, ...named })
      secured.once('secureConnect', () => {
        recorder.tlsOpen(tlsFacts(secured, 'dialer'))
        onSecure()
      })
      return secured
    },
  }
}

/** Answers one caller; ends when the connection is over. */
export function answerImap(tap: Tap, recorder: Recorder, options: AnswerOptions): Promise<void> {
  const { expected, onCaller } = options
  const sessionOf = (name: string) => expected.find(({ nonce }) => nonce === name.toUpperCase())?.session
  const answers = imapAnswers(name => sessionOf(name) !== undefined)
  const done = new Set<ImapAction['kind']>()
  let stream: Duplex = tap
  const closed = new Promise<void>(resolve => tap.once('close', () => resolve()))
  listen(tap)
  perform(answers.greet())
  return closed

  function listen(source: Duplex): void {
    stream = source
    source.on('data', onData)
    source.on('end', () => source === stream && source.end())
    // The tap's own errors are the session's matter; those of TLS close it.
    source.on('error', () => undefined)
  }

  function onData(bytes: Uint8Array): void {
    perform(answers.hear(new Uint8Array(bytes)))
  }

  function perform(actions: readonly ImapAction[]): void {
    for (const action of actions) {
      done.add(action.kind)
      act(action)
    }
  }

  function act(action: ImapAction): void {
    switch (action.kind) {
      case 'say':
        return void (stream.writable && stream.write(action.bytes))
      case 'user':
        return onCaller(sessionOf(action.name) ?? '')
      case 'stored':
        return onMessage('heard', action.message)
      case 'read':
        return onMessage('sent', action.message)
      case 'start-tls':
        return void upgrade()
      case 'close':
        if (action.polite && done.has('stored') && done.has('read')) options.onTaken()
        return void stream.end()
    }
  }

  function onMessage(what: 'heard' | 'sent', message: Uint8Array): void {
    if (stream !== tap) recorder[what]('tls', message)
  }

  async function upgrade(): Promise<void> {
    // Paused, so that nothing is lost while no one listens; TLS resumes it.
    tap.pause()
    tap.off('data', onData)
    try {
      useTls(await startTls(tap, await options.certificate()))
    } catch (error) {
      recorder.tlsFailed(messageOf(error))
      tap.end()
    }
  }

  function useTls(secured: TLSSocket): void {
    recorder.tlsOpen(tlsFacts(secured, 'answerer'))
    answers.secured()
    listen(secured)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
