/**
 * The responder's half as it came over control, looked at before it goes into a bundle: what `verify` would call broken is
 * refused here with its reason, and the bundle is made all the same. Pure.
 */
import type { RedactionMap } from '../redaction/map.ts'
import type { FarHalf, Sealed } from '../run/sealing.ts'
import { BundleError } from './errors.ts'
import { environmentPath, tapeFolder } from './layout.ts'
import type { Half } from './manifest.ts'
import { redactionOf } from './masks.ts'
import { fitsSignature, readStatement, type Statement } from './statement.ts'
import { signedFileOf, type TextFile } from './text-file.ts'

/** A half that belongs to this run, and the files that came with it. */
export interface FarOfBundle {
  readonly half: Half
  readonly statement: Statement
  readonly files: readonly TextFile[]
}

/** What the half must fit. */
export interface OfRun {
  readonly runId: string
  readonly startedAt: string
  /** The client's public key, SPKI DER in base64url. */
  readonly clientKey: string
}

/** Characters of a reason: fewer than a statement takes. */
const MOST_WHY_CHARS = 500

/** The half, or why there is none. */
export function farHalfOf({ far, map }: Sealed, of: OfRun): FarOfBundle | { readonly why: string } {
  if ('why' in far) return { why: far.why.slice(0, MOST_WHY_CHARS) }
  try {
    const statement = readStatement(far.statement)
    const rule = rules.find(({ fails }) => fails({ far, statement, map, of }))
    if (rule !== undefined) return { why: `what the responder signed was refused: ${rule.text}` }
    const { statement: text, signature, files } = far
    return { half: { end: 'responder', statement: text, signature }, statement, files }
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    return { why: `what the responder signed was refused: ${error.why}`.slice(0, MOST_WHY_CHARS) }
  }
}

interface Claim {
  readonly far: FarHalf
  readonly statement: Statement
  readonly map: RedactionMap | null
  readonly of: OfRun
}

interface Rule {
  readonly fails: (claim: Claim) => boolean
  readonly text: string
}

/** All that a responder with a control channel signs for. */
const folders = [tapeFolder('responder'), environmentPath('responder', '')]

const rules: readonly Rule[] = [
  { fails: ({ statement }) => statement.end !== 'responder', text: 'it is not the half of a responder' },
  {
    fails: ({ far, statement }) => !fitsSignature(far.statement, far.signature, statement.keys.responder ?? ''),
    text: 'its signature does not fit what it says',
  },
  {
    fails: ({ statement, of }) => statement.runId !== of.runId || statement.startedAt !== of.startedAt,
    text: 'it is of another run',
  },
  { fails: ({ statement, of }) => statement.keys.client !== of.clientKey, text: 'it names another client' },
  {
    fails: ({ statement, map }) => JSON.stringify(statement.redaction) !== JSON.stringify(redactionOf(map)),
    text: 'it was masked in another way than was agreed',
  },
  {
    fails: ({ statement }) => statement.absent.length > 0 || statement.container !== null,
    text: 'it says what only the client can know',
  },
  {
    fails: ({ statement }) => statement.files.some(({ path }) => !folders.some(folder => path.startsWith(folder))),
    text: 'it lists files that only the client makes',
  },
  { fails: ({ far, statement }) => !areSigned(far.files, statement), text: 'the files that came with it are others' },
]

/** What came beside the tapes is what was signed beside the tapes, to the byte. */
function areSigned(files: readonly TextFile[], statement: Statement): boolean {
  const listed = statement.files.filter(({ path }) => !path.startsWith(tapeFolder('responder')))
  const signed = new Map(listed.map(file => [file.path, file]))
  const came = new Map(files.map(file => [file.path, signedFileOf(file)]))
  if (came.size !== files.length || came.size !== signed.size) return false
  return [...came].every(([path, { bytes, sha256 }]) => {
    const its = signed.get(path)
    return its?.bytes === bytes && its.sha256 === sha256
  })
}
