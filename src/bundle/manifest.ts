/**
 * The manifest: the signed halves of a bundle, as the archive's last file. Must not know what a half says; that is
 * statement.ts.
 */
import { z } from 'zod'
import { BundleError } from './errors.ts'
import { type Signer, signers } from './layout.ts'
import { type SigningKey, type Statement, signStatement, statementText } from './statement.ts'

/** The name and version of the form; another version is another word. */
export const bundleFormat = 'pathproof/bundle/1'

/** One half: who made it, the text that was signed, and the Ed25519 signature over that text's UTF-8 bytes, lower-case hex. */
export interface Half {
  readonly end: Signer
  readonly statement: string
  readonly signature: string
}

/** The halves in the order client, responder, merger; any of them may be missing. */
export interface Manifest {
  readonly bundle: typeof bundleFormat
  readonly halves: readonly Half[]
}

const half = z.strictObject({
  end: z.enum(signers),
  statement: z.string(),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
})
const schema = z.strictObject({ bundle: z.literal(bundleFormat), halves: z.array(half).min(1).max(signers.length) })

/** A statement, signed. */
export function signHalf(statement: Statement, key: SigningKey): Half {
  const text = statementText(statement)
  return { end: statement.end, statement: text, signature: signStatement(text, key) }
}

/** The manifest's text in its one form: fixed order, two spaces, a line feed at the end. */
export function manifestText(halves: readonly Half[]): string {
  const ordered = [...halves].sort((a, b) => signers.indexOf(a.end) - signers.indexOf(b.end))
  const written = ordered.map(({ end, statement, signature }) => ({ end, statement, signature }))
  return `${JSON.stringify({ bundle: bundleFormat, halves: written }, null, 2)}\n`
}

/** The manifest of a text. BundleError (guilty: bundle) on any other text, also on one that is written otherwise. */
export function readManifest(text: string): Manifest {
  const manifest = parsed(text)
  const ends = manifest.halves.map(it => it.end)
  const twice = ends.find((it, at) => ends.indexOf(it) !== at)
  if (twice !== undefined) throw unlike(`it holds two halves of the ${twice}`)
  if (manifestText(manifest.halves) !== text) throw unlike('it is not as it was written')
  return manifest
}

function parsed(text: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unlike('it is not JSON')
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw unlike(otherVersion(value) ?? 'it is not of this form')
}

/** A bundle of another version is nobody's forgery, and the reader is told so. */
function otherVersion(value: unknown): string | null {
  const named = z.object({ bundle: z.string().regex(/^pathproof\/bundle\/[0-9]{1,4}$/) }).safeParse(value)
  if (!named.success || named.data.bundle === bundleFormat) return null
  return `it is ${named.data.bundle}, which another version of pathproof wrote; read it with that one`
}

function unlike(why: string): BundleError {
  return new BundleError(`manifest.json is no ${bundleFormat}: ${why}`, 'bundle')
}
