/**
 * One sentence for a tired administrator: which port, what was changed, which way it went, and how.
 */

import { maxEvidence } from './evidence.ts'
import type { FindingId } from './finding.ts'
import type { Group } from './group.ts'
import { flowWords, rowWords } from './words.ts'

/** Different descriptions that one sentence holds. */
const MAX_NOTES = 3

/** What happened, as the middle of the sentence. */
const happened: Readonly<Record<FindingId, string>> = {
  'smtp.greeting.masked': 'the SMTP greeting was overwritten in place',
  'smtp.greeting.rewritten': 'the SMTP greeting was replaced by other words',
  'smtp.greeting.line-added': 'a line was added to the SMTP greeting',
  'smtp.greeting.line-removed': 'a line of the SMTP greeting was removed',
  'smtp.ehlo.keyword-masked': 'keywords of the EHLO reply were overwritten in place',
  'smtp.ehlo.keyword-removed': 'keyword lines of the EHLO reply were removed',
  'smtp.ehlo.keyword-added': 'keyword lines were added to the EHLO reply',
  'smtp.ehlo.reordered': 'EHLO keyword lines came in another order',
  'smtp.ehlo.rewritten': 'the EHLO reply was changed',
  'smtp.starttls.masked':
    'STARTTLS was overwritten in the EHLO reply, so a client that goes by the EHLO reply does not start TLS',
  'smtp.starttls.removed':
    'STARTTLS was removed from the EHLO reply, so a client that goes by the EHLO reply does not start TLS',
  'smtp.starttls.refused': 'something on the path answered STARTTLS itself, and the command never arrived as sent',
  'smtp.command.masked': 'SMTP commands were overwritten in place',
  'smtp.command.rewritten': 'SMTP commands were replaced by other words',
  'smtp.command.removed': 'SMTP commands never arrived',
  'smtp.command.added': 'SMTP commands arrived that were never sent',
  'smtp.reply.rewritten': 'SMTP replies were replaced by other words',
  'smtp.reply.removed': 'SMTP replies never arrived',
  'smtp.reply.added': 'SMTP replies arrived that were never sent',
  'smtp.data.header-added': 'a message got headers that were never sent',
  'smtp.data.header-removed': 'headers of a message were removed',
  'smtp.data.rewritten': 'the content of a message was changed',
  'imap.greeting.masked': 'the IMAP greeting was overwritten in place',
  'imap.greeting.rewritten': 'the IMAP greeting was replaced by other words',
  'imap.capability.masked': 'words of the IMAP capabilities were overwritten in place',
  'imap.capability.removed': 'words of the IMAP capabilities were removed',
  'imap.capability.added': 'words were added to the IMAP capabilities',
  'imap.capability.reordered': 'the words of the IMAP capabilities came in another order',
  'imap.starttls.removed':
    'STARTTLS was taken out of the IMAP capabilities, so a client that goes by them does not start TLS',
  'imap.starttls.refused': 'something on the path answered STARTTLS itself, and the command never arrived as sent',
  'imap.command.masked': 'IMAP commands were overwritten in place',
  'imap.command.rewritten': 'IMAP commands were replaced by other words',
  'imap.command.removed': 'IMAP commands never arrived',
  'imap.command.added': 'IMAP commands arrived that were never sent',
  'imap.response.rewritten': 'IMAP responses were replaced by other words',
  'imap.response.removed': 'IMAP responses never arrived',
  'imap.response.added': 'IMAP responses arrived that were never sent',
  'imap.message.header-added': 'a message got headers that were never sent',
  'imap.message.header-removed': 'headers of a message were removed',
  'imap.message.rewritten': 'the content of a message was changed',
  'pop3.greeting.masked': 'the POP3 greeting was overwritten in place',
  'pop3.greeting.rewritten': 'the POP3 greeting was replaced by other words',
  'pop3.capability.masked': 'lines of the POP3 capabilities were overwritten in place',
  'pop3.capability.removed': 'lines of the POP3 capabilities were removed',
  'pop3.capability.added': 'lines were added to the POP3 capabilities',
  'pop3.capability.reordered': 'the lines of the POP3 capabilities came in another order',
  'pop3.starttls.removed':
    'STLS was taken out of the POP3 capabilities, so a client that goes by them does not start TLS',
  'pop3.starttls.refused': 'something on the path answered STLS itself, and the command never arrived as sent',
  'pop3.command.masked': 'POP3 commands were overwritten in place',
  'pop3.command.rewritten': 'POP3 commands were replaced by other words',
  'pop3.command.removed': 'POP3 commands never arrived',
  'pop3.command.added': 'POP3 commands arrived that were never sent',
  'pop3.response.rewritten': 'POP3 responses were replaced by other words',
  'pop3.response.removed': 'POP3 responses never arrived',
  'pop3.response.added': 'POP3 responses arrived that were never sent',
  'pop3.message.header-added': 'a message got headers that were never sent',
  'pop3.message.header-removed': 'headers of a message were removed',
  'pop3.message.rewritten': 'the content of a message was changed',
  'tcp.payload.altered': 'bytes of a TCP conversation were changed',
  'tcp.cut': 'the path ended the conversation (FIN) before everything had arrived',
  'tcp.reset': 'the path reset the connection, neither end did',
  'tcp.stalled': 'bytes were sent and never arrived, without a reset or an end',
  'tcp.intercepted': 'something on the path answered in place of the far end',
  'tcp.split': 'the connection is ended on the path, and a second one made to the far end',
  'tcp.refused-by-path': 'the path refused the connection although the far end listened and saw nothing',
  'tcp.refused-by-host': 'the far end’s own host refused the connection',
  'tcp.refused': 'the connection was refused, by the far end’s host or by the path',
  'tcp.lost': 'the connection never came to be, and nothing said why',
  'tcp.lost-out': 'the connection never reached the far end',
  'tcp.lost-back': 'the connection reached the far end, and the answer was lost',
  'udp.payload.altered': 'bytes of datagrams were changed',
  'udp.truncated': 'datagrams arrived without their end',
  'udp.duplicated': 'datagrams arrived more often than they were sent',
  'udp.fragments-lost': 'datagrams that have to be sent in fragments never arrived',
  'udp.source-rewritten': 'answers came from another address or port than was asked',
  'udp.intercepted': 'something on the path answered in place of the far end',
  'udp.refused-by-path': 'the path refused the datagram although the far end listened and heard nothing',
  'udp.refused-by-host': 'the far end’s own host refused the datagram',
  'udp.refused': 'the datagram was refused, by the far end’s host or by the path',
  'udp.lost-out': 'datagrams never reached the far end',
  'udp.lost-back': 'datagrams reached the far end, and the answers were lost',
  'udp.lost': 'no answer came, and nothing said why',
  'icmp.payload.altered': 'the data of an echo was changed',
  'icmp.duplicated': 'echo requests or replies arrived more often than they were sent',
  'icmp.fragments-lost': 'echo that has to be sent in fragments never arrived',
  'icmp.source-rewritten': 'replies came from another address than was asked',
  'icmp.refused': 'the echo was prohibited on the path',
  'icmp.refused-by-path': 'the path refused the echo, which the far end never saw',
  'icmp.intercepted': 'something on the path answered the echo in place of the far end',
  'icmp.lost-out': 'echo requests never reached the far end',
  'icmp.lost-back': 'echo requests reached the far end, and the replies were lost',
  'icmp.lost': 'the echo was not answered, and nothing said why',
  'path.black-hole': 'large packets vanish, and nothing says why',
  'path.connection-limit': 'the path limits how many connections it lets through',
  'host.firewall': 'the firewall of the host itself does not let it through',
  'nat.source-differs': 'the server’s outgoing traffic comes from an address that is not the server’s',
  'nat.source-varies': 'the server’s outgoing traffic comes from different addresses, by port or transport',
  'nat.present': 'the address of the server is on none of its interfaces: there is NAT before it',
  'nat.port-rewritten': 'the source port was changed on the way',
  'host.source-selection': 'the server itself sends from another of its addresses than the one that was dialed',
  'tls.intercepted': 'TLS was opened on the path: the two ends do not share one TLS session',
  'tls.failed': 'TLS could not be started, and bytes of the handshake were changed on the way',
  'path.protocol-enforced': 'raw bytes were not let through, while the protocol’s own words were',
  'control.intercepted': 'something on the path opens TLS on the control port',
}

/** The sentence of a group. `places`: how many different places its evidence has in all. */
export function summaryOf(group: Group, places: number): string {
  const { id, row, flow } = group
  const way = flow === null ? '' : `, ${flowWords(row, flow)}`
  const notes = notesOf(group)
  const how = notes === '' ? '' : `: ${notes}`
  const more = places > maxEvidence ? ` (${places} places in all)` : ''
  return `${rowWords(row)}${way}: ${happened[id]}${how}${more}.`
}

function notesOf({ sightings }: Group): string {
  const all = sightings.flatMap(({ observations }) => observations.flatMap(({ notes }) => notes))
  const different = [...new Set(all)]
  const shown = different.slice(0, MAX_NOTES).join('; ')
  return different.length > MAX_NOTES ? `${shown}; and ${different.length - MAX_NOTES} more` : shown
}
