/**
 * What a run comes to: the verdict in one sentence, whose side it is, what to do first. Words only, no markup.
 */
import { verdictSentence } from '../report/formats/verdict.ts'
import type { Report, ReportFinding } from '../report/report.ts'
import { sides } from '../report/words.ts'
import { isProved } from './device.ts'
import { decisive, type Gathered } from './gathered.ts'

/** The first lines of the page. */
export interface Headline {
  readonly word: string
  /** One sentence. */
  readonly sentence: string
  /** Whose side it is, as far as it is proved; null when there is nothing to place. */
  readonly side: string | null
  /** What to do, each thing once, in the order of the findings. */
  readonly toDo: readonly Action[]
}

/** What to do, and on which device where one is proved. */
export interface Action {
  readonly device: string | null
  readonly text: string
}

/** How a remedy ends when nobody knows whose side it is: told once for all, beside the verdict. */
const settling = /\s*Whose side it is on is not proved:[^.]*\.\s*$/

const maxToDo = 3

/** The headline of a report. */
export function headlineOf(report: Report, gathered: readonly Gathered[]): Headline {
  const its = decisive(gathered, report.verdict)
  const findings = its.flatMap(({ shown, others }) => [shown, ...others])
  return {
    word: report.verdict.toUpperCase(),
    sentence: verdictSentence(report),
    side: findings.length === 0 ? null : sideOf(findings),
    toDo: toDoOf(report, its),
  }
}

/** The remedy without the words on whose side it is. */
export function actionOf(remedy: string): string {
  return remedy.replace(settling, '')
}

function sideOf(findings: readonly ReportFinding[]): string {
  const [side = 'unknown', ...others] = new Set(findings.map(it => it.side))
  if (others.length > 0) return 'Not the same for all findings: each says its own below.'
  if (side !== 'unknown') return `It happens ${sides[side]}.`
  return "Not proved. Run the check from a client in another network: if the same fault shows there, it is on the server's side; if it does not, it is on the side of this client."
}

function toDoOf({ verdict, untested }: Report, its: readonly Gathered[]): readonly Action[] {
  const actions = new Map(its.map(({ shown }) => [actionOf(shown.remedy), deviceName(shown)]))
  actions.delete('')
  const shown = [...actions].slice(0, maxToDo).map(([text, device]) => ({ device, text }))
  const more = actions.size - shown.length
  if (more > 0) return [...shown, plain(more === 1 ? 'One more remedy below.' : `${more} more remedies below.`)]
  if (shown.length > 0) return shown
  if (verdict === 'intact') return [plain('Nothing has to be done.')]
  return [
    plain(untested.length > 0 ? 'See what was not tested, and why; then run the check again.' : 'Run the check again.'),
  ]
}

function plain(text: string): Action {
  return { device: null, text }
}

function deviceName({ device }: ReportFinding): string | null {
  return isProved(device) ? device.name : null
}
