/**
 * The server that the realistic IMAP client talks to: one mailbox, which holds what was put into it in this very session.
 * Whoever does not show a nonce of the plan may not log in. Pure: bytes go in, what is to be done comes out. Knows nothing of
 * sockets, and nothing of who plays the client.
 */
import { bytesOf, concat } from '../bytes.ts'
import { type ImapCommand, imapLines } from './imap-lines.ts'

export type ImapAction =
  | { readonly kind: 'say'; readonly bytes: Uint8Array }
  /** TLS comes next; tell `secured` when it stands. */
  | { readonly kind: 'start-tls' }
  /** Who logged in. */
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'stored'; readonly message: Uint8Array }
  | { readonly kind: 'read'; readonly message: Uint8Array }
  /** Nothing more is said. `polite`: the client said LOGOUT. */
  | { readonly kind: 'close'; readonly polite: boolean }

export interface ImapAnswers {
  readonly greet: () => readonly ImapAction[]
  readonly hear: (bytes: Uint8Array) => readonly ImapAction[]
  /** From here all is inside TLS; what was said before in clear is forgotten (RFC 9051, 6.2.1). */
  readonly secured: () => void
}

interface Talk {
  readonly isUser: (name: string) => boolean
  secure: boolean
  loggedIn: boolean
  selected: boolean
  readonly messages: Uint8Array[]
}

/** What a command does: lines before the tagged one, what stands behind the tag, and what else. */
interface Answer {
  readonly untagged?: readonly (string | Uint8Array)[]
  readonly result: string
  readonly also?: readonly ImapAction[]
}

type Answering = (talk: Talk, command: ImapCommand) => Answer

const CRLF = bytesOf('\r\n')

/** A server that lets in whom `isUser` knows. */
export function imapAnswers(isUser: (name: string) => boolean): ImapAnswers {
  const talk: Talk = { isUser, secure: false, loggedIn: false, selected: false, messages: [] }
  const lines = imapLines()
  return {
    greet: () => [say(`* OK [CAPABILITY ${capabilities(talk)}] probe.example IMAP server ready`)],
    hear: bytes => {
      lines.add(bytes)
      return [...heard()]
    },
    secured: () => {
      talk.secure = true
      lines.drop()
    },
  }

  function* heard(): Generator<ImapAction> {
    for (;;) {
      const next = lines.next()
      if (next.kind === 'more') return
      if (next.kind === 'asks') yield say('+ go ahead')
      if (next.kind === 'flood') {
        yield say('* BYE too much')
        return yield { kind: 'close', polite: false }
      }
      if (next.kind !== 'command') continue
      const actions = answer(talk, next.command)
      yield* actions
      if (actions.some(action => action.kind === 'close' || action.kind === 'start-tls')) return
    }
  }
}

function say(...parts: readonly (string | Uint8Array)[]): ImapAction {
  return { kind: 'say', bytes: concat([...parts.map(part => (typeof part === 'string' ? bytesOf(part) : part)), CRLF]) }
}

function answer(talk: Talk, command: ImapCommand): readonly ImapAction[] {
  const { untagged = [], result, also = [] } = answering(talk, command.verb)(talk, command)
  const bytes = [...untagged.flatMap(line => [line, CRLF]), `${command.tag} ${result}`]
  return [say(...bytes), ...also]
}

function answering(talk: Talk, verb: string): Answering {
  const open = anybody[verb]
  if (open !== undefined) return open
  const inside = users[verb]
  if (inside === undefined) return () => ({ result: 'BAD not known' })
  return talk.loggedIn ? inside : () => ({ result: 'NO [PRIVACYREQUIRED] log in first' })
}

function capabilities({ secure, loggedIn }: Talk): string {
  return ['IMAP4rev1', ...(secure || loggedIn ? [] : ['STARTTLS']), 'ID', 'UIDPLUS', 'NAMESPACE'].join(' ')
}

const done: Answering = (_, { verb }) => ({ result: `OK ${verb} done` })

/** Before a login (RFC 9051, 6.1 and 6.2; RFC 2971). */
const anybody: Readonly<Record<string, Answering>> = {
  CAPABILITY: talk => ({ untagged: [`* CAPABILITY ${capabilities(talk)}`], result: 'OK CAPABILITY done' }),
  NOOP: done,
  ID: () => ({ untagged: ['* ID ("name" "pathproof" "vendor" "probe")'], result: 'OK ID done' }),
  LOGOUT: () => ({
    untagged: ['* BYE leaving'],
    result: 'OK LOGOUT done',
    also: [{ kind: 'close', polite: true }],
  }),
  STARTTLS: talk =>
    talk.secure || talk.loggedIn
      ? { result: 'BAD not now' }
      : { result: 'OK begin now', also: [{ kind: 'start-tls' }] },
  LOGIN: (talk, { text }) => {
    const name = argumentsOf(text)[0] ?? ''
    if (talk.loggedIn || !talk.isUser(name)) return { result: 'NO [AUTHENTICATIONFAILED] not you' }
    talk.loggedIn = true
    return { result: `OK [CAPABILITY ${capabilities(talk)}] LOGIN done`, also: [{ kind: 'user', name }] }
  },
}

/** After it (RFC 9051, 6.3 and 6.4; RFC 4315). */
const users: Readonly<Record<string, Answering>> = {
  NAMESPACE: () => ({ untagged: ['* NAMESPACE (("" "/")) NIL NIL'], result: 'OK NAMESPACE done' }),
  LIST: (_, { text }) => ({
    untagged: [argumentsOf(text)[1] === '' ? '* LIST (\\Noselect) "/" ""' : '* LIST (\\HasNoChildren) "/" INBOX'],
    result: 'OK LIST done',
  }),
  LSUB: () => ({ untagged: ['* LSUB (\\HasNoChildren) "/" INBOX'], result: 'OK LSUB done' }),
  SELECT: select,
  EXAMINE: select,
  APPEND: (talk, { literals }) => {
    const [message] = literals
    if (message === undefined || talk.messages.length > 0) return { result: 'NO [OVERQUOTA] one message' }
    talk.messages.push(message)
    return { result: `OK [APPENDUID ${VALIDITY} 1] APPEND done`, also: [{ kind: 'stored', message }] }
  },
  FETCH: fetch,
  'UID FETCH': fetch,
  CLOSE: done,
  UNSELECT: done,
}

/** Of this mailbox, which begins anew in each session. */
const VALIDITY = 1_767_225_600

function select(talk: Talk): Answer {
  talk.selected = true
  const { length } = talk.messages
  return {
    untagged: [
      `* ${length} EXISTS`,
      '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
      '* OK [PERMANENTFLAGS ()] none',
      `* OK [UIDVALIDITY ${VALIDITY}] valid`,
      `* OK [UIDNEXT ${length + 1}] next`,
    ],
    result: 'OK [READ-WRITE] SELECT done',
  }
}

/** The whole message, whatever was asked for of it. */
function fetch(talk: Talk): Answer {
  const [message] = talk.messages
  if (!talk.selected || message === undefined) return { result: 'NO nothing there' }
  const before = bytesOf(`* 1 FETCH (UID 1 BODY[] {${message.length}}\r\n`)
  return {
    untagged: [concat([before, message, bytesOf(')')])],
    result: 'OK FETCH done',
    also: [{ kind: 'read', message }],
  }
}

/** Words and quoted words (RFC 9051, 9: astring), without their quotes. */
function argumentsOf(text: string): string[] {
  const found = text.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/g)
  return Array.from(found, ([, quoted, word]) => quoted?.replace(/\\(.)/g, '$1') ?? word ?? '')
}
