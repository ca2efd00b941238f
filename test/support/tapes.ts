/** Tapes as a test writes them: what happened, one thing after the other, a millisecond apart. */
import { bytesOf } from '../../src/bytes.ts'
import type { Role } from '../../src/script/script.ts'
import type { Ending, Layer, Tape, TapeEvent, TapeHead, TlsFacts } from '../../src/tape/tape.ts'

/** An event without its time. */
export type Happened = (atMs: number) => TapeEvent

/** Latin-1 text that went out. */
export function sent(text: string, layer: Layer = 'wire'): Happened {
  return atMs => ({ kind: 'sent', atMs, layer, bytes: bytesOf(text) })
}

/** Latin-1 text that came in. */
export function heard(text: string, layer: Layer = 'wire'): Happened {
  return atMs => ({ kind: 'heard', atMs, layer, bytes: bytesOf(text) })
}

export function mark(kind: 'fin-sent' | 'fin-heard' | 'tls-begin'): Happened {
  return atMs => ({ kind, atMs })
}

export function opened(tookMs = 0): Happened {
  return atMs => ({ kind: 'open', atMs, tookMs })
}

export function tlsOpened(facts: Partial<TlsFacts> = {}): Happened {
  return atMs => ({ kind: 'tls-open', atMs, tls: { ...someTls, ...facts } })
}

export function tlsFailed(message: string): Happened {
  return atMs => ({ kind: 'tls-failed', atMs, message })
}

const someTls: TlsFacts = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  exporter: 'e1',
  certificate: 'c1',
  subject: 'CN=probe.example',
  issuer: 'CN=probe.example',
}

export interface TapeOptions {
  readonly head?: Partial<TapeHead>
  readonly ending?: Partial<Ending>
}

/** A sealed tape of these events; it began at 0 ms unless told, and ended orderly. */
export function tapeOf(role: Role, events: readonly Happened[], options: TapeOptions = {}): Tape {
  const head: TapeHead = {
    end: role === 'dialer' ? 'client' : 'responder',
    role,
    direction: 'incoming',
    family: 4,
    transport: 'tcp',
    port: 25,
    session: null,
    local: null,
    remote: null,
    startedAtMs: 0,
    ...options.head,
  }
  const ending: Ending = {
    kind: 'closed',
    atMs: head.startedAtMs + events.length,
    script: 'finished',
    ...options.ending,
  }
  return { head, events: events.map((happened, at) => happened(head.startedAtMs + at)), ending }
}
