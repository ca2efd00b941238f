/**
 * What verification found, as lines for a terminal: whether it is what was signed, whose keys these are, what is wrong,
 * and what nobody signed. Everything from the bundle is escaped. Must not know how it was found.
 */
import { wrap } from '../report/text.ts'
import { bundleEnds, responderHalf } from './layout.ts'
import type { Verification, VerifiedHalf } from './verify.ts'

const defaultWidth = 80
/** A broken bundle may have a problem for every file. */
const shownItems = 40
const label = 11

/**
 * The lines. `knownKeys` are fingerprints of this installation's own key: 64 hex digits each. `width` is the terminal's,
 * in columns; a fingerprint is never broken.
 */
export function verificationText(
  found: Verification,
  knownKeys: readonly string[],
  width: number = defaultWidth,
): readonly string[] {
  return [
    ...wrap(headline(found), width),
    ...list(
      '',
      found.problems.map(it => `${it.part}: ${it.text}`),
      width,
    ),
    ...runLines(found, width),
    ...found.halves.flatMap(half => ['', ...halfLines(half, knownKeys, width)]),
    ...list(
      'Not in this bundle:',
      found.absent.map(({ path, why }) => `${absentName(path)}: ${why}`),
      width,
    ),
    ...list('Of the responder, but signed by the client alone:', found.unvouched, width),
    ...maskLines(found, width),
    ...closing(found, width),
  ]
}

function headline({ file, problems, halves }: Verification): string {
  if (problems.length > 0) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
    return `${file} is NOT what was signed: ${count}.`
  }
  const ends = bundleEnds.filter(end => halves.some(half => half.end === end))
  const merger = halves.some(half => half.end === 'merger') ? ', and by whoever merged their halves' : ''
  const who = ends.length === bundleEnds.length ? `both ends${merger}` : `the ${ends[0]} alone`
  return `${file} is what was signed, by ${who}: nothing was changed, added or removed since.`
}

function runLines({ runId, files, kind }: Verification, width: number): readonly string[] {
  if (runId === null) return []
  const text = `Run ${runId}, ${counted(files, 'file')} and the manifest.`
  return ['', ...wrap(kind === 'half' ? `${text} ${halfOnly}` : text, width)]
}

const halfOnly =
  'It is the half of an end that had no control channel: nothing is judged before it is merged with the other half.'

function halfLines(half: VerifiedHalf, knownKeys: readonly string[], width: number): readonly string[] {
  const own = knownKeys.includes(half.fingerprint)
  const isMerger = half.end === 'merger'
  const host = half.hostname === null ? 'not said' : `${half.hostname} (only its own word)`
  const signed = `${half.signedAt}, ${counted(half.files, 'file')}, run begun ${half.startedAt}`
  const whose = own ? "this installation's own key" : 'not known here'
  return [
    ...row(
      isMerger ? 'merged by' : half.end,
      half.genuine ? 'its signature fits' : 'its signature DOES NOT FIT',
      width,
    ),
    ...row('  signed', signed, width),
    ...row('  by', `${half.tool.name} ${half.tool.version}`, width),
    ...(isMerger ? [] : row('  host', host, width)),
    ...row('  key', `SHA-256 of the public key, ${whose}:`, width),
    `${' '.repeat(label)}${half.fingerprint}`,
  ]
}

function row(name: string, text: string, width: number): readonly string[] {
  return wrap(text, width, { first: name.padEnd(label), rest: ' '.repeat(label) })
}

function maskLines({ redaction }: Verification, width: number): readonly string[] {
  if (redaction === null) return []
  const addresses = redaction.masked.filter(it => it.kind === 'address').length
  const names = redaction.masked.length - addresses
  const what = `${counted(addresses, 'address', 'addresses')} and ${counted(names, 'name')}`
  return ['', ...wrap(`Masked before it was signed, by both ends alike: ${what}.`, width)]
}

function closing({ halves }: Verification, width: number): readonly string[] {
  if (halves.length === 0) return []
  const text =
    'A signature shows which key signed, not who holds it: compare the fingerprint with the one that its owner tells you.'
  return ['', ...wrap(text, width)]
}

function list(title: string, items: readonly string[], width: number): readonly string[] {
  if (items.length === 0) return []
  const rest = items.length - shownItems
  const shown = rest > 0 ? [...items.slice(0, shownItems), `and ${rest} more`] : items
  return [
    '',
    ...(title === '' ? [] : wrap(title, width)),
    ...shown.flatMap(item => wrap(item, width, { first: '  ', rest: '    ' })),
  ]
}

function absentName(path: string): string {
  return path === responderHalf ? "the responder's half" : path
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
