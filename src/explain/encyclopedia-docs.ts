/**
 * The encyclopedia as two pages of Markdown, docs/findings.md and docs/devices.md. Knows nothing of files.
 */
import { type Deed, type DevicePage, devicePages, type FindingPage, findingPages, gradeWords } from './encyclopedia.ts'
import { untoldFacts } from './untold.ts'

/** Both pages. */
export interface ExplainDocs {
  readonly findings: string
  readonly devices: string
}

const printed = 'This page is printed from the program’s own lists; `pathproof explain` tells the same, one by one.'

/** The text of both pages, each with a line feed at its end. */
export function explainDocs(): ExplainDocs {
  return { findings: findingsText(findingPages()), devices: devicesText(devicePages()) }
}

function findingsText(pages: readonly FindingPage[]): string {
  const intro = [
    '# Findings',
    `Everything that a report may say of a path. A finding is a difference between what one end sent and what the other heard, or an event that neither end made. ${printed}`,
  ]
  return text([...intro, ...pages.flatMap(findingBlocks)])
}

function findingBlocks({ id, means, proved, devices, remedy }: FindingPage): readonly string[] {
  return [
    `## ${id}`,
    means,
    `**Proved by.** ${proved}`,
    ...(devices.length === 0 ? [] : [`**Devices that do it.**\n\n${devices.map(deviceItem).join('\n')}`]),
    `**What to ask for** when no device is named. ${remedy}`,
  ]
}

function deviceItem({ device, feature, grade, fact, mark }: Deed): string {
  return `- [${device}](devices.md#${anchorOf(device)}), ${feature} (proof: ${grade}; ${fact}, ${mark})`
}

function devicesText(pages: readonly DevicePage[]): string {
  const intro = [
    '# Devices',
    `What is known of devices that change mail traffic, from public documents. ${printed}`,
    'A proof has one of three grades:',
    Object.entries(gradeWords)
      .map(([grade, words]) => `- \`${grade}\`: ${words}`)
      .join('\n'),
    'What speaks against a device lowers the grade: what holds in some sessions and not in others only fits, and what only fits is nothing any more. The mark **V** is for bytes or behaviour that were read in the source, **D** for what is derived from such samples. What is second-hand names nobody.',
  ]
  return text([...intro, ...pages.flatMap(deviceBlocks), ...untoldBlocks()])
}

function deviceBlocks({ device, deeds }: DevicePage): readonly string[] {
  return [`## ${device}`, ...deeds.flatMap(deedBlocks)]
}

function deedBlocks({
  feature,
  does,
  changes,
  grade,
  fact,
  mark,
  finds,
  tell,
  remedy,
  sources,
}: Deed): readonly string[] {
  const lines = [
    `- Proof: \`${grade}\` (${fact}, ${mark}); changes ${changes === 'both' ? 'both sides’ words, or the connection' : changes}`,
    `- Findings: ${finds.map(id => `[${id}](findings.md#${anchorOf(id)})`).join(', ')}`,
    ...(tell === null ? [] : [`- Where it only fits, what tells: ${tell}.`]),
    `- Remedy: ${remedy}`,
    `- Sources: ${sources}`,
  ]
  return [`### ${feature}`, does, lines.join('\n')]
}

function untoldBlocks(): readonly string[] {
  const items = Object.entries(untoldFacts).map(([fact, why]) => `- ${fact}: ${why}`)
  return ['## What names nobody', 'Known from documents, and no proof of a device:', items.join('\n')]
}

/** How a heading is linked to on the hosting sites. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-')
}

function text(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`
}
