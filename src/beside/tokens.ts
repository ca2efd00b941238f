/**
 * Cuts what a server said into words, and knows which of them are times, the caller's own name or the caller's
 * address. Pure; knows nothing of which words change.
 */

/** `code`: three digits at the beginning of a line, which are never volatile. `literal`: an IP address of somebody else. */
export type TokenKind = 'code' | 'date' | 'name' | 'address' | 'literal' | 'word' | 'mark' | 'space' | 'newline'

/** A stretch of Latin-1 text; all tokens of a text joined are the text. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

/** Who a server spoke to: words it may repeat. */
export interface Caller {
  /** The name in EHLO; null where there is none. */
  readonly ehloName: string | null
  /** Its address, as it knows it and as the server may see it. */
  readonly addresses: readonly string[]
}

const weekday = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const clock = '\\d{2}:\\d{2}(?::\\d{2})?'
const dates = [
  // RFC 5322 and HTTP.
  `(?:${weekday}, ?)?\\d{1,2} ${month} \\d{4} ${clock}(?: (?:[+-]\\d{4}|[A-Z]{1,4}))?(?: \\([A-Z]{1,5}\\))?`,
  // asctime and date(1).
  `${weekday} ${month} {1,2}\\d{1,2} ${clock}(?: [A-Z]{1,5})? \\d{4}`,
  // ISO 8601.
  `\\d{4}-\\d{2}-\\d{2}[T ]${clock}(?:\\.\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})?`,
]
const ipLiteral =
  '(?:\\d{1,3}\\.){3}\\d{1,3}(?![\\w.]|\\.\\d)|(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]{2,39}(?![\\w:])'

/** The text's tokens, in order. */
export function tokensOf(text: string, { ehloName, addresses }: Caller): readonly Token[] {
  const kinds: readonly (readonly [TokenKind, string])[] = [
    ['code', '(?<![^\\n])\\d{3}(?=[- \\r\\n])'],
    ['date', `(?<![\\w])(?:${dates.join('|')})`],
    ...(ehloName === null ? [] : [['name', bounded(ehloName)] as const]),
    ...addresses.map(address => ['address', bounded(address)] as const),
    ['literal', `(?<![\\w.:])(?:${ipLiteral})`],
    ['newline', '\\r\\n|\\n|\\r'],
    ['space', '[ \\t]+'],
    ['mark', '[<>()[\\]{},;"]|(?:IPv6:)'],
    // Character by character, so that an own name within a longer run is found where it begins.
    ['word', '[^ \\t\\r\\n<>()[\\]{},;"]'],
  ]
  const pattern = new RegExp(kinds.map(([, source]) => `(${source})`).join('|'), 'gi')
  const tokens: Token[] = []
  for (const match of text.matchAll(pattern)) {
    const kind = kinds[match.slice(1).findIndex(group => group !== undefined)]?.[0] ?? 'word'
    const last = tokens.at(-1)
    if (kind === 'word' && last?.kind === 'word') tokens[tokens.length - 1] = { kind, text: last.text + match[0] }
    else tokens.push({ kind, text: match[0] })
  }
  return named(tokens)
}

/** A server that looks up who called writes the name found just before the address: it is the caller's name too. */
function named(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token, at) => {
    if (token.kind !== 'word') return token
    const after = tokens.slice(at + 1, at + 5)
    const address = after.findIndex(({ kind }) => kind === 'address' || kind === 'literal')
    const between = after.slice(0, Math.max(0, address))
    const isNaming =
      between.length > 0 && between.every(({ kind, text }) => kind === 'space' || /^[([]|IPv6:$/i.test(text))
    return isNaming && between.some(({ kind }) => kind === 'mark') ? { ...token, kind: 'name' } : token
  })
}

/** A name or address as a whole one, not as a part of a longer one. */
function bounded(text: string): string {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return `(?<![\\w:-])(?<!\\w\\.)${escaped}(?![\\w:-]|\\.\\w)`
}
