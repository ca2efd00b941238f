/**
 * A mailbox conversation with an emulated device between both ends, in memory: what the client says goes through the
 * device, the server answers what it hears, and both sides are written down.
 */
import { bytesOf, concat, textOf } from '../../../src/bytes.ts'
import type { PairComparison } from '../../../src/diff/comparison.ts'
import type { Finding } from '../../../src/explain/finding.ts'
import type { Device, DeviceAction, DeviceEvent } from '../../../src/middlebox/device.ts'
import type { FamilyRow } from '../../../src/plan/session.ts'
import type { Role } from '../../../src/script/script.ts'
import { client, judgeAll, judged, pair, row25, server } from '../../support/comparisons.ts'

export const imapRow: FamilyRow = { ...row25, port: 143, protocol: 'imap' }
export const pop3Row: FamilyRow = { ...row25, port: 110, protocol: 'pop3' }

export interface Conversation {
  readonly greeting: string
  /** What the client says, one after the other. */
  readonly says: readonly string[]
  /** What the server answers to what it hears at once. */
  readonly serves: (heard: string) => string
}

/** Both ends' words. What the device ends is ended: nobody says more. */
export function boxed(
  device: Device,
  protocol: 'imap' | 'pop3',
  { greeting, says, serves }: Conversation,
): PairComparison {
  const session = device.open({ protocol, seed: 1 })
  const heard: Record<Role, Uint8Array[]> = { dialer: [], answerer: [] }
  const said: Record<Role, string> = { dialer: '', answerer: '' }
  let isOver = false
  const feed = (event: DeviceEvent): void => {
    for (const action of session(event)) act(action)
  }
  const act = (action: DeviceAction): void => {
    if (action.kind === 'send') heard[action.to].push(action.bytes)
    if (action.kind === 'fin' || action.kind === 'reset') isOver = true
    if (action.kind === 'connect') feed({ kind: 'connected' })
  }
  const say = (from: Role, text: string): void => {
    if (isOver || text === '') return
    said[from] += text
    feed({ kind: 'bytes', from, bytes: bytesOf(text) })
  }
  feed({ kind: 'accepted' })
  say('answerer', greeting)
  for (const text of says) {
    const before = heard.answerer.length
    say('dialer', text)
    say('answerer', serves(textOf(concat(heard.answerer.slice(before)))))
  }
  const all = (role: Role) => textOf(concat(heard[role]))
  return pair([server(said.answerer, all('dialer')), client(said.dialer, all('answerer'))])
}

/** `finding: device, proof`, in order; of a device that fits all that fit. */
export function namesIn(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ id, device, fits }) => {
    if (device === null) return id
    return `${id}: ${fits.length > 0 ? `${fits.map(({ name }) => name).join(' or ')} fits` : `${device.name}, ${device.proof}`}`
  })
}

/** What is found of a device in one conversation. */
export function foundBehind(device: Device, protocol: 'imap' | 'pop3', conversation: Conversation): readonly string[] {
  const row = protocol === 'imap' ? imapRow : pop3Row
  const comparison = boxed(device, protocol, conversation)
  return namesIn(judgeAll([judged(comparison, { row, probe: `${protocol}-dialog` })], { rows: [row] }).findings)
}

const MESSAGE = 'Subject: a\r\nX-Nonce: b\r\n\r\none\r\ntwo\r\n'
const CAPABILITIES = 'IMAP4rev1 STARTTLS LOGINDISABLED ID IDLE AUTH=PLAIN XNONCE'

function answerOf(line: string, message: string): string {
  const [tag = '', verb = ''] = line.split(' ')
  const done = `${tag} OK ${verb} done.\r\n`
  if (verb === 'CAPABILITY') return `* CAPABILITY ${CAPABILITIES}\r\n${done}`
  if (verb === 'AUTHENTICATE') return `${tag} NO not here\r\n`
  if (verb === 'FETCH') return `* 1 FETCH (BODY[] {${message.length}}\r\n${message})\r\n${done}`
  return verb === 'LOGOUT' ? `* BYE\r\n${done}` : done
}

/** Greeting with a list, CAPABILITY, AUTHENTICATE, STARTTLS, APPEND, FETCH, NOOP, LOGOUT. */
export function imapTalk(message = MESSAGE): Conversation {
  return {
    greeting: `* OK [CAPABILITY ${CAPABILITIES}] probe.example NONCE ready.\r\n`,
    says: [
      'a1 CAPABILITY\r\n',
      'a2 AUTHENTICATE PLAIN\r\n',
      'a3 STARTTLS\r\n',
      `a4 APPEND INBOX {${message.length}+}\r\n${message}\r\n`,
      'a5 FETCH 1 BODY[]\r\n',
      'a6 NOOP\r\n',
      'a7 LOGOUT\r\n',
    ],
    // STARTTLS is refused by the server itself, so that the words go on in clear.
    serves: heard => {
      if (heard === '') return ''
      const line = heard.split('\r\n', 1)[0] ?? ''
      return / STARTTLS$/.test(line) ? `${line.split(' ')[0]} NO not now\r\n` : answerOf(line, message)
    },
  }
}

/** Greeting with a timestamp, CAPA, STLS, UIDL, RETR, an empty line, QUIT. */
export function pop3Talk(message = MESSAGE): Conversation {
  const answers: Readonly<Record<string, string>> = {
    CAPA: '+OK Capability list follows\r\nTOP\r\nUSER\r\nUIDL\r\nSTLS\r\nSASL PLAIN LOGIN\r\n.\r\n',
    STLS: '-ERR not now\r\n',
    UIDL: '+OK\r\n1 aaa\r\n.\r\n',
    RETR: `+OK\r\n${message}.\r\n`,
    QUIT: '+OK bye\r\n',
  }
  return {
    greeting: '+OK probe.example ready <1896.697170952@probe.example>\r\n',
    says: ['CAPA\r\n', 'STLS\r\n', 'UIDL\r\n', 'RETR 1\r\n', '\r\n', 'QUIT\r\n'],
    serves: heard => (heard === '' ? '' : (answers[heard.slice(0, 4)] ?? '-ERR what\r\n')),
  }
}
