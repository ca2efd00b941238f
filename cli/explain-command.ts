/**
 * `pathproof explain`: what a finding means, how it is proved, which devices do it and what to ask for; or the same of a
 * device. All is looked up in the lists of this release.
 */
import {
  type Deed,
  type DevicePage,
  devicePages,
  type FindingPage,
  findingPages,
  gradeWords,
} from '../src/explain/encyclopedia.ts'
import { suggestion } from '../src/profile/nearest.ts'
import { escapeText, type Indent, wrap } from '../src/report/text.ts'
import { UsageError } from './exit.ts'
import { columnsOf } from './print.ts'

/** Longer words are no name of ours, and would only fill the screen. */
const MAX_WORD_LENGTH = 60

const FEWEST_COLUMNS = 60

const plain: Indent = { first: '', rest: '' }
const under: Indent = { first: '  ', rest: '  ' }
const item: Indent = { first: '  - ', rest: '    ' }

/** Without words: the list. With them: the page of that finding, or of that device (case does not count). */
export async function explainCommand(words: readonly string[]): Promise<void> {
  const columns = Math.max(FEWEST_COLUMNS, columnsOf(process.stdout))
  await write(`${explainLines(words.join(' ').trim(), columns).join('\n')}\n`)
}

/** The lines for one name, or the list for none. Throws a UsageError when nothing has that name. */
export function explainLines(name: string, columns: number): readonly string[] {
  if (name === '') return listLines(columns)
  const wanted = name.toLowerCase()
  const finding = findingPages().find(({ id }) => id === wanted)
  if (finding !== undefined) return findingLines(finding, columns)
  const devices = devicePages()
  const exact = devices.filter(({ device }) => device.toLowerCase() === wanted)
  const meant = exact.length > 0 ? exact : devices.filter(({ device }) => startsAWord(device.toLowerCase(), wanted))
  if (meant.length === 0) throw new UsageError(unknownText(name))
  const also = idsWith(wanted)
  return [
    ...meant.flatMap((page, at) => [...(at === 0 ? [] : ['']), ...deviceLines(page, columns)]),
    ...(also.length === 0 ? [] : ['', ...wrap(`Findings with that word: ${also.join(', ')}`, columns, plain)]),
  ]
}

/** `asa` is meant by `Cisco ASA`, and `isco` by nothing. */
function startsAWord(device: string, wanted: string): boolean {
  return new RegExp(`(?:^|[ /(])${wanted.replace(/[^a-z0-9]/g, character => `\\${character}`)}`).test(device)
}

/** Findings that have the word between their dots and hyphens. */
function idsWith(word: string): readonly string[] {
  return findingPages().flatMap(({ id }) => (`.${id}.`.replaceAll('-', '.').includes(`.${word}.`) ? [id] : []))
}

function unknownText(name: string): string {
  const shown = escapeText(name.slice(0, MAX_WORD_LENGTH))
  const ids = findingPages().map(({ id }) => id)
  const parts = ids.filter(id => id.includes(name.toLowerCase())).slice(0, 5)
  const near = suggestion(name, [...ids, ...devicePages().map(({ device }) => device)])
  const among = near === '' && parts.length > 0 ? ` (did you mean ${parts.join(', ')}?)` : near
  return `'${shown}' is neither a finding nor a device${among}; pathproof explain lists them all`
}

function listLines(columns: number): readonly string[] {
  const findings = findingPages()
  const width = Math.max(...findings.map(({ id }) => id.length))
  const rest = ' '.repeat(width + 4)
  return [
    'Findings:',
    ...findings.flatMap(({ id, means }) => wrap(means, columns, { first: `  ${id.padEnd(width)}  `, rest })),
    '',
    'Devices:',
    ...devicePages().map(({ device }) => `  ${device}`),
    '',
    ...wrap('pathproof explain NAME tells more of one of them; a device may be named in part.', columns, plain),
  ]
}

function findingLines({ id, means, proved, devices, remedy }: FindingPage, columns: number): readonly string[] {
  return [
    id,
    ...wrap(means, columns, under),
    '',
    'How it is proved:',
    ...wrap(proved, columns, under),
    '',
    ...(devices.length === 0 ? ['No device is known by it.'] : ['Devices that do it:']),
    ...devices.flatMap(deed => wrap(`${deed.device}, ${deed.feature} (${proofOf(deed)})`, columns, item)),
    '',
    'What to ask for when no device is named:',
    ...wrap(remedy, columns, under),
  ]
}

function deviceLines({ device, deeds }: DevicePage, columns: number): readonly string[] {
  const grades = [...new Set(deeds.map(({ grade }) => grade))]
  return [
    device,
    ...deeds.flatMap(deed => ['', ...deedLines(deed, columns)]),
    '',
    ...grades.flatMap(grade => wrap(`${grade}: ${gradeWords[grade]}`, columns, under)),
  ]
}

function deedLines(deed: Deed, columns: number): readonly string[] {
  const { feature, does, finds, tell, remedy, sources } = deed
  const lines: readonly (readonly [label: string, text: string])[] = [
    ['proof', proofOf(deed)],
    ['findings', finds.join(', ')],
    ...(tell === null ? [] : ([['where it only fits, what tells', tell]] as const)),
    ['remedy', remedy],
    ['sources', sources],
  ]
  return [
    ...wrap(feature, columns, under),
    ...wrap(does, columns, { first: '    ', rest: '    ' }),
    ...lines.flatMap(([label, text]) => wrap(`${label}: ${text}`, columns, { first: '    ', rest: '      ' })),
  ]
}

function proofOf({ grade, fact, mark }: Deed): string {
  return `${grade}; ${fact}, ${mark}`
}

/** Waits until the text is out: a pipe may take less than all of it. */
function write(text: string): Promise<void> {
  return new Promise(resolve => process.stdout.write(text, () => resolve()))
}
