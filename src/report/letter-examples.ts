/**
 * One example for each kind of change, short enough for a letter: who sent which line, and what the other end heard of
 * it. Knows nothing of what the letter asks for.
 */
import { byteTexts } from './excerpt.ts'
import { kindText } from './letter-words.ts'
import type { ReportEvidence, ReportFinding } from './report.ts'
import { groupBy } from './rows-places.ts'
import { endsOf } from './words.ts'

/** Bytes of a line that are quoted. */
const maxBytes = 60

/** Kinds of change that one item gives an example of. */
const maxExamples = 12

const names = { client: 'the client', server: 'the mail server' } as const

/** The examples, in the order of the findings; what has no changed bytes has none. */
export function exampleTexts(findings: readonly ReportFinding[]): readonly string[] {
  const kinds = groupBy(findings, ({ id, flow }) => `${id} ${flow}`)
  return kinds.flatMap(([finding]) => (finding === undefined ? [] : exampleText(finding))).slice(0, maxExamples)
}

function exampleText({ id, direction, evidence }: ReportFinding): readonly string[] {
  const piece = evidence.find(({ sent, heard }) => sent !== heard)
  if (piece === undefined) return []
  const { sender, hearer } = endsOf(direction, piece.flow)
  const { sent, heard } = changedLine(piece)
  return [`${kindText(id)}: ${names[sender]} sent ${sent}, and ${names[hearer]} heard ${heard}.`]
}

/** The first line that is not the same at both ends, as it stands there, escaped. */
export function changedLine({ sent, heard }: Pick<ReportEvidence, 'sent' | 'heard'>): {
  readonly sent: string
  readonly heard: string
} {
  const [said, came] = [byteTexts(sent), byteTexts(heard)]
  const differs = said.findIndex((text, at) => text !== came[at])
  const at = differs < 0 ? said.length : differs
  const start = said.lastIndexOf('\\n', at - 1) + 1
  return { sent: quoted(said, at === 0 ? 0 : start), heard: quoted(came, at === 0 ? 0 : start) }
}

function quoted(texts: readonly string[], start: number): string {
  const feed = texts.indexOf('\\n', start)
  const line = texts.slice(start, feed < 0 ? texts.length : feed)
  const shown = line.slice(0, maxBytes).join('').replace(/\\r$/, '')
  if (shown === '') return 'nothing in its place'
  return `"${shown}${line.length > maxBytes ? '...' : ''}"`
}
