/**
 * Edits that more than one SMTP device makes. Pure text to text; each says which FACTS row it follows.
 * Knows nothing of the conversation round the text.
 */
import type { Decision, SmtpItem } from './smtp-stream.ts'

/** FACTS C5: the seven commands of RFC 821 that a PIX lets pass. */
export const PIX_COMMANDS: ReadonlySet<string> = new Set(['HELO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'NOOP', 'QUIT'])

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

/** The lines of an EHLO reply without the keywords that are not kept; any other item as it is. */
export function withKeywords(item: SmtpItem, keeps: (keyword: string) => boolean): string {
  if (item.kind !== 'reply' || item.to !== 'EHLO') return item.text
  const { greeting, keywords } = keywordLines(item)
  const kept = keywords.filter(line => keywordOf(line) === '' || keeps(keywordOf(line)))
  return kept.length === keywords.length ? item.text : joinReply([...greeting, ...kept], item.complete)
}

/** A device's own greeting in the place of the answerer's; one that does not welcome (RFC 5321, 3.1) is passed on. */
export function withGreeting(item: SmtpItem, greeting: string): string {
  if (!isGreeting(item) || (item.kind === 'reply' && !item.text.startsWith('220'))) return item.text
  return item.kind === 'reply' && item.begins ? greeting : ''
}

/** Whether the item is the greeting or a part of it. */
export function isGreeting(item: SmtpItem): boolean {
  return (item.kind === 'reply' || item.kind === 'rest') && item.to === 'greeting'
}

/** The first line of a reply to EHLO or HELO with these words after its code; any other item as it is. */
export function withReplyName(item: SmtpItem, rename: (words: string) => string): string {
  if (item.kind !== 'reply' || !item.begins || !isHello(item.to)) return item.text
  return item.text.replace(/^(250[- ])([^\r\n]*)/, (_, code: string, words: string) => code + rename(words))
}

/** The two commands that a dialer introduces itself with. */
export function isHello(verb: string): boolean {
  return verb === 'EHLO' || verb === 'HELO'
}

/** The argument of a HELO or EHLO line replaced; any other line as it is. */
export function withHelloName(line: string, name: string): string {
  return line.replace(/^([ \t]*(?:ehlo|helo))[^\r\n]*/i, `$1 ${name}`)
}

/** The address in a MAIL or RCPT line, without its brackets; '' where there is none. */
export function addressOf(line: string): string {
  return /<([^>\r\n]*)>/.exec(line)?.[1] ?? ''
}

/** FACTS H11, N3: STARTTLS vanishes from the offer, and the command is answered by these words. */
export function withoutStarttls(item: SmtpItem, refusal: string): Decision {
  if (item.kind === 'command' && item.verb === 'STARTTLS') return { answer: refusal }
  return withKeywords(item, keyword => keyword !== 'STARTTLS')
}
