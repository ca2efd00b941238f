/**
 * A run as it is after redaction: masks in the place of addresses and names, in what the ends say of themselves and on every
 * tape. Each value is masked once, from what it was. Pure.
 */
import { redactValue } from '../redaction/apply.ts'
import { hiddenHostName } from '../redaction/host-name.ts'
import type { RedactionMap } from '../redaction/map.ts'
import { redactTape } from '../redaction/tape.ts'
import type { RunFacts } from '../run/facts.ts'
import { factsOf, type RunRecord, recordOf } from '../run/record.ts'

/** The same run with masks; its tapes are masked by the same map. */
export function maskedRun(run: RunFacts, map: RedactionMap): RunFacts {
  const tapes = run.paths.flatMap(({ facts }) => facts.tapes).map(tape => redactTape(tape, map))
  return factsOf(maskedRecord(recordOf(run), map), tapes)
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
