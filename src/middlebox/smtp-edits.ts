/**
 * Edits that more than one SMTP device makes. Pure text to text; each says which FACTS row it follows.
 * Knows nothing of the conversation round the text.
 */
import type { SmtpItem } from './smtp-stream.ts'

/** FACTS C1: all becomes `*` but `2`, `0`, a space right after a `0`, CR and LF. */
export function maskBanner(text: string): string {
  return text.replace(/[^\r\n]/g, (byte, offset: number) => {
    const kept = byte === '2' || byte === '0' || (byte === ' ' && text[offset - 1] === '0')
    return kept ? byte : '*'
  })
}

/** FACTS C5, C9: the verb is overwritten in place by X; the length of the line stays. */
export function crossOutVerb(line: string): string {
  return line.replace(/^([ \t]*)([^ \t\r\n]+)/, (_, blanks: string, verb: string) => blanks + 'X'.repeat(verb.length))
}

/** The keyword of a line of an EHLO reply in capitals (RFC 5321, 4.1.1.1); '' when it is no such line. */
export function keywordOf(line: string): string {
  return (/^250[- ]([^ \t\r\n]+)/.exec(line)?.[1] ?? '').toUpperCase()
}

type Reply = Extract<SmtpItem, { kind: 'reply' }>

/** Which lines of a reply are keyword lines: all but the first, which greets. */
export function keywordLines(reply: Reply): {
  readonly greeting: readonly string[]
  readonly keywords: readonly string[]
} {
  const greetingLines = reply.begins ? 1 : 0
  return { greeting: reply.lines.slice(0, greetingLines), keywords: reply.lines.slice(greetingLines) }
}

/** The lines as one reply again: a hyphen after the code in all but the last, a space there. */
export function joinReply(lines: readonly string[], complete: boolean): string {
  const lastIndex = complete ? lines.length - 1 : -1
  return lines.map((line, index) => line.replace(/^(\d{3})[- ]/, `$1${index === lastIndex ? ' ' : '-'}`)).join('')
}

/** The item with a header appended at the end of its message's header block, where the item is that place. */
export function withHeader(item: SmtpItem, header: string): string {
  return item.kind === 'header-end' ? header + item.text : item.text
}
