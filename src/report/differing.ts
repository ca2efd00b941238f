/**
 * Edits cut down to the bytes that really differ: what was overwritten in place may have left some of them as they were. Pure.
 */
import type { Edit } from '../diff/edit.ts'
import { byteTexts } from './excerpt.ts'
import type { ReportEvidence } from './report.ts'

/** Edits that kept the length as runs of bytes that differ; all others as they are. */
export function differing({ edits, sent, heard, offsets }: ReportEvidence): readonly Edit[] {
  const [said, came] = [byteTexts(sent), byteTexts(heard)]
  return edits.flatMap(edit => {
    if (edit.kind !== 'replaced' || edit.sentBytes !== edit.heardBytes) return [edit]
    const [sentFrom, heardFrom] = [edit.sentAt - offsets.sent, edit.heardAt - offsets.heard]
    return runsOf(edit.sentBytes, at => said[sentFrom + at] !== came[heardFrom + at]).map(({ from, bytes }) => {
      return { ...edit, sentAt: edit.sentAt + from, sentBytes: bytes, heardAt: edit.heardAt + from, heardBytes: bytes }
    })
  })
}

interface Run {
  readonly from: number
  readonly bytes: number
}

/** The longest runs of places, counted from 0, for which the test holds. */
function runsOf(count: number, test: (at: number) => boolean): readonly Run[] {
  const runs: Run[] = []
  for (let at = 0; at < count; at++) {
    if (!test(at)) continue
    const last = runs.at(-1)
    if (last !== undefined && last.from + last.bytes === at) runs[runs.length - 1] = { ...last, bytes: last.bytes + 1 }
    else runs.push({ from: at, bytes: 1 })
  }
  return runs
}
