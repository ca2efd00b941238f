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
  'smtp.starttls.masked': 'STARTTLS was overwritten in the EHLO reply, so no client starts TLS',
  'smtp.starttls.removed': 'STARTTLS was removed from the EHLO reply, so no client starts TLS',
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
  'tcp.payload.altered': 'bytes of a TCP conversation were changed',
  'tcp.cut': 'the path ended the conversation (FIN) before everything had arrived',
  'tcp.reset': 'the path reset the connection, neither end did',
  'tcp.stalled': 'bytes were sent and never arrived, without a reset or an end',
  'tcp.intercepted': 'something on the path answered in place of the far end',
  'tcp.refused-by-path': 'the path refused the connection although the far end listened and saw nothing',
  'tcp.refused-by-host': 'the far end’s own host refused the connection',
  'tcp.refused': 'the connection was refused, by the far end’s host or by the path',
  'tcp.lost': 'the connection never came to be, and nothing said why',
  'tls.intercepted': 'TLS was opened on the path: the two ends do not share one TLS session',
  'tls.failed': 'TLS could not be started, and bytes of the handshake were changed on the way',
  'path.protocol-enforced': 'raw bytes were not let through, while the words of SMTP were',
  'control.intercepted': 'something on the path opens TLS on the control port',
}

/** The sentence of a group. `places`: how many different places its evidence has in all. */
export function summaryOf(group: Group, places: number): string {
  const { id, row, flow } = group
  const way = flow === null ? '' : `, ${flowWords(row, flow)}`
  const notes = notesOf(group)
  const how = notes === '' ? '' : `: ${notes}`
  const more = places > maxEvidence ? ` (${places} places in all, ${maxEvidence} shown)` : ''
  return `${rowWords(row)}${way}: ${happened[id]}${how}${more}.`
}

function notesOf({ sightings }: Group): string {
  const all = sightings.flatMap(({ observations }) => observations.flatMap(({ notes }) => notes))
  const different = [...new Set(all)]
  const shown = different.slice(0, MAX_NOTES).join('; ')
  return different.length > MAX_NOTES ? `${shown}; and ${different.length - MAX_NOTES} more` : shown
}
