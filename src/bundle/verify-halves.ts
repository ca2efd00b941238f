/**
 * The signed halves of a manifest: does each signature fit, and do they belong together? Must not know the archive; that
 * the files are the signed ones is verify-files.ts, and what is expected of a merger is verify-merger.ts.
 */
import { BundleError } from './errors.ts'
import { bundleEnds, bundleFiles, isOfResponder, responderHalf } from './layout.ts'
import type { Half, Manifest } from './manifest.ts'
import { halfName, type Problem } from './problem.ts'
import { fitsSignature, readStatement, type Statement } from './statement.ts'
import { mergerProblems } from './verify-merger.ts'

/** A half whose text could be read. `genuine`: its signature was made by the key that it names as its own. */
export interface ReadHalf {
  readonly statement: Statement
  readonly key: string
  readonly genuine: boolean
}

/** All halves that could be read, and what is wrong with any of them. */
export interface CheckedHalves {
  readonly halves: readonly ReadHalf[]
  readonly problems: readonly Problem[]
}

/** Reads the halves, checks their signatures, and holds them against each other. Never throws. */
export function checkHalves(manifest: Manifest): CheckedHalves {
  const read = manifest.halves.map(readHalf)
  const halves = read.flatMap(it => (it.half === null ? [] : [it.half]))
  const by = (end: Statement['end']) => halves.find(it => it.statement.end === end)?.statement ?? null
  const [client, responder, merger] = [by('client'), by('responder'), by('merger')]
  const problems = [
    ...read.flatMap(it => it.problems),
    ...(client !== null && responder !== null ? pairProblems(client, responder) : []),
    ...presenceProblems(manifest, client),
    ...(merger === null ? [] : mergerProblems(merger, { client, responder })),
    ...halves.flatMap(it => ownProblems(it.statement)),
  ]
  return { halves, problems }
}

function readHalf(half: Half): { readonly half: ReadHalf | null; readonly problems: readonly Problem[] } {
  const part = halfName(half.end)
  try {
    const statement = readStatement(half.statement)
    if (statement.end !== half.end)
      return { half: null, problems: [{ part, text: `it was signed as the ${statement.end}'s` }] }
    const key = statement.keys[statement.end] ?? ''
    const genuine = fitsSignature(half.statement, half.signature, key)
    const text = 'its signature does not fit what it says: it was changed after it was signed'
    return { half: { statement, key, genuine }, problems: genuine ? [] : [{ part, text }] }
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    return { half: null, problems: [{ part, text: error.why }] }
  }
}

interface PairRule {
  readonly fails: (client: Statement, responder: Statement) => boolean
  readonly text: string
}

/** What must be true of two halves of one run. All are told of the responder's half, which came to the client's. */
const pairRules: readonly PairRule[] = [
  { fails: (a, b) => a.runId !== b.runId, text: "it is of another run than the client's half" },
  {
    fails: (a, b) => a.keys.responder !== null && a.keys.responder !== b.keys.responder,
    text: "it was signed by another installation than the one that the client's half names",
  },
  {
    fails: (a, b) => b.keys.client !== null && a.keys.client !== b.keys.client,
    text: "it names another client than the one that signed the client's half",
  },
  {
    fails: (a, b) => JSON.stringify(a.redaction) !== JSON.stringify(b.redaction),
    text: "it was masked in another way than the client's half",
  },
  {
    fails: (_, b) => b.files.some(file => !isOfResponder(file.path)),
    text: 'it lists files that only the client makes',
  },
  {
    fails: a => a.absent.some(it => it.path === responderHalf),
    text: "it is here although the client's half says that it never came",
  },
]

function pairProblems(client: Statement, responder: Statement): Problem[] {
  const part = halfName('responder')
  return pairRules.filter(rule => rule.fails(client, responder)).map(rule => ({ part, text: rule.text }))
}

/**
 * The client says what it never got; without a control channel it knows of no responder. Without the client's half the
 * responder's stands for itself. What was merged was made of both.
 */
function presenceProblems(manifest: Manifest, client: Statement | null): Problem[] {
  const ends = new Set(manifest.halves.map(it => it.end))
  if (ends.has('merger')) {
    const missing = bundleEnds.filter(end => !ends.has(end))
    return missing.map(end => ({ part: halfName(end), text: 'it is missing, and what was merged was made of both' }))
  }
  if (client === null || ends.has('responder') || client.keys.responder === null) return []
  if (client.absent.some(it => it.path === responderHalf)) return []
  return [{ part: halfName('responder'), text: "it is missing, and the client's half does not say that it never came" }]
}

function ownProblems(statement: Statement): Problem[] {
  const part = halfName(statement.end)
  const listsManifest = statement.files.some(file => file.path === bundleFiles.manifest)
  const speaksForOther = statement.end !== 'client' && statement.absent.length > 0
  return [
    ...(listsManifest ? [{ part, text: `it lists ${bundleFiles.manifest}, in which it stands` }] : []),
    ...(speaksForOther ? [{ part, text: 'it says what never came, which only the client can know' }] : []),
  ]
}
