/**
 * A link with delay, jitter and loss between two network namespaces: compiles `delaylink.c` beside this file when
 * needed, and runs it. Needs root, a C compiler and /dev/net/tun.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface LinkOptions {
  /** One way, milliseconds. */
  readonly delayMs: number
  /** Up to so much is added, milliseconds. */
  readonly jitterMs?: number
  readonly lossPercent?: number
  /** TCP segments that are cut in two at a random byte. */
  readonly cutPercent?: number
  /** Makes jitter and loss repeatable. */
  readonly seed?: number
  /** The two ends, the one of `from` first; each with its prefix length. */
  readonly ipv4?: readonly [string, string]
  readonly ipv6?: readonly [string, string]
}

export interface Link {
  readonly child: ChildProcess
  /** Takes the link away; gives what it counted, one line for each direction. */
  readonly stop: () => Promise<string>
}

const source = fileURLToPath(new URL('./delaylink.c', import.meta.url))
/** Where tools keep what they can make again; not in a folder that others can write. */
const cache = fileURLToPath(new URL('../node_modules/.cache/pathproof/', import.meta.url))

/** Joins two namespaces; done when the interfaces are up. */
export async function startLink(from: string, to: string, options: LinkOptions): Promise<Link> {
  const child = spawn(compiled(), [from, to, ...argumentsOf(options)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', chunk => {
    said += String(chunk)
  })
  const gone = once(child, 'close')
  for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') break
  if (child.exitCode !== null) throw new Error(`delaylink did not start: ${said.trim()}`)
  return {
    child,
    stop: async () => {
      child.kill('SIGTERM')
      await gone
      return said
    },
  }
}

/** The program, compiled once for each version of its source. */
function compiled(): string {
  const version = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16)
  const program = join(cache, `delaylink-${version}`)
  if (existsSync(program)) return program
  mkdirSync(cache, { recursive: true })
  // Renamed when it is whole: another process may be here at the same time.
  const beside = `${program}.${process.pid}`
  execFileSync('cc', ['-O2', '-o', beside, source])
  renameSync(beside, program)
  return program
}

function argumentsOf(options: LinkOptions): string[] {
  const { delayMs, jitterMs = 0, lossPercent = 0, cutPercent = 0, seed = 1, ipv4, ipv6 } = options
  const noise = ['-d', delayMs, '-j', jitterMs, '-l', lossPercent, '-c', cutPercent, '-s', seed].map(String)
  const v4 = ipv4 === undefined ? [] : ['-a', ipv4[0], '-b', ipv4[1]]
  const v6 = ipv6 === undefined ? [] : ['-A', ipv6[0], '-B', ipv6[1]]
  return [...noise, ...v4, ...v6]
}
