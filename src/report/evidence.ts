/**
 * One piece of evidence as lines: the place, how much was changed, and what was sent and heard with the changed bytes
 * marked; side by side where there is room, else one above the other. Knows nothing of the finding it belongs to.
 */
import type { Edit } from '../diff/edit.ts'
import type { Direction } from '../tape/tape.ts'
import { differing } from './differing.ts'
import { byteTexts, type Change, type ExcerptRow, excerptRows } from './excerpt.ts'
import type { ReportEvidence } from './report.ts'
import type { Canvas, Ink } from './style.ts'
import { plural, wrap } from './text.ts'
import { type Ends, endsOf } from './words.ts'

/** From this width on, sent and heard stand side by side: two halves of 46 columns still hold most SMTP lines. */
const sideBySideColumns = 100

/** Rows of one excerpt: a screen of 24 lines still shows sent and heard together. */
const maxRows = 8

const margin = '      '
const gap = '   '

interface Half {
  readonly label: 'sent' | 'heard'
  /** The label where there is room to say who. */
  readonly title: string
  readonly rows: readonly ExcerptRow[]
}

/** How rows and marks are drawn. */
interface Drawing extends Canvas {
  readonly ink: Ink
  /** Columns of the widest offset of both halves. */
  readonly digits: number
}

/** The lines of a piece of evidence; none is longer than the canvas is wide. */
export function renderEvidence(
  whole: ReportEvidence,
  { direction, ink }: { readonly direction: Direction; readonly ink: Ink },
  canvas: Canvas,
): readonly string[] {
  const piece = { ...whole, edits: differing(whole) }
  const ends = endsOf(direction, piece.flow)
  const beside = canvas.columns >= sideBySideColumns
  const columns = textColumns(piece, canvas.columns, beside)
  const sent = { label: 'sent', title: `sent by the ${ends.sender}`, rows: rowsOf('sent', piece, columns) } as const
  const heard = { label: 'heard', title: `heard by the ${ends.hearer}`, rows: rowsOf('heard', piece, columns) } as const
  const digits = Math.max(...[...sent.rows, ...heard.rows].map(row => String(row.at ?? '').length))
  const drawing = { ...canvas, ink, digits }
  const drawn = beside ? drawBeside(sent, heard, drawing) : drawStacked([sent, heard], drawing)
  return [...wrap(titleOf(piece, ends), canvas.columns, { first: '    ', rest: margin }), ...drawn]
}

function titleOf({ place, layer, edits }: ReportEvidence, { sender, hearer }: Ends): string {
  const inside = layer === 'tls' ? ', inside TLS' : ''
  const changes = changesText(edits)
  return `${place}, ${sender} to ${hearer}${inside}${changes === '' ? '' : `: ${changes}`}`
}

/** How many bytes. The marks show where; of bytes that are not there a mark can show no more than the place. */
function changesText(edits: readonly Edit[]): string {
  const sum = (kind: Edit['kind'], bytes: 'sentBytes' | 'heardBytes') =>
    edits.reduce((total, edit) => total + (edit.kind === kind ? edit[bytes] : 0), 0)
  const replaced = sum('replaced', 'sentBytes')
  const by = sum('replaced', 'heardBytes')
  const said: readonly (readonly [count: number, text: (bytes: string) => string])[] = [
    [replaced, bytes => `${bytes} replaced${by === replaced ? '' : ` by ${by}`}`],
    [sum('inserted', 'heardBytes'), bytes => `${bytes} inserted`],
    [sum('removed', 'sentBytes'), bytes => `${bytes} removed`],
    [sum('cut', 'sentBytes'), bytes => `the last ${bytes} cut`],
  ]
  return said.flatMap(([count, text]) => (count > 0 ? [text(plural(count, 'byte'))] : [])).join(', ')
}

/** Columns left for bytes, beside the widest offset that could be needed. */
function textColumns({ offsets, sent, heard }: ReportEvidence, columns: number, beside: boolean): number {
  const end = Math.max(offsets.sent + sent.length, offsets.heard + heard.length)
  return (beside ? halfColumns(columns) : columns - stackedHead('heard').length) - String(end).length - 2
}

function rowsOf(end: 'sent' | 'heard', piece: ReportEvidence, columns: number): readonly ExcerptRow[] {
  const changes = piece.edits.map<Change>(edit =>
    end === 'sent' ? { at: edit.sentAt, bytes: edit.sentBytes } : { at: edit.heardAt, bytes: edit.heardBytes },
  )
  return excerptRows({ texts: byteTexts(piece[end]), startsAt: piece.offsets[end], changes }, { columns, maxRows })
}

function drawStacked(halves: readonly Half[], drawing: Drawing): readonly string[] {
  return halves.flatMap(({ label, rows }) => {
    const head = stackedHead(label)
    const begin = rows.findIndex(row => row.at !== null)
    return rows.flatMap((row, index) => {
      const [text, marks] = rowLines(row, index === begin ? head : ' '.repeat(head.length), drawing)
      return marks === '' ? [text] : [text, inked(marks, drawing)]
    })
  })
}

function stackedHead(label: Half['label']): string {
  return `${margin}${label.padEnd('heard'.length)}  byte `
}

function drawBeside(sent: Half, heard: Half, drawing: Drawing): readonly string[] {
  const width = halfColumns(drawing.columns)
  const beside = (a: string, b: string) => `${margin}${a.padEnd(width)}${gap}${b}`.trimEnd()
  const lines = Array.from({ length: Math.max(sent.rows.length, heard.rows.length) }, (_, index) => {
    const [a, aMarks] = rowLines(sent.rows[index], '', drawing)
    const [b, bMarks] = rowLines(heard.rows[index], '', drawing)
    const marks = beside(aMarks, bMarks)
    return marks === '' ? [beside(a, b)] : [beside(a, b), inked(marks, drawing)]
  })
  return [beside(sent.title, heard.title), ...lines.flat()]
}

function halfColumns(columns: number): number {
  return Math.floor((columns - margin.length - gap.length) / 2)
}

/** The row behind its offset, and the marks under it. A half without such a row has nothing to show there. */
function rowLines(
  row: ExcerptRow | undefined,
  lead: string,
  { digits }: Drawing,
): readonly [text: string, marks: string] {
  if (row === undefined) return ['', '']
  const gutter = `${lead}${(row.at === null ? '' : String(row.at)).padStart(digits)}  `
  return [`${gutter}${row.text}`, row.marks === '' ? '' : `${' '.repeat(gutter.length)}${row.marks}`]
}

function inked(marks: string, { ink, paint }: Drawing): string {
  return marks.replace(/[\^|]+/g, mark => paint(ink, mark))
}
