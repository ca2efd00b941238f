/**
 * A run as it is after redaction: masks in the place of addresses and names, in what the ends say of themselves and on every
 * tape. Each value is masked once, from what it was. Pure.
 */
import { redactValue } from '../redaction/apply.ts'
import { shapeOf } from '../redaction/forms.ts'
import { hiddenHostName } from '../redaction/host-name.ts'
import type { RedactionMap } from '../redaction/map.ts'
import { redactTape } from '../redaction/tape.ts'
import { namesInTape } from '../redaction/tape-names.ts'
import type { RunFacts } from '../run/facts.ts'
import { factsOf, type RunRecord, recordOf } from '../run/record.ts'
import type { Tape } from '../tape/tape.ts'

/**
 * The same run with masks; its tapes are masked by the same map. A tape that came after the map was agreed on, with something
 * on it that the map does not hide, stays away.
 */
export function maskedRun(run: RunFacts, map: RedactionMap): RunFacts {
  const hidden = new Set(map.map(({ value }) => value))
  const all = run.paths.flatMap(({ facts }) => facts.tapes)
  const tapes = all.filter(tape => isHiddenBy(tape, hidden)).map(tape => redactTape(tape, map))
  return factsOf(maskedRecord(recordOf(run), map), tapes)
}

function isHiddenBy(tape: Tape, hidden: ReadonlySet<string>): boolean {
  const { addresses, names } = namesInTape(tape)
  return [...addresses, ...names].every(value => hidden.has(value) || shapeOf(value) === null)
}

function maskedRecord(record: RunRecord, map: RedactionMap): RunRecord {
  const masked = redactValue(record, map)
  return {
    ...masked,
    client: { ...masked.client, hostname: hiddenHostName(record.client.hostname, map) },
    paths: masked.paths.map((path, at) => {
      const hostname = hiddenHostName(record.paths[at]?.responder.hostname ?? '', map)
      return { ...path, responder: { ...path.responder, hostname } }
    }),
  }
}
