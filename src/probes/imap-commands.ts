import type { Step } from '../script/script.ts'
import { imapDialog, login, onImap, says, select } from './imap.ts'
import type { Probe } from './probe.ts'

/** A command, what stands behind the tag in the answer, and the untagged lines before it. `$`: the nonce. */
type Asked = readonly [command: string, result: string, ...untagged: readonly string[]]

const NOT_NOW = 'NO [CANNOT] not now'
const UNKNOWN = 'BAD not known'

/**
 * Every command that is registered or was in wide use, with arguments of its syntax and an answer that leaves the
 * conversation where it is: nothing here begins a literal, IDLE, compression or TLS (RFC 9051, 3501, 1176, 2086, 2087,
 * 2177, 2193, 2342, 2971, 3691, 4314, 4315, 4467, 4978, 5161, 5255, 5256, 5257, 5259, 5464, 5465, 6203, 6851, 8437, 8508).
 */
const registered: readonly Asked[] = [
  ['CAPABILITY', 'OK done', '* CAPABILITY IMAP4rev1 UIDPLUS'],
  ['NOOP', 'OK done'],
  ['CHECK', 'OK done'],
  ['CLOSE', NOT_NOW],
  ['UNSELECT', NOT_NOW],
  ['EXPUNGE', NOT_NOW],
  ['STARTTLS', UNKNOWN],
  ['AUTHENTICATE $', NOT_NOW],
  ['UNAUTHENTICATE', NOT_NOW],
  ['PROXYAUTH $', NOT_NOW],
  ['EXAMINE $', 'NO [NONEXISTENT] no such mailbox'],
  ['CREATE $', 'NO [NOPERM] not here'],
  ['DELETE $', 'NO [NONEXISTENT] no such mailbox'],
  ['RENAME $ $1', 'NO [NONEXISTENT] no such mailbox'],
  ['SUBSCRIBE $', 'OK done'],
  ['UNSUBSCRIBE $', 'OK done'],
  ['LIST "" *', 'OK done', '* LIST (\\HasNoChildren) "/" INBOX', '* LIST (\\Marked \\Sent) "/" "sent $"'],
  ['LIST (SUBSCRIBED) "" $ RETURN (CHILDREN)', 'OK done'],
  ['LSUB "" *', 'OK done', '* LSUB () "/" INBOX'],
  ['XLIST "" *', 'OK done', '* XLIST (\\Inbox) "/" INBOX'],
  ['RLIST "" $', 'OK done'],
  ['RLSUB "" $', 'OK done'],
  ['STATUS INBOX (MESSAGES UIDNEXT)', 'OK done', '* STATUS INBOX (MESSAGES 2 UIDNEXT 3)'],
  ['NAMESPACE', 'OK done', '* NAMESPACE (("" "/")) NIL NIL'],
  ['SEARCH SUBJECT $', 'OK done', '* SEARCH 1 2'],
  ['SEARCH RETURN (MIN MAX) TEXT $', 'OK done', '* ESEARCH (TAG "$") MIN 1 MAX 2'],
  ['FETCH 1:2 (FLAGS UID)', 'OK done', '* 1 FETCH (FLAGS (\\Seen) UID 1)', '* 2 FETCH (FLAGS () UID 2)'],
  ['STORE 1 +FLAGS ($)', 'OK done', '* 1 FETCH (FLAGS (\\Seen $))'],
  ['COPY 1 $', 'NO [TRYCREATE] no such mailbox'],
  ['MOVE 1 $', 'NO [TRYCREATE] no such mailbox'],
  ['UID SEARCH ALL', 'OK done', '* SEARCH 1 2'],
  ['UID FETCH 1 (ENVELOPE)', 'OK done', '* 1 FETCH (UID 1 ENVELOPE (NIL "$" NIL NIL NIL NIL NIL NIL NIL NIL))'],
  ['UID STORE 1 -FLAGS ($)', 'OK done'],
  ['UID COPY 1 $', 'NO [TRYCREATE] no such mailbox'],
  ['UID MOVE 1 $', 'NO [TRYCREATE] no such mailbox'],
  ['UID EXPUNGE 9', 'OK done'],
  ['SORT (DATE) UTF-8 ALL', 'OK done', '* SORT 2 1'],
  ['THREAD REFERENCES UTF-8 ALL', 'OK done', '* THREAD (1)(2)'],
  ['PARTIAL 1 RFC822 1 9', UNKNOWN],
  ['FIND MAILBOXES $', UNKNOWN],
  ['BBOARD $', UNKNOWN],
  ['ID ("name" "$")', 'OK done', '* ID ("name" "$")'],
  ['ENABLE CONDSTORE', 'OK done', '* ENABLED CONDSTORE'],
  ['IDLE', NOT_NOW],
  ['COMPRESS DEFLATE', NOT_NOW],
  ['NOTIFY NONE', 'OK done'],
  ['GETQUOTA $', 'OK done', '* QUOTA $ (STORAGE 10 512)'],
  ['GETQUOTAROOT INBOX', 'OK done', '* QUOTAROOT INBOX $'],
  ['SETQUOTA $ (STORAGE 512)', 'NO [NOPERM] no'],
  ['GETACL INBOX', 'OK done', '* ACL INBOX $ lrswi'],
  ['SETACL INBOX $ lr', 'NO [NOPERM] no'],
  ['DELETEACL INBOX $', 'NO [NOPERM] no'],
  ['LISTRIGHTS INBOX $', 'OK done', '* LISTRIGHTS INBOX $ l r s'],
  ['MYRIGHTS INBOX', 'OK done', '* MYRIGHTS INBOX lrs'],
  ['GETMETADATA INBOX /private/comment', 'OK done', '* METADATA INBOX (/private/comment "$")'],
  ['SETMETADATA INBOX (/private/comment "$")', 'NO [NOPERM] no'],
  ['GETANNOTATION INBOX "/comment" "value"', UNKNOWN],
  ['SETANNOTATION INBOX "/comment" ("value" "$")', UNKNOWN],
  ['COMPARATOR', 'OK done', '* COMPARATOR "i;octet"'],
  ['LANGUAGE EN', 'OK done', '* LANGUAGE (EN)'],
  ['GENURLAUTH "imap://$" INTERNAL', 'NO no'],
  ['URLFETCH "imap://$"', 'NO no'],
  ['RESETKEY', 'NO no'],
  ['CANCELUPDATE "$"', UNKNOWN],
  ['CONVERSIONS "text/plain" "text/html"', UNKNOWN],
  ['REPLACE 1 $', UNKNOWN],
  ['XAPPLEPUSHSERVICE $', UNKNOWN],
  ['GETJMAPACCESS', UNKNOWN],
]

