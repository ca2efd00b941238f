/**
 * What one end signs: its half of a bundle. The text is canonical (one value, one text), so that no bit of it can change
 * unseen. Must not know the archive; a file is a path, a length and a digest here.
 */
import { createPublicKey, verify as verifyBytes } from 'node:crypto'
import { z } from 'zod'
import { sha256Hex } from '../bytes.ts'
import { BundleError } from './errors.ts'
import { isBundlePath, responderHalf, signers } from './layout.ts'
import { limits } from './limits.ts'

/** The name and version of the form; another version is another word. */
export const statementFormat = 'pathproof/half/1'

/** A key that signs (Ed25519, RFC 8032). The public key is SPKI DER, base64url. */
export interface SigningKey {
  readonly publicKey: string
  sign(bytes: Uint8Array): Uint8Array
}

const spkiPrefix = '302a300506032b6570032100'
const hex64 = z.string().regex(/^[0-9a-f]{64}$/)
const time = z.iso.datetime({ precision: 3 })
const bytes = z.number().int().min(0).max(limits.archiveBytes)
const publicKey = z.string().max(100).refine(isEd25519, 'no Ed25519 key')
const filePath = z.string().max(200).refine(isBundlePath, 'no path of a bundle')
const absentPath = z
  .string()
  .max(200)
  .refine(path => path === responderHalf || isBundlePath(path), 'no path of a bundle')

const schema = z.strictObject({
  statement: z.literal(statementFormat),
  runId: z.string().regex(/^[0-9a-f]{32}$/),
  end: z.enum(signers),
  keys: z
    .strictObject({
      client: publicKey.nullable(),
      responder: publicKey.nullable(),
      merger: publicKey.exactOptional(),
    })
    .readonly(),
  tool: z.strictObject({ name: z.string().max(100), version: z.string().max(100) }).readonly(),
  startedAt: time,
  signedAt: time,
  redaction: z
    .strictObject({
      sha256: hex64,
      masked: z
        .array(z.strictObject({ kind: z.enum(['address', 'name']), mask: z.string().max(300) }).readonly())
        .readonly(),
    })
    .readonly()
    .nullable(),
  files: z
    .array(z.strictObject({ path: filePath, bytes, sha256: hex64 }).readonly())
    .max(limits.entries)
    .readonly(),
  absent: z
    .array(z.strictObject({ path: absentPath, why: z.string().max(1000) }).readonly())
    .max(limits.entries)
    .readonly(),
  container: z.strictObject({ bytes, sha256: hex64 }).readonly().nullable(),
})

/**
 * What is said and signed, by an end or by a merger. `runId` is 32 hex digits; keys are SPKI DER in base64url, the own one
 * never null, the other end's null only in a half that was made without a control channel, the merger's in its own
 * statement alone; times are ISO 8601 in UTC with milliseconds. `absent` is the client's: files of the responder's
 * statement that never came, and `halves/responder` when the responder did not sign. `container` covers all bytes of the
 * archive before the manifest's local header; it is null in a half whose end wrote no archive, and in a bundle with several
 * halves the merger's counts, else the client's.
 */
export type Statement = Readonly<z.infer<typeof schema>>

/** One file as a half lists it. `sha256` is lower-case hex. */
export type SignedFile = Statement['files'][number]

/** Digest and length of the archive before its manifest. */
export type Container = NonNullable<Statement['container']>

/** The canonical text: fixed order, no spaces, files and absent ones by path. */
export function statementText(of: Statement): string {
  return JSON.stringify({
    statement: of.statement,
    runId: of.runId,
    end: of.end,
    keys: keysOf(of),
    tool: { name: of.tool.name, version: of.tool.version },
    startedAt: of.startedAt,
    signedAt: of.signedAt,
    redaction: of.redaction && {
      sha256: of.redaction.sha256,
      masked: of.redaction.masked.map(({ kind, mask }) => ({ kind, mask })),
    },
    files: byPath(of.files).map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    absent: byPath(of.absent).map(({ path, why }) => ({ path, why })),
    container: of.container && { bytes: of.container.bytes, sha256: of.container.sha256 },
  })
}

function keysOf({ keys: { client, responder, merger } }: Statement): Statement['keys'] {
  return { client, responder, ...(merger === undefined ? {} : { merger }) }
}

/** The statement of a text. BundleError (guilty: bundle) on any other text, also on one that is not canonical. */
export function readStatement(text: string): Statement {
  const statement = parsed(text)
  if (statementText(statement) !== text) throw unlike('it is not written as pathproof writes it')
  const { keys, end } = statement
  if ((keys[end] ?? null) === null) throw unlike('it does not name its own key')
  if (keys.merger !== undefined && end !== 'merger') throw unlike('it names who merges it, which no end can know')
  const paths = statement.files.map(file => file.path)
  if (new Set(paths).size !== paths.length) throw unlike('it lists a file twice')
  return statement
}

/** The statement's signature, lower-case hex. Throws BundleError (guilty: us) when the statement could not be read again. */
export function signStatement(text: string, key: SigningKey): string {
  const statement = readStatement(text)
  if (statement.keys[statement.end] !== key.publicKey) {
    throw new BundleError('a half is signed only with the key that it names as its own', 'us')
  }
  return Buffer.from(key.sign(new TextEncoder().encode(text))).toString('hex')
}

/** True when the signature over the text was made by that key. False, never an error, on anything else. */
export function fitsSignature(text: string, signature: string, key: string): boolean {
  if (!isEd25519(key)) return false
  try {
    const der = createPublicKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' })
    return verifyBytes(null, Buffer.from(text, 'utf8'), der, Buffer.from(signature, 'hex'))
  } catch {
    return false
  }
}

/** SHA-256 of the key's DER, lower-case hex. */
export function keyFingerprint(key: string): string {
  return sha256Hex(Buffer.from(key, 'base64url'))
}

function parsed(text: string): Statement {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unlike('it is not JSON')
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const at = result.error.issues[0]?.path.join('.') ?? ''
  throw unlike(at === '' ? 'it is not of this form' : `its field ${at.slice(0, 80)} is not of this form`)
}

function unlike(why: string): BundleError {
  return new BundleError(`the statement is no ${statementFormat}: ${why}`, 'bundle')
}

/** RFC 8410: 32 bytes of key behind a fixed prefix, and base64url that is the only one for these bytes. */
function isEd25519(key: string): boolean {
  const der = Buffer.from(key, 'base64url')
  return der.length === 44 && der.toString('hex').startsWith(spkiPrefix) && der.toString('base64url') === key
}

/** By code units, the same everywhere. */
function byPath<T extends { readonly path: string }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)))
}
