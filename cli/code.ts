/**
 * Where the pairing code comes from: never from an argument, because a process list and a shell history are public.
 */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { UsageError } from './exit.ts'

export interface CodeOptions {
  readonly code?: string
  readonly codeFile?: string
}

/** The text of the code; not yet decoded. */
export async function readCode(options: CodeOptions): Promise<string> {
  if (options.code !== undefined) {
    if (options.code !== '-')
      throw new UsageError(
        'the pairing code does not belong on the command line, where others can read it; use --code - and give it on stdin, or PATHPROOF_CODE',
      )
    return text(process.stdin)
  }
  if (options.codeFile !== undefined) return readCodeFile(options.codeFile)
  if (process.env.PATHPROOF_CODE !== undefined) return process.env.PATHPROOF_CODE
  if (process.stdin.isTTY) return ask()
  throw new UsageError('no pairing code; give it in PATHPROOF_CODE, with --code-file FILE, or with --code - on stdin')
}

async function readCodeFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new UsageError(`cannot read the code file ${file}: ${code}`)
  }
}

/** Asks on the terminal without echo. */
function ask(): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  process.stderr.write('Pairing code: ')
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      process.stderr.write('\n')
      reject(new UsageError('no pairing code was given'))
    })
    lines.question('', answer => {
      resolve(answer)
      lines.close()
    })
  })
}
