/**
 * `pathproof profile`: lists, shows, checks and compares profiles. The one place that reads a profile from a file.
 */
import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { builtInProfiles, profileNamed } from '../src/profile/built-in.ts'
import { diffProfiles, isEqual, renderProfileDiff } from '../src/profile/diff.ts'
import type { ProfileLine } from '../src/profile/groups.ts'
import { suggestion } from '../src/profile/nearest.ts'
import { ProfileError } from '../src/profile/problem.ts'
import { LARGEST_PROFILE_BYTES, type Profile, parseProfile } from '../src/profile/profile.ts'
import { countsText, renderProfile } from '../src/profile/render.ts'
import { escapeText, wrap } from '../src/report/text.ts'
import { UsageError } from './exit.ts'

export interface ProfileShowCommand {
  /** The YAML text instead of the table. */
  readonly yaml?: true
}

/** Columns where the output is no terminal, and the fewest that a table needs. */
const PLAIN_COLUMNS = 100
const FEWEST_COLUMNS = 60

/**
 * The built-in profile of that name, else the one in that file. Throws a UsageError when there is neither, and a
 * ProfileError when the file is no profile.
 */
export async function loadProfile(nameOrFile: string): Promise<Profile> {
  return profileNamed(nameOrFile) ?? parseProfile(await readProfileFile(nameOrFile), nameOrFile)
}

/** `pathproof profile list`: the built-in profiles, a line each. */
export async function profileListCommand(): Promise<void> {
  const width = Math.max(...builtInProfiles.map(({ name }) => name.length))
  const lines = builtInProfiles.map(({ name, about, text }) => {
    const { version, rows } = parseProfile(text, name)
    const count = `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`
    return { indent: `${name.padEnd(width)}  version ${version}  ${count.padStart(7)}  `, text: about }
  })
  await print(lines)
}

/** `pathproof profile show NAME`: the profile as a table, or its YAML text to begin a file of one's own with. */
export function profileShowCommand(nameOrFile: string, { yaml }: ProfileShowCommand): Promise<void> {
  return tellingProblems(async () => {
    const builtIn = builtInProfiles.find(({ name }) => name === nameOrFile)
    const text = builtIn?.text ?? (await readProfileFile(nameOrFile))
    const profile = parseProfile(text, nameOrFile)
    if (yaml !== true) return print(renderProfile(profile))
    // A text that could be parsed holds no control characters but these.
    await write(text.replace(/\r\n?/g, '\n'))
  })
}

/** `pathproof profile check FILE`: says that it is good; or every problem on stderr, with status 2. */
export function profileCheckCommand(file: string): Promise<void> {
  return tellingProblems(async () => {
    const profile = parseProfile(await readProfileFile(file), file)
    await print([{ indent: '', text: `${file}: good: ${countsText(profile)}` }])
  })
}

/** `pathproof profile diff A B`: what changes for a firewall from A to B. Status 0: nothing, 1: something, as diff(1). */
export function profileDiffCommand(from: string, to: string): Promise<void> {
  return tellingProblems(async () => {
    const diff = diffProfiles(await loadProfile(from), await loadProfile(to))
    await print(renderProfileDiff(diff))
    process.exitCode = isEqual(diff) ? 0 : 1
  })
}

/** Never reads more than a profile may have, and one byte, so that the excess is seen. */
async function readProfileFile(file: string): Promise<string> {
  const bytes = await readStart(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // A text that was cut off may end inside a character; it is too long, and that is what must be said.
    if (bytes.length > LARGEST_PROFILE_BYTES) return new TextDecoder().decode(bytes)
    throw new ProfileError(file, [{ line: 1, column: 1, text: 'expected text in UTF-8, found other bytes' }])
  }
}

async function readStart(file: string): Promise<Uint8Array> {
  try {
    return await buffer(createReadStream(file, { end: LARGEST_PROFILE_BYTES }))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    const name = escapeText(file)
    if (code !== 'ENOENT') throw new UsageError(`cannot read the profile ${name}: ${code}`)
    const names = builtInProfiles.map(it => it.name)
    throw new UsageError(
      `'${name}' is neither a built-in profile nor a file${suggestion(file, names)}; built in are ${names.join(', ')}; name one of them, or a file`,
    )
  }
}

/** The problems of a profile, a line each; other errors go on to where they are told. */
async function tellingProblems(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}

function print(lines: readonly ProfileLine[]): Promise<void> {
  const columns = Math.max(FEWEST_COLUMNS, process.stdout.isTTY ? process.stdout.columns : PLAIN_COLUMNS)
  const printed = lines.flatMap(({ indent, text }) => {
    const rest = ' '.repeat(indent.trim() === '' ? indent.length + 4 : indent.length)
    return wrap(text, columns, { first: indent, rest: indent === '' ? '' : rest })
  })
  return write(`${printed.join('\n')}\n`)
}

/** Waits until the text is out: a pipe may take less than all of it. */
function write(text: string): Promise<void> {
  return new Promise(resolve => process.stdout.write(text, () => resolve()))
}
