/**
 * What a finding's summary says beside its place and its numbers, which the page tells on its own. Knows nothing of
 * markup.
 */
import type { ReportFinding } from '../report/report.ts'
import type { Gathered } from './gathered.ts'
import { counted, grouped } from './numbers.ts'

/** The place that a summary begins with: it is that of one row, and a finding may speak of several. */
const place = /^(?:Incoming|Outgoing)[^:]*: /

/** How many different places there are in all. */
const count = / \((\d+) places in all(?:, \d+ shown)?\)/

/** What happened, as a sentence of its own. */
export function happenedText({ summary }: Pick<ReportFinding, 'summary'>): string {
  const text = summary.replace(place, '').replace(count, '')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Different places of one row at which it was seen: as many as the summary says, and no fewer than the evidence has. */
export function placesIn({ summary, evidence }: Pick<ReportFinding, 'summary' | 'evidence'>): number {
  const [, told = '0'] = count.exec(summary) ?? []
  return Math.max(Number(told), evidence.length)
}

/** `21 different changes in each direction and family`; '' where there is no more than one. */
export function placesText({ shown, others }: Pick<Gathered, 'shown' | 'others'>): string {
  const counts = [shown, ...others].map(placesIn)
  const [most, isSame] = [Math.max(...counts), counts.every(it => it === counts[0])]
  if (most <= 1) return ''
  const where = others.length === 0 ? '' : isSame ? ' in each direction and family' : ' in one direction and family'
  return `${isSame ? '' : 'up to '}${counted(most, 'different change')}${where}`
}

/** `seen in 26 of 26 conversations each`: of those in which it could have been seen. */
export function seenText({ shown, others }: Pick<Gathered, 'shown' | 'others'>): string {
  const all = [shown, ...others].map(({ seen }) => seen)
  const isSame = all.every(({ times, of }) => times === shown.seen.times && of === shown.seen.of)
  const sum = (count: (seen: ReportFinding['seen']) => number) => all.reduce((total, seen) => total + count(seen), 0)
  const { times, of } = isSame ? shown.seen : { times: sum(it => it.times), of: sum(it => it.of) }
  const each = others.length === 0 ? '' : isSame ? ' each' : ' in all'
  return `seen in ${grouped(times)} of ${counted(of, 'conversation')}${each}`
}

/** Kinds of findings that speak of the same reply: the weightiest word of it, and its other words. */
const weighty: Partial<Readonly<Record<ReportFinding['id'], ReportFinding['id']>>> = {
  'smtp.ehlo.keyword-masked': 'smtp.starttls.masked',
  'smtp.ehlo.keyword-removed': 'smtp.starttls.removed',
  'imap.capability.masked': 'imap.starttls.removed',
  'imap.capability.removed': 'imap.starttls.removed',
  'pop3.capability.masked': 'pop3.starttls.removed',
  'pop3.capability.removed': 'pop3.starttls.removed',
}

/** STARTTLS is a keyword like others and weighs more than all of them, so it has a finding of its own: that one. */
export function weightierOf({ shown }: Gathered, all: readonly Gathered[]): Gathered | null {
  const id = weighty[shown.id]
  return id === undefined ? null : (all.find(it => it.shown.id === id) ?? null)
}

/** That keyword, as the protocol has it. */
export function weightyWord({ shown }: Gathered): string {
  return shown.id.startsWith('pop3.') ? 'STLS' : 'STARTTLS'
}

/** Whether it is that finding. */
export function isWeighty({ shown }: Gathered): boolean {
  return Object.values(weighty).includes(shown.id)
}
