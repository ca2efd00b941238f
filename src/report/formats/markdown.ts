/**
 * A report as Markdown, to be pasted into a ticket: the verdict first, then what to do, the rows that are not intact,
 * the findings with their bytes, the letter to the network's administrator, and the facts of the run. Bounded, because a
 * ticket is: what is left out is counted, and all of it is in the JSON report. Nothing of the network becomes markup.
 */
import { firewallNotes, sshLines } from '../hosts.ts'
import { commandsTitle, letterOf, ownHostTexts } from '../letter.ts'
import type { Report } from '../report.ts'
import { untestedGroups } from '../rows.ts'
import { type RowGroup, rowGroups } from '../rows-groups.ts'
import { gatherPlaces, namedPortsText, placeText } from '../rows-places.ts'
import { plural } from '../text.ts'
import { familyName, transportName } from '../words.ts'
import { runFacts } from './facts.ts'
import { type Ask, type Gist, gistOf } from './gist.ts'
import { findingSections } from './markdown-findings.ts'
import { bounded, paragraphs, remedyLines } from './markdown-lines.ts'
import { cell, codeSpan, prose } from './prose.ts'
import { verdictText } from './verdict.ts'

/** Entries of a list, at most. */
const maxEntries = 30

/** No list of ports is longer than this, or they are counted. */
const maxWhere = 600

/** The whole text, ended by a line feed. */
export function renderMarkdown(report: Report): string {
  const gist = gistOf(report)
  const sections: readonly (readonly string[])[] = [
    [`**${report.verdict.toUpperCase()}**${prose(verdictText(report)).slice(report.verdict.length)}`],
    gist === null ? [] : factLines(gist),
    titled('What to do', bounded((gist?.asks ?? []).map(askText), maxEntries, 'request')),
    titled('Rows', rowLines(report)),
    ...titledSections('Findings', findingSections(report)),
    titled("For the network's administrator", letterLines(report)),
    titled('Not tested', untestedLines(report)),
    titled('Notes', noteLines(report)),
    titled('Run', runLines(report)),
  ]
  return `${paragraphs(sections).join('\n')}\n`
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines]
}

function titledSections(title: string, sections: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return sections.length === 0 ? [] : [[`## ${title}`], ...sections]
}

function factLines({ what, where, device, side }: Gist): readonly string[] {
  const place = where.long.length > maxWhere ? where.short : where.long
  return [
    `- **What:** ${prose(what.join(' '))}`,
    `- **Where:** ${prose(place)}`,
    ...(device === null ? [] : [`- **Device:** ${prose(device)}`]),
    `- **Whose side:** ${prose(side)}`,
  ]
}

function askText({ text, where }: Ask): string {
  const place = where === null ? '' : `${prose(where.short)}: `
  return remedyLines(text, { first: `- ${place}`, rest: '  ' }).join('\n')
}

function rowLines(report: Report): readonly string[] {
  const groups = rowGroups(report).filter(({ word }) => word !== 'INTACT')
  const intact = report.ports.filter(({ verdict }) => verdict === 'intact')
  const places = gatherPlaces(intact).map(placeText).join('; ')
  const line = intact.length === 0 ? [] : [`Intact, ${plural(intact.length, 'row')}: ${prose(places)}.`]
  if (groups.length === 0) return line
  const head = ['|  | Direction | Transport | Ports | Family | Verdict |  |', '|---|---|---|---|---|---|---|']
  const rows = bounded(groups.map(tableRow), maxEntries, 'row')
  return [...head, ...rows, ...(line.length === 0 ? [] : ['', ...line])]
}

function tableRow({ place, state, word, tail, reason }: RowGroup): string {
  const { direction, transport, families, items } = place
  const told = [tail, reason].filter(it => it !== '').join(': ')
  const texts = [direction, transportName(transport), namedPortsText(items), families.map(familyName).join(' ')]
  const cells = [codeSpan(state.sign), ...texts.map(cell), `**${word}**`, cell(told)]
  return `| ${cells.join(' | ')} |`
}

function letterLines(report: Report): readonly string[] {
  const letter = letterOf(report)
  const own = ownHostTexts(report).flatMap(text => ['', prose(text)])
  const ssh = sshLines(report, Number.MAX_SAFE_INTEGER).flatMap(text => ['', prose(text)])
  if (letter === null) return [...own, ...ssh].slice(1)
  const items = letter.items.map(
    ({ text, examples }, at) => `${at + 1}. ${[prose(text), ...examples.map(it => `   - ${prose(it)}`)].join('\n')}`,
  )
  return [
    ...(letter.note === null ? [] : [prose(letter.note), '']),
    prose(letter.opening),
    '',
    ...bounded(items, maxEntries, 'item'),
    '',
    prose(letter.request),
    ...(letter.commands.length === 0 ? [] : ['', commandsTitle, '']),
    ...bounded(letter.commands.map(commandText), maxEntries, 'request'),
    ...own,
    ...ssh,
  ]
}

function commandText(text: string): string {
  return askText({ text, where: null })
}

function untestedLines({ untested }: Report): readonly string[] {
  const lines = untestedGroups(untested).map(({ title, places }) => `- ${prose(title)}: ${prose(places.join('; '))}`)
  return bounded(lines, maxEntries, 'reason')
}

function noteLines(report: Report): readonly string[] {
  return bounded(
    [...report.run.notes, ...firewallNotes(report)].map(note => `- ${prose(note)}`),
    maxEntries,
    'note',
  )
}

function runLines(report: Report): readonly string[] {
  const facts = runFacts(report).filter(([name]) => name !== 'note' && name !== 'run.verdict')
  return facts.map(([name, value]) => `- ${name}: ${codeSpan(value)}`)
}
