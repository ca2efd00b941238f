/** Edits what is in the literals of an IMAP response (RFC 9051, 4.3), with their lengths. Knows no device. */

const LENGTH = /\{(\d{1,9})\}\r\n/

/** The response with `edit` done to each literal. A literal that is not whole stays as it is. */
export function withLiterals(response: string, edit: (literal: string) => string): string {
  const found = LENGTH.exec(response)
  if (!found) return response
  const begins = found.index + found[0].length
  const ends = begins + Number(found[1])
  if (ends > response.length) return response
  const literal = edit(response.slice(begins, ends))
  const before = response.slice(0, found.index)
  return `${before}{${literal.length}}\r\n${literal}${withLiterals(response.slice(ends), edit)}`
}