/** Lengths of the invented commands, characters. */
const inventedLengths = [3, 4, 5, 6, 7, 8]

/** Few enough commands a session for a run of few round trips. */
const parts = 2
/** So many go out in one packet, as clients do that do not wait (RFC 9051, 5.5). */
const TOGETHER = 2

function together(tag: () => string, nonce: string, group: readonly Asked[]): Step[] {
  const filled = group.map(its => its.map(text => text.replaceAll('$', nonce)))
  const tagged = filled.map(([command = '', result = '', ...untagged]) => ({ tag: tag(), command, result, untagged }))
  return [
    says(
      'dialer',
      tagged.map(its => `${its.tag} ${its.command}`),
    ),
    says(
      'answerer',
      tagged.flatMap(its => [...its.untagged, `${its.tag} ${its.result}`]),
    ),
  ]
}

function groupsOf(asked: readonly Asked[]): Asked[][] {
  const count = Math.ceil(asked.length / TOGETHER)
  return Array.from({ length: count }, (_, at) => asked.slice(at * TOGETHER, (at + 1) * TOGETHER))
}

/** Every command that has a meaning and some that have none, in seeded order, dealt out to several sessions (number 50). */
export const imapCommands: Probe = {
  ...onImap,
  name: 'imap-commands',
  shows: 'Whether every IMAP command and its answer arrive, known and invented, two in a packet.',
  parts: Array.from({ length: parts }, () => 'line' as const),
  converse: (context, part) => {
    const { nonce, random } = context
    const invented = inventedLengths.map((length): Asked => [`${random.word(length)} $`, UNKNOWN])
    const mine = random.shuffle([...registered, ...invented]).filter((_, at) => at % parts === part)
    return imapDialog(context, tag => [
      ...login(tag(), nonce),
      ...select(tag(), 2),
      ...groupsOf(mine).flatMap(group => together(tag, nonce, group)),
    ])
  },
}
