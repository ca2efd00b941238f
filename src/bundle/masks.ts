/**
 * What a half says of the masks that were laid over it: by which map, and what stands there now; never what stood there.
 */
import { mapDigest, type RedactionMap } from '../redaction/map.ts'
import type { Statement } from './statement.ts'

/** For a statement; null where nothing is masked. Both ends of one map say the same. */
export function redactionOf(map: RedactionMap | null): Statement['redaction'] {
  return map === null ? null : { sha256: mapDigest(map), masked: map.map(({ kind, mask }) => ({ kind, mask })) }
}
