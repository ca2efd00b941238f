/**
 * The formats of a report by name. Every format is a pure function of the report and of how it is to be set.
 */
import { type Report, reportText } from '../report.ts'
import { renderReport, type TerminalOptions } from '../terminal.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { renderTap } from './tap.ts'

/** The name of a format (`--format`). */
export type Format = 'text' | 'json' | 'markdown' | 'junit' | 'tap'

/** Each gives the whole text, ended by a line feed. The options are those of a terminal; only `text` heeds them. */
export const formats: Readonly<Record<Format, (report: Report, options: TerminalOptions) => string>> = {
  text: renderReport,
  json: reportText,
  markdown: renderMarkdown,
  junit: renderJunit,
  tap: renderTap,
}

/** The names, in the order in which they are offered. */
export const formatNames = Object.keys(formats) as readonly Format[]
