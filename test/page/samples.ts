/**
 * What the tests of the page are made from: the run through an ASA with the tapes of its sessions, texts of an enemy, and
 * runs of a size that nobody reads.
 */
import fc from 'fast-check'
import type { PageInput } from '../../src/page/page.ts'
import { renderPage } from '../../src/page/page.ts'
import type { ReportEvidence, ReportFinding } from '../../src/report/report.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { asa, finding, row } from '../report/examples.ts'
import { type Happened, heard, mark, opened, sent, tapeOf } from '../support/tapes.ts'

/** A greeting and an EHLO reply, as the server says them, and as they come behind an ASA. */
export const words = {
  greeting: ['220 mx.example ESMTP 2026\r\n', '220 *****************202*\r\n'],
  ehlo: 'EHLO client.example\r\n',
  reply: [
    '250-mx.example\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 HELP\r\n',
    '250-mx.example\r\n250-SIZE 1000\r\n250-XXXXXXXA\r\n250 HELP\r\n',
  ],
} as const

const greetingBytes = words.greeting[0].length

/** Evidence of STARTTLS crossed out, as it lies in the flow of `words`. */
export const evidence: ReportEvidence = {
  session: 's-19',
  flow: 'answerer-to-dialer',
  layer: 'wire',
  place: 'reply 2, line 3',
  sent: '250-STARTTLS\\r\\n',
  heard: '250-XXXXXXXA\\r\\n',
  offsets: { sent: greetingBytes + 31, heard: greetingBytes + 31 },
  edits: [{ kind: 'replaced', sentAt: greetingBytes + 35, sentBytes: 8, heardAt: greetingBytes + 35, heardBytes: 8 }],
}

/** Both ends' tapes of one session behind an ASA. */
export function asaTapes(session = 's-19'): readonly [client: Tape, responder: Tape] {
  const client = tapeOf(
    'dialer',
    [
      opened(12),
      heard(words.greeting[1]),
      sent(words.ehlo),
      heard(words.reply[1]),
      mark('fin-sent'),
      mark('fin-heard'),
    ],
    {
      head: {
        session,
        startedAtMs: 1000,
        local: { address: '10.0.0.7', port: 40000 },
        remote: { address: '192.0.2.25', port: 25 },
      },
    },
  )
  const responder = tapeOf(
    'answerer',
    [opened(), sent(words.greeting[0]), heard(words.ehlo), sent(words.reply[0]), mark('fin-heard'), mark('fin-sent')],
    {
      head: {
        session,
        startedAtMs: 5000,
        local: { address: '192.0.2.25', port: 25 },
        remote: { address: '203.0.113.7', port: 40000 },
      },
    },
  )
  return [client, responder]
}

/** The page's input for the run through an ASA. */
export const asaInput: PageInput = {
  report: {
    ...asa,
    findings: asa.findings.map(it => (it.evidence[0]?.session === 's-19' ? { ...it, evidence: [evidence] } : it)),
  },
  tapes: asaTapes(),
  clocks: [{ family: 4, offsetMs: -4000.5, roundTripMs: 20 }],
  fileOf: tape => `tapes/${tape.head.end}/${tape.head.session}.jsonl`,
}

/** The page as one text. Only for runs of a readable size. */
export function pageText(input: PageInput): string {
  return [...renderPage(input)].join('')
}

/** What must never stand in a page as it is: markup, quotes, marks that turn the direction of writing, NUL, half a character. */
export const nasty = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\'"&\u202eevil\u2066\0\ud800\r\n'

/** Text that an enemy may have chosen. */
export const nastyText = fc.oneof(
  fc.constant(nasty),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom('<', '>', '"', "'", '&', '`', '\u202e', '\0', '\ud800', '\n', ' / ', 'a'), { maxLength: 30 })
    .map(it => it.join('')),
)

/** A finding of its own: nothing is gathered with it. */
export function distinctFinding(at: number): ReportFinding {
  return finding({
    key: `k${at}`,
    severity: at % 3 === 0 ? 'fault' : 'warning',
    direction: at % 2 === 0 ? 'incoming' : 'outgoing',
    port: 1 + (at % 60000),
    device: null,
    summary: `Incoming port ${at} (IPv4): the thing number ${at} was changed.`,
    evidence: [{ ...evidence, session: `s-${at}` }],
  })
}

/** A run with so many findings, each of its own kind. */
export function manyFindings(count: number): PageInput {
  const findings = Array.from({ length: count }, (_, at) => distinctFinding(at))
  const ports = findings
    .slice(0, 300)
    .map(it => row({ port: it.port, direction: it.direction, verdict: 'altered', findings: [it.key] }))
  const tapes = findings.slice(0, 200).flatMap((_, at) => asaTapes(`s-${at}`))
  return { ...asaInput, report: { ...asa, ports, findings }, tapes }
}

/** The run through an ASA, with tapes of so many bytes: a reply behind which a long talk goes on. */
export function longTapes(bytes: number): PageInput {
  const piece = 'x'.repeat(64 * 1024)
  const many = Math.ceil(bytes / piece.length / 2)
  const talk = (first: typeof sent, second: typeof sent): readonly Happened[] =>
    Array.from({ length: many }, () => [first(piece), second(piece)]).flat()
  const [client, responder] = asaTapes()
  const grown = (tape: Tape, more: readonly Happened[]): Tape => ({
    ...tape,
    events: [...tape.events, ...more.map((happened, at) => happened(tape.head.startedAtMs + 10 + at))],
  })
  return { ...asaInput, tapes: [grown(client, talk(sent, heard)), grown(responder, talk(heard, sent))] }
}
