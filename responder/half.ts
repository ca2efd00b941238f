/**
 * The responder's half of a bundle: what it taped in one run, over both address families, and its signature for that. With
 * redaction the tapes are kept until both ends agree on what is masked; without it their digests are enough.
 */
import { randomBytes } from 'node:crypto'
import { environmentFiles, maskedEnvironmentFiles } from '../src/bundle/environment.ts'
import { limits } from '../src/bundle/limits.ts'
import { signHalf } from '../src/bundle/manifest.ts'
import { redactionOf } from '../src/bundle/masks.ts'
import { type SignedFile, type Statement, statementFormat } from '../src/bundle/statement.ts'
import { tapeFile } from '../src/bundle/tape-file.ts'
import { signedFileOf, type TextFile } from '../src/bundle/text-file.ts'
import { RemoteError } from '../src/control/errors.ts'
import type { InstallationKey } from '../src/control/installation-key.ts'
import type { Environment } from '../src/control/messages.ts'
import { releaseName } from '../src/control/release.ts'
import type { HostFacts } from '../src/host/facts.ts'
import { findIn } from '../src/redaction/find.ts'
import { checkMap, masksFor, mergeMaps, type RedactionMap } from '../src/redaction/map.ts'
import { redactTape } from '../src/redaction/tape.ts'
import { namesInTape } from '../src/redaction/tape-names.ts'
import type { Tape } from '../src/tape/tape.ts'

export interface HalfOptions {
  readonly runId: string
  /** The client's public key, SPKI DER in base64url. */
  readonly clientKey: string
  readonly key: InstallationKey
  /** The client will ask for masks. */
  readonly redact: boolean
}

/** What the client asks to be signed. */
export interface SignRequest {
  readonly startedAt: string
  /** The client's masks; null: nothing is masked. */
  readonly map: unknown
  readonly hostsAllow: boolean
}

export interface SignedHalf {
  readonly statement: string
  readonly signature: string
  /** The masks that were used: the client's, and those for what only this end knew. */
  readonly map: RedactionMap | null
  /** What this end says of its host. */
  readonly files: readonly TextFile[]
}

/** What this end says of itself and of its host. */
export interface OwnFacts {
  readonly environment: Environment
  readonly host: HostFacts
}

export interface Half {
  readonly add: (tape: Tape) => void
  /** Throws RemoteError when it cannot sign; RedactionError when the masks are none. */
  readonly sign: (request: SignRequest, own: OwnFacts) => SignedHalf
}

/** Bytes on the tapes that are kept for redaction: more than any run has, and no more than a small server has to spare. */
const MOST_KEPT_BYTES = 256 * 1024 * 1024

export function createHalf(options: HalfOptions): Half {
  // Two sessions without a word in them have the same name and the same bytes.
  const files = new Map<string, SignedFile>()
  const kept: Tape[] = []
  let keptBytes = 0

  return {
    add: tape => {
      if (!options.redact) return void keep(files, tapeFile(tape))
      keptBytes += bytesOf(tape)
      if (keptBytes <= MOST_KEPT_BYTES) kept.push(tape)
    },
    sign: (request, own) => {
      if ((request.map !== null) !== options.redact) {
        throw new RemoteError('not-agreed', 'whether anything is masked is agreed when a run begins')
      }
      if (keptBytes > MOST_KEPT_BYTES) throw tooLarge('to be masked here; check without --redact')
      const of = { ...own, withHostsAllow: request.hostsAllow }
      const map = request.map === null ? null : agreedMap(request.map, environmentFiles('responder', of), kept)
      return signed(options, request, {
        map,
        tapes: [...(map === null ? files : maskedTapes(kept, map)).values()],
        environment: map === null ? environmentFiles('responder', of) : maskedEnvironmentFiles('responder', of, map),
      })
    },
  }
}

/** What is signed. */
interface Content {
  readonly map: RedactionMap | null
  readonly tapes: readonly SignedFile[]
  readonly environment: readonly TextFile[]
}

function maskedTapes(tapes: readonly Tape[], map: RedactionMap): ReadonlyMap<string, SignedFile> {
  const files = new Map<string, SignedFile>()
  for (const tape of tapes) keep(files, tapeFile(redactTape(tape, map)))
  return files
}

function keep(files: Map<string, SignedFile>, { path, bytes, sha256 }: SignedFile): void {
  files.set(path, { path, bytes, sha256 })
}

function tooLarge(why: string): RemoteError {
  return new RemoteError('too-large', `the tapes of this run are too large ${why}`)
}

/** The client's masks, and masks of our own for what only we know. */
function agreedMap(theirs: unknown, files: readonly TextFile[], tapes: readonly Tape[]): RedactionMap {
  const found = [...files.map(({ text }) => findIn(text)), ...tapes.map(namesInTape)]
  const ours = masksFor(
    { addresses: found.flatMap(it => it.addresses), names: found.flatMap(it => it.names) },
    new Uint8Array(randomBytes(32)),
  )
  return mergeMaps(checkMap(theirs), ours)
}

function signed(
  { runId, clientKey, key }: HalfOptions,
  { startedAt }: SignRequest,
  { map, tapes, environment }: Content,
): SignedHalf {
  const files = [...tapes, ...environment.map(signedFileOf)]
  if (files.length > limits.entries) throw tooLarge('in number: too many strangers connected meanwhile')
  const statement: Statement = {
    statement: statementFormat,
    runId,
    end: 'responder',
    keys: { client: clientKey, responder: key.publicKey },
    tool: { name: 'pathproof', version: releaseName },
    startedAt,
    signedAt: new Date().toISOString(),
    redaction: redactionOf(map),
    files,
    absent: [],
    container: null,
  }
  const { statement: text, signature } = signHalf(statement, key)
  return { statement: text, signature, map, files: environment }
}

function bytesOf({ events }: Tape): number {
  return events.reduce((sum, event) => sum + ('bytes' in event ? event.bytes.length : 0), 0)
}
