import assert from 'node:assert/strict'
import type { SignedFile } from '../../src/bundle/statement.ts'
import { checkFiles, type FoundFile } from '../../src/bundle/verify-files.ts'
import { statementOf } from './small-bundle.ts'

const sha256 = 'ab'.repeat(32)

function signed(path: string, change: Partial<SignedFile> = {}): SignedFile {
  return { path, bytes: 1, sha256, ...change }
}

function found(path: string, change: Partial<SignedFile> = {}): FoundFile {
  return { path, digest: signed(path, change) }
}

const statement = statementOf('client', [signed('run.json'), signed('report.html')], null)
const other = statementOf('responder', [signed('tapes/responder/a.jsonl')], null)
const sound = [found('run.json'), found('report.html'), found('tapes/responder/a.jsonl')]

function problems(files: readonly FoundFile[], statements = [statement, other]): string[] {
  return checkFiles(files, statements).map(it => `${it.part}: ${it.text}`)
}

describe('bundle/verify-files', () => {
  it('finds nothing when each file is as it was signed', () => {
    assert.deepEqual(problems([...sound, found('manifest.json')]), [])
  })

  it('finds another digest, another length, and what cannot be unpacked', () => {
    const files = [
      found('run.json', { sha256: 'cd'.repeat(32) }),
      found('report.html', { bytes: 2 }),
      { path: 'tapes/responder/a.jsonl', digest: null },
    ]
    assert.deepEqual(problems(files), [
      'report.html: changed after it was signed',
      'run.json: changed after it was signed',
      'tapes/responder/a.jsonl: changed after it was signed, and damaged: it cannot be unpacked',
    ])
  })

  it('finds a removed, an added and a renamed file', () => {
    assert.deepEqual(problems([...sound.slice(1), found('summary.md')]), [
      'run.json: missing',
      'summary.md: signed by nobody: it was added, or the half that lists it is gone',
    ])
  })

  it('misses nothing that the client says never came, and finds it when it is there', () => {
    const absent = [{ path: 'tapes/responder/a.jsonl', why: 'cut' }]
    assert.deepEqual(problems(sound.slice(0, 2), [{ ...statement, absent }, other]), [])
    assert.match(
      problems(sound, [{ ...statement, absent }, other]).join(),
      /a\.jsonl: here, although the client's half/,
    )
  })

  it('finds a file that the merger and an end list', () => {
    const merger = statementOf('merger', [signed('tapes/responder/a.jsonl')], null)
    assert.deepEqual(problems(sound, [statement, other, merger]), [
      "tapes/responder/a.jsonl: in the responder's half and in the merger's part",
    ])
  })

  it('finds a file in both halves', () => {
    const both = statementOf('responder', [...other.files, signed('run.json')], null)
    assert.deepEqual(problems(sound, [statement, both]), ["run.json: in the client's half and in the responder's half"])
  })
})
