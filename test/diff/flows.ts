/**
 * Flows for the tests of `diff/`: in text for the tables, random for the laws. Random ones are made of what hurts an
 * alignment: few different lines, repeated blocks, changes next to each other.
 */
import fc from 'fast-check'
import { bytesOf, concat, textOf } from '../../src/bytes.ts'
import { align } from '../../src/diff/align.ts'
import type { Edit } from '../../src/diff/edit.ts'

/** The seed of all property tests here: a failure is seen again. */
export const SEED = { seed: 20250101 }

/** What an edit says, as text: `kind`, its offset in the sent flow, the bytes sent, the bytes heard. */
export type Told = readonly [kind: Edit['kind'], sentAt: number, sent: string, heard: string]

export function tellEdits(sent: string, heard: string, unit: 'lines' | 'bytes'): readonly Told[] {
  return align(bytesOf(sent), bytesOf(heard), { unit }).map(edit => tell(edit, sent, heard))
}

function tell(edit: Edit, sent: string, heard: string): Told {
  const { kind, sentAt, sentBytes, heardAt, heardBytes } = edit
  return [kind, sentAt, sent.slice(sentAt, sentAt + sentBytes), heard.slice(heardAt, heardAt + heardBytes)]
}

export interface Pair {
  readonly sent: Uint8Array
  readonly heard: Uint8Array
}

/** Few letters make repeats and false friends; all bytes make the usual case. */
const someBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.uint8Array({ maxLength: 200, max: 2 }),
  fc.array(fc.constantFrom(10, 13, 45, 65), { maxLength: 200 }).map(codes => Uint8Array.from(codes)),
)

const splice = fc.record({ at: fc.nat(1000), drop: fc.nat(30), put: fc.uint8Array({ maxLength: 30 }) })

/** Any bytes, and the same after some of them were taken out, put in or overwritten. */
export const editedBytes: fc.Arbitrary<Pair> = fc
  .record({ sent: someBytes, repeat: fc.integer({ min: 1, max: 40 }), splices: fc.array(splice, { maxLength: 6 }) })
  .map(({ sent, repeat, splices }) => {
    const whole = concat(Array.from({ length: repeat }, () => sent))
    return { sent: whole, heard: splices.reduce(spliced, whole) }
  })

function spliced(bytes: Uint8Array, { at, drop, put }: { at: number; drop: number; put: Uint8Array }): Uint8Array {
  const from = at % (bytes.length + 1)
  return concat([bytes.subarray(0, from), put, bytes.subarray(from + drop)])
}

/** Two flows that have nothing to do with each other. */
export const unrelatedBytes: fc.Arbitrary<Pair> = fc.record({ sent: someBytes, heard: someBytes })

const keyword = fc.constantFrom('SIZE 10240000', 'STARTTLS', 'AUTH PLAIN LOGIN', 'DSN', '8BITMIME', 'HELP', 'XVERP', '')
/** One line of an SMTP reply or of a message, with its CRLF. */
export const smtpLine = fc
  .record({ head: fc.constantFrom('250-', '250 ', '220 ', ''), keyword })
  .map(({ head, keyword: word }) => `${head}${word}\r\n`)

/** What a device does to the lines of a conversation. */
const habit = fc.record({
  kind: fc.constantFrom('insert', 'remove', 'mask', 'swap', 'bare-lf', 'cut-short'),
  at: fc.nat(100),
  line: smtpLine,
})

type Habit = typeof habit extends fc.Arbitrary<infer T> ? T : never

/** Lines of SMTP, and the same after a device was at them. */
export const editedLines: fc.Arbitrary<Pair> = fc
  .record({ lines: fc.array(smtpLine, { maxLength: 30 }), habits: fc.array(habit, { maxLength: 5 }) })
  .map(({ lines, habits }) => ({
    sent: bytesOf(lines.join('')),
    heard: bytesOf(habits.reduce<readonly string[]>(changed, lines).join('')),
  }))

function changed(lines: readonly string[], { kind, at, line }: Habit): readonly string[] {
  const index = at % (lines.length + 1)
  const old = lines[index] ?? ''
  const next = lines[index + 1] ?? ''
  switch (kind) {
    case 'insert':
      return lines.toSpliced(index, 0, line)
    case 'remove':
      return lines.toSpliced(index, 1)
    case 'mask':
      return lines.toSpliced(
        index,
        1,
        old.replace(/(?<=^.{4}).*(?=.\r\n)/, text => 'X'.repeat(text.length)),
      )
    case 'swap':
      return lines.toSpliced(index, 2, next, old)
    case 'bare-lf':
      return lines.toSpliced(index, 1, old.replace('\r', ''))
    default:
      return lines.toSpliced(index, 1, old.slice(0, at % 9))
  }
}

/** For a message when a property fails. */
export function show({ sent, heard }: Pair): string {
  return `sent ${JSON.stringify(textOf(sent))} heard ${JSON.stringify(textOf(heard))}`
}
