/**
 * What a file says of its tape: comments for people. Words of others are escaped and shortened. Knows no packet.
 */
import { escapeByte } from '../bytes.ts'
import type { Tape, TlsFacts, Transport } from '../tape/tape.ts'

const LONGEST_QUOTE = 200

const madeUp: Readonly<Record<Transport, string>> = {
  tcp: 'Handshake, segments, sequence numbers, acknowledgements and all of the IP header but its addresses are made up.',
  udp: 'The headers are made up but for addresses and ports, and fragments are shown whole.',
  icmp: 'Identifiers, sequence numbers and all of the IP header but its addresses are made up, and fragments are shown whole.',
}

/** Whose tape it is, and of what. */
export function titleOf({ head }: Tape): string {
  const { end, role, direction, session, transport, port, family } = head
  const whose = `Tape of the ${end}, the ${role}`
  const of = session === null ? 'of no known session' : `of session ${plain(session)}`
  return `${whose}, ${of}: ${direction}, ${transport}${transport === 'icmp' ? '' : ` port ${port}`}, IPv${family}.`
}

/** What in the file was never on the tape. */
export function originOf({ head }: Tape): string {
  const unseen =
    head.transport === 'icmp' && head.role === 'answerer'
      ? " The kernel's replies are on no tape, so Wireshark misses them."
      : ''
  return `Made from the bytes that the program sent and heard, not captured. ${madeUp[head.transport]}${unseen}`
}

/** How it ended, and when. */
export function endingOf({ head, ending }: Tape): string {
  const { kind, atMs, script, code, resetSent } = ending
  const why = code === undefined ? '' : ` (${plain(code)})`
  const reset = resetSent ? ', this end sent RST' : ''
  return `Ended after ${(atMs - head.startedAtMs).toFixed(1)} ms: ${kind}${why}${reset}; script ${script}.`
}

/** What this end knows of its TLS session. */
export function tlsWords({ version, cipher, certificate, subject, issuer, exporter }: TlsFacts): string {
  const facts = [version, cipher, `certificate SHA-256 ${certificate}`, `subject ${subject}`, `issuer ${issuer}`]
  return `TLS stands: ${[...facts, `exporter ${exporter}`].map(fact => plain(fact)).join(', ')}`
}

/** Words inside TLS, shortened. */
export function insideTls(kind: 'sent' | 'heard', bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, LONGEST_QUOTE), escapeByte).join('')
  const rest = bytes.length > LONGEST_QUOTE ? `... (${bytes.length} bytes)` : ''
  return `Inside TLS, ${kind}: ${shown}${rest}`
}

/** Text of others on one line: no control, format or lone surrogate character, and at most `longest` characters. */
export function plain(text: string, longest = LONGEST_QUOTE): string {
  // Cut before it is taken apart, so that a text without end costs nothing.
  const characters = [...text.slice(0, 2 * longest + 2)]
  const shown = characters
    .slice(0, longest)
    .join('')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, escaped)
  return characters.length > longest ? `${shown}...` : shown
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
