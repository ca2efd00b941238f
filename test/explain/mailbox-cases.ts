/**
 * What can happen to an IMAP or POP3 conversation, each as words, and what it is called. The row is altered each time.
 */
import type { FindingId } from '../../src/explain/finding.ts'
import { client, judged, pair, server, type Words } from '../support/comparisons.ts'
import { imapRow, pop3Row } from './mail/boxed.ts'
import type { PortCase } from './port-cases.ts'

type Case = readonly [finds: FindingId, ...words: readonly Words[]]

const hello = '* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED IDLE XNONCE] probe ready\r\n'
const mail = 'From: <a@b>\r\nSubject: x\r\n\r\nbody\r\n'
const stamped = mail.replace('\r\n\r\n', '\r\nX-Box: seen\r\n\r\n')
const bare = mail.replace('Subject: x\r\n', '')
const other = mail.replace('body', 'another body')

const noop = client('a1 NOOP\r\n')
const append = (text: string) => `a1 APPEND INBOX {${text.length}+}\r\n${text}\r\n`
const fetched = (text: string) => `* 1 FETCH (BODY[] {${text.length}}\r\n${text})\r\na1 OK done\r\n`
const fetch = (heard: string) => [client('a1 FETCH 1 BODY[]\r\n'), server(fetched(mail), fetched(heard))]
const list = (change: (text: string) => string) => server(hello, change(hello))

const imap: readonly Case[] = [
  ['imap.greeting.masked', list(text => text.replace('probe', '#####'))],
  ['imap.greeting.rewritten', list(() => '* OK proxy\r\n')],
  ['imap.capability.masked', list(text => text.replace('IDLE', 'XXXA'))],
  ['imap.capability.removed', list(text => text.replace(' IDLE', ''))],
  ['imap.capability.added', list(text => text.replace('IDLE', 'IDLE XBOX'))],
  ['imap.capability.reordered', list(text => text.replace('IDLE XNONCE', 'XNONCE IDLE'))],
  ['imap.starttls.removed', list(text => text.replace(' STARTTLS LOGINDISABLED', ''))],
  [
    'imap.starttls.refused',
    server(hello),
    client('a1 STARTTLS\r\n', null),
    server(null, 'a1 NO box\r\n'),
    client('a2 NOOP\r\n'),
  ],
  ['imap.command.masked', server(hello), client('a1 NOOP\r\n', 'a1 XXXX\r\n')],
  ['imap.command.rewritten', server(hello), client('a1 NOOP\r\n', 'a1 NOOP at once\r\n')],
  ['imap.command.removed', server(hello), client('a1 NOOP\r\n', null), client('a2 NOOP\r\n')],
  ['imap.command.added', server(hello), client(null, 'x CHECK\r\n'), noop],
  ['imap.response.rewritten', server(hello), noop, server('a1 OK\r\n', 'a1 OK done\r\n')],
  ['imap.response.removed', server(hello), noop, server('* 1 EXISTS\r\n', null), server('a1 OK\r\n')],
  ['imap.response.added', server(hello), noop, server(null, '* 1 EXISTS\r\n'), server('a1 OK\r\n')],
  ['imap.message.header-added', server(hello), client(append(mail), append(stamped))],
  ['imap.message.header-removed', server(hello), ...fetch(bare)],
  ['imap.message.rewritten', server(hello), ...fetch(other)],
]

const ready = '+OK probe ready <1.2@probe.example>\r\n'
const capa = (heard: readonly string[]) => {
  const text = (lines: readonly string[]) => ['+OK list', ...lines, '.', ''].join('\r\n')
  return [server(ready), client('CAPA\r\n'), server(text(['TOP', 'STLS', 'UIDL', 'XNONCE']), text(heard))]
}
const retrieve = (heard: string) => [
  server(ready),
  client('RETR 1\r\n'),
  server(`+OK\r\n${mail}.\r\n`, `+OK\r\n${heard}.\r\n`),
]

const pop3: readonly Case[] = [
  ['pop3.greeting.masked', server(ready, ready.replace('probe ready', '***** *****'))],
  ['pop3.greeting.rewritten', server(ready, '+OK proxy\r\n')],
  ['pop3.capability.masked', ...capa(['TOP', 'STLS', 'XXXA', 'XNONCE'])],
  ['pop3.capability.removed', ...capa(['TOP', 'STLS', 'XNONCE'])],
  ['pop3.capability.added', ...capa(['TOP', 'STLS', 'UIDL', 'XNONCE', 'XBOX'])],
  ['pop3.capability.reordered', ...capa(['STLS', 'UIDL', 'TOP', 'XNONCE'])],
  ['pop3.starttls.removed', ...capa(['TOP', 'UIDL', 'XNONCE'])],
  ['pop3.starttls.refused', server(ready), client('STLS\r\n', null), server(null, '-ERR box\r\n'), client('QUIT\r\n')],
  ['pop3.command.masked', server(ready), client('STAT\r\n', 'XXXX\r\n')],
  ['pop3.command.rewritten', server(ready), client('USER a\r\n', 'USER a#mx.example\r\n')],
  ['pop3.command.removed', server(ready), client('STAT\r\n', null), client('QUIT\r\n')],
  ['pop3.command.added', server(ready), client(null, 'DELE 7\r\n'), client('QUIT\r\n')],
  ['pop3.response.rewritten', server(ready), client('STAT\r\n'), server('+OK 1 2\r\n', '-ERR box\r\n')],
  [
    'pop3.response.removed',
    server(ready),
    client('STAT\r\n'),
    server('+OK 1 2\r\n', null),
    client('QUIT\r\n'),
    server('-ERR\r\n'),
  ],
  ['pop3.response.added', server(ready), client('QUIT\r\n'), server('+OK\r\n'), server(null, '-ERR box\r\n')],
  ['pop3.message.header-added', ...retrieve(stamped)],
  ['pop3.message.header-removed', ...retrieve(bare)],
  ['pop3.message.rewritten', ...retrieve(other)],
]

function casesOn(row: typeof imapRow, its: readonly Case[]): readonly PortCase[] {
  return its.map(([find, ...words]) => ({
    name: `${row.protocol} words`,
    results: [judged(pair(words), { row })],
    context: { rows: [row] },
    finds: [find],
    verdict: 'altered',
  }))
}

/** One for each finding of the two protocols. */
export const mailboxCases: readonly PortCase[] = [...casesOn(imapRow, imap), ...casesOn(pop3Row, pop3)]
