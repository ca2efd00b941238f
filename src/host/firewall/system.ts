/** The little that reading a firewall asks of the system: files of the kernel and programs, bounded in time and size. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { release } from 'node:os'

/** What a program printed, or why there is nothing. */
export type Ran =
  | { readonly state: 'ran'; readonly text: string }
  | { readonly state: 'missing' }
  /** One line: what it said on stderr, or what ended it. */
  | { readonly state: 'failed'; readonly why: string }

/** A file of the kernel. */
export type KernelFile =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'absent' }
  | { readonly state: 'denied' }

/** Where the rules are read; a test gives its own. */
export interface FirewallSystem {
  readonly platform: string
  /** As `uname -r` prints it. */
  readonly kernel: string
  readonly file: (path: string) => Promise<KernelFile>
  readonly run: (command: string, args: readonly string[]) => Promise<Ran>
}

const timeoutMs = 5000
const mostBytes = 32 * 1024 * 1024
/** Where these programs are installed; the PATH of a user often lacks them. */
const adminPath = '/usr/sbin:/sbin:/usr/local/sbin'

/** This host. */
export const thisSystem: FirewallSystem = {
  platform: process.platform,
  kernel: release(),
  file: readKernelFile,
  run: runProgram,
}

async function readKernelFile(path: string): Promise<KernelFile> {
  try {
    return { state: 'read', text: await readFile(path, 'utf8') }
  } catch (error) {
    return { state: codeOf(error) === 'ENOENT' ? 'absent' : 'denied' }
  }
}

function runProgram(command: string, args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, LC_ALL: 'C', PATH: `${process.env.PATH ?? ''}:${adminPath}` }
  const options = { env, encoding: 'utf8', timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: mostBytes } as const
  return new Promise(resolve => {
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ state: 'ran', text: stdout })
      else if (codeOf(error) === 'ENOENT') resolve({ state: 'missing' })
      else resolve({ state: 'failed', why: `${command} ${failure(error, stderr)}` })
    })
    child.stdin?.end()
  })
}

function failure(error: Error & { killed?: boolean }, stderr: string): string {
  if (codeOf(error) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `printed more than ${mostBytes / 1024 / 1024} MiB`
  if (error.killed === true) return `took longer than ${timeoutMs / 1000} s`
  const said = stderr.split('\n').find(it => it.trim() !== '')
  return said === undefined ? 'failed and did not say why' : `said: ${said.trim()}`
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
